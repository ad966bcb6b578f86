import { dirname, mkdir, process, readFile, rm, writeFile } from '../support/node';
import { eventually } from '../support/eventually';
import { say } from '../support/progress';

const PATIENCE_MS = 30 * 60_000;

/** Lets one process at a time install into a folder: two `npm ci` in one folder ruin each other. */
export async function withInstallLock<T>(folder: string, work: () => Promise<T>): Promise<T> {
	const lock = `${folder}.installing`;
	await mkdir(dirname(lock), { recursive: true });
	let announced = false;
	await eventually(
		'the other installation is over',
		async () => {
			if (await take(lock)) return true;
			if (!announced) say('· waiting for another process that installs into this folder …');
			announced = true;
			return false;
		},
		{ timeoutMs: PATIENCE_MS, everyMs: 1_000 },
	);
	try {
		return await work();
	} finally {
		await rm(lock, { force: true });
	}
}

/** Takes the lock if it is free, or was left behind by a process that is no more. */
async function take(lock: string): Promise<boolean> {
	try {
		await writeFile(lock, String(process.pid), { flag: 'wx' });
		return true;
	} catch {
		const owner = Number(await readFile(lock, 'utf8').catch(() => ''));
		if (owner > 0 && !isRunning(owner)) await rm(lock, { force: true });
		return false;
	}
}

function isRunning(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return true;
	} catch {
		return false;
	}
}
