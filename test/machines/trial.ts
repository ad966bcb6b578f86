import { WORDS, type Command } from './commands';
import type { Machine } from './machines';
import { Visitor } from './visitor';
import type { Keeper } from '../e2e/instance/keeper';
import { join, lstat, performance, process, readdir } from '../e2e/support/node';
import { say, step } from '../e2e/support/progress';

/** What came of a machine. Times in seconds; absent for what was not tried or did not work. */
export interface Outcome {
	machine: Machine;
	installSeconds?: number;
	installMegabytes?: number;
	seconds: Partial<Record<Command, number>>;
	result: 'passed' | 'failed' | 'skipped';
}

/** Does on a machine what the README says: clones the project, installs it, runs the commands. */
export async function tryOn(
	machine: Machine,
	commands: readonly Command[],
	scratch: string,
	keeper: Keeper,
): Promise<Outcome> {
	const outcome: Outcome = { machine, seconds: {}, result: 'failed' };
	if (machine.uid !== undefined && process.getuid?.() !== 0) {
		say(`· ${machine.name}: skipped, since only root can become another user`);
		return { ...outcome, result: 'skipped' };
	}
	try {
		const visitor = await Visitor.arrive(machine, join(scratch, machine.name), keeper);
		await visitor.cloneProject();
		const timed = async (...args: string[]) => {
			const start = performance.now();
			await step(`${machine.name}: npm ${args.join(' ')}`, async () => await visitor.npm(...args));
			return (performance.now() - start) / 1000;
		};
		outcome.installSeconds = await timed('ci');
		outcome.installMegabytes = await megabytes(join(visitor.clone, 'node_modules'));
		for (const command of commands) outcome.seconds[command] = await timed(...WORDS[command]);
		outcome.result = 'passed';
	} catch (error) {
		say(`✗ ${machine.name}: ${error instanceof Error ? error.message : String(error)}`);
	}
	return outcome;
}

/** What a folder takes on the disk, in millions of bytes. */
async function megabytes(folder: string): Promise<number> {
	const names = await readdir(folder, { recursive: true });
	let bytes = 0;
	for (const name of names) bytes += (await lstat(join(folder, name))).blocks * 512;
	return bytes / 1_000_000;
}
