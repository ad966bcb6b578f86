import { faultTables } from './faults/catalogue/table';
import { CliError, HELP, readFlags } from './flags';
import type { LedgerEntry } from './ledger';
import { process } from './node';
import { startSimulator } from './start';

const print = (line: string) => process.stdout.write(`${line}\n`);

function billedLine({ at, model, size, images, pricing, prompt }: LedgerEntry): string {
	const price = !pricing
		? ''
		: 'credits' in pricing
			? `${pricing.credits} credits`
			: `×${pricing.multiplier}`;
	const time = new Date(at).toISOString().slice(11, 19);
	const what = [model, size ?? 'auto', `${images} image${images === 1 ? '' : 's'}`, price];
	return `${time}  ${what.filter(Boolean).join('  ')}  ${JSON.stringify(prompt.slice(0, 60))}`;
}

async function main(): Promise<void> {
	const flags = readFlags(process.argv.slice(2));
	if (flags === 'help') return void print(HELP);
	if (flags === 'faults') return void print(faultTables());
	const simulator = await startSimulator({
		...flags,
		onBilled: (entry) => print(billedLine(entry)),
	});
	print(`Base URL  ${simulator.baseUrl}`);
	print(`Token     ${simulator.token}`);
	print(
		`Other tokens: ${simulator.emptyToken}, ${simulator.disabledToken}, ${simulator.expiredToken}, ${simulator.otherServiceToken}`,
	);
	const stop = () => void simulator.close();
	process.once('SIGINT', stop);
	process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
	const isOrdinary = error instanceof CliError || (error instanceof Error && 'code' in error);
	const text = error instanceof Error ? (isOrdinary ? error.message : error.stack) : String(error);
	process.stderr.write(`${text}\n${error instanceof CliError ? '\nSee --help.\n' : ''}`);
	process.exitCode = 1;
});
