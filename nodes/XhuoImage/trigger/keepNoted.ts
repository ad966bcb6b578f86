import type { Clock } from '../api/clock';
import type { Storing } from './repeats';

/** Storing an execution takes n8n some milliseconds; this often falls into them. */
const EVERY_MS = 2;

/** n8n has given up storing by then. */
const LONGEST_MS = 10_000;

/**
 * Notes a value in a node's static data again and again while n8n stores the execution. n8n saves that
 * data right after, if it was told of a change; but once it holds anything, n8n 2.41 forgets that it
 * was told when it begins to store (`WorkflowRunner.establishContextForPersistence` wraps the same data
 * anew). What is noted in between is saved.
 *
 * @param storing whether n8n has stored the execution
 */
export async function keepNoted(
	staticData: Record<string, unknown>,
	key: string,
	storing: () => Storing,
	clock: Clock,
): Promise<void> {
	const noted = staticData[key];
	for (let waited = 0; waited < LONGEST_MS && storing() === 'open'; waited += EVERY_MS) {
		staticData[key] = noted;
		await clock.sleep(EVERY_MS);
	}
}
