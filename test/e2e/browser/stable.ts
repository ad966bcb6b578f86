import { eventually } from '../support/eventually';

/** What must not change for this long counts as settled, in ms. */
const CALM_MS = 300;
const EVERY_MS = 100;

/**
 * Reads until the answer stays the same for a while: for lists that the editor fills little by little,
 * where there is no telling which entry comes last.
 */
export async function stable<T>(read: () => Promise<T>): Promise<T> {
	let last: T | undefined;
	let calm = 0;
	const settled = await eventually(
		'the editor has settled',
		async () => {
			const now = await read();
			calm = JSON.stringify(now) === JSON.stringify(last) ? calm + EVERY_MS : 0;
			last = now;
			return calm >= CALM_MS && { now };
		},
		{ everyMs: EVERY_MS },
	);
	return settled.now;
}
