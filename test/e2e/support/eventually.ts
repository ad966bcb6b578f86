import { performance, sleep } from './node';

export interface Patience {
	/** How long to keep asking, in ms. */
	timeoutMs?: number;
	/** How long to pause between two questions, in ms. */
	everyMs?: number;
}

/**
 * Asks until the answer is something, and returns it. `undefined`, `false` and a throw mean "not yet".
 *
 * @param what completes the sentence "Waited in vain until …"
 * @throws when the time is up, with what the last attempt threw as its cause
 */
export async function eventually<T>(
	what: string,
	ask: () => Promise<T | undefined | false> | T | undefined | false,
	{ timeoutMs = 30_000, everyMs = 150 }: Patience = {},
): Promise<T> {
	const deadline = performance.now() + timeoutMs;
	let cause: unknown;
	do {
		try {
			const answer = await ask();
			if (answer !== undefined && answer !== false) return answer;
			cause = undefined;
		} catch (error) {
			cause = error;
		}
		await sleep(everyMs);
	} while (performance.now() < deadline);
	const lastWords = cause instanceof Error ? `: ${cause.message}` : '';
	throw new Error(`Waited ${timeoutMs / 1000} s in vain until ${what}${lastWords}`, { cause });
}
