import { textOf, type JsonObject } from './values';

/** How far a task is, where it says so in a word. */
export type TaskStatus = 'running' | 'succeeded' | 'failed';

/** The words that services of this kind use; the guide's own tasks have none (contract §3). */
const WORDS: ReadonlyArray<readonly [TaskStatus, RegExp]> = [
	['succeeded', /^(succe(ss|ssful|ed|eded)|completed?|finished|done|ready)$/],
	['failed', /^(fail(ed|ure)?|error(ed)?|cancell?ed|expired|rejected|refused|blocked)$/],
	[
		'running',
		/^(pending|queued?|inqueue|waiting|submitted|accepted|created|starting|started|running|process(ing)?|inprogress|generating)$/,
	],
];

/** What services call the field with such a word. */
const NAMES = ['status', 'state', 'task_status', 'taskStatus'] as const;

/** Reads how far a task is; `undefined` where it has no such word, or one that nobody knows. */
export function readStatus(task: JsonObject): TaskStatus | undefined {
	const word = NAMES.map((name) => textOf(task[name])).find(Boolean);
	const plain = word?.toLowerCase().replace(/[\s_-]/g, '');
	return plain === undefined ? undefined : WORDS.find(([, pattern]) => pattern.test(plain))?.[0];
}
