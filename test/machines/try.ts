/**
 * `npm run test:machines -- [machine …] [--only demo|test]`: does what the README tells newcomers to do
 * with each Node and npm that they may have, from a fresh clone of what is committed, in a folder that
 * is removed afterwards. Exit code 0 only if all of it worked.
 */
import { readArguments } from './arguments';
import { formatTable } from './table';
import { tryOn, type Outcome } from './trial';
import { Keeper } from '../e2e/instance/keeper';
import { chmod, join, mkdtemp, process, rm, tmpdir } from '../e2e/support/node';
import { say } from '../e2e/support/progress';

const ANYBODY_MAY_ENTER = 0o755;

async function main(): Promise<boolean> {
	const { machines, commands } = readArguments(process.argv.slice(2));
	const scratch = await mkdtemp(join(tmpdir(), 'xhuo-machines-'));
	await chmod(scratch, ANYBODY_MAY_ENTER);
	const keeper = new Keeper(scratch);
	const outcomes: Outcome[] = [];
	try {
		for (const machine of machines) {
			outcomes.push(await tryOn(machine, commands, scratch, keeper));
			await rm(join(scratch, machine.name), { recursive: true, force: true });
		}
	} finally {
		await keeper.close();
	}
	say(`\n${formatTable(outcomes)}`);
	return outcomes.every(({ result }) => result !== 'failed');
}

main().then(
	(hasWorked) => {
		process.exitCode = hasWorked ? 0 : 1;
	},
	(error: unknown) => {
		say(error instanceof Error ? error.message : String(error));
		process.exitCode = 2;
	},
);
