import { join, mkdir, performance, process, writeFile } from '../support/node';
import { outputFolder } from '../e2e/support/paths';
import { say } from '../e2e/support/progress';
import { openSoakBench } from './bench';
import { drive } from './drive';
import { readArguments } from './arguments';
import { faultCounts, reportOf } from './report';
import { wrongOrders } from './verdict';

/**
 * `npm run soak -- --minutes 30`: a real n8n makes images in every delivery for a while, with several
 * workflows at once, while a share of all that the service does goes wrong. At the end it is counted
 * what was billed, and what the users hold of it.
 */
async function main(): Promise<void> {
	const told = readArguments(process.argv.slice(2));
	const { minutes, settled, share, seed, isControl } = told;
	const started = performance.now();
	const bench = await openSoakBench(told);
	try {
		const soaked = await drive(bench, minutes, settled);
		const { text, isKept } = reportOf(soaked, bench.simulator, isControl);
		const took = Math.round((performance.now() - started) / 60_000);
		const title =
			`${minutes} minutes, ${share * 100} % of all requests go wrong (seed ${seed}); ` +
			`with start and rests ${took} minutes`;
		const report = `${title}\n\n${text}\n`;
		await mkdir(outputFolder, { recursive: true });
		await writeFile(join(outputFolder, 'soak.txt'), report);
		const wrong = JSON.stringify(wrongOrders(soaked.books), null, 2);
		await writeFile(join(outputFolder, 'soak-wrong.json'), wrong);
		const counts = JSON.stringify(faultCounts(bench.simulator), null, 2);
		await writeFile(join(outputFolder, 'soak-faults.json'), counts);
		say(`\n${report}`);
		process.exitCode = isKept ? 0 : 1;
	} finally {
		await bench.close();
	}
}

main().catch((error: unknown) => {
	say(error instanceof Error ? (error.stack ?? error.message) : String(error));
	process.exit(1);
});
