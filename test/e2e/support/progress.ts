import { performance, process } from './node';

/** Writes one line for the person who is watching. */
export function say(line: string): void {
	process.stdout.write(`${line}\n`);
}

/** The time since `start` (a `performance.now()`), in seconds with one decimal, e.g. "7.3 s". */
export function secondsSince(start: number): string {
	return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}

/**
 * Does a piece of work that takes a while, telling what it is when it begins and how long it took
 * when it is done.
 */
export async function step<T>(what: string, work: () => Promise<T>): Promise<T> {
	const start = performance.now();
	let outcome = 'gave up after';
	say(`· ${what} …`);
	try {
		const result = await work();
		outcome = 'done in';
		return result;
	} finally {
		say(`· ${what}: ${outcome} ${secondsSince(start)}`);
	}
}
