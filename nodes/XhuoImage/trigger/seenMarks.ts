import { createHash } from 'node:crypto';
import { z } from 'zod';

/** How many of the newest tasks are remembered at least, and for how long, in milliseconds. */
export const LEAST_REMEMBERED = 2000;
export const REMEMBERED_MS = 72 * 3600 * 1000;

/** Two different tasks have the same mark once in 2^48 times. */
const MARK_LENGTH = 8;

/** Stands for a task, and is shorter than its id. */
export const markOf = (taskId: string): string =>
	createHash('sha256').update(taskId).digest('base64url').slice(0, MARK_LENGTH);

/**
 * The tasks that were seen, as n8n stores them with the workflow: the marks of two generations, one
 * behind the other. n8n writes all of it for each callback, so it has to be small, and adding to it
 * must not take longer the more there is: a generation that is full or old becomes the older one, and
 * what was the older one is dropped.
 */
export interface SeenMarks {
	readonly newest: string;
	readonly older: string;
	/** When the newest generation began; milliseconds since 1970. */
	readonly since: number;
}

const marks = z
	.string()
	.regex(/^[\w-]*$/)
	.catch('');

const storedSchema = z
	.object({ newest: marks, older: marks, since: z.number().catch(0) })
	.catch({ newest: '', older: '', since: 0 });

/** Reads what n8n has stored; nothing, if something else wrote it. */
export const readMarks = (stored: unknown): SeenMarks => storedSchema.parse(stored);

/** Whether a mark is among them, and not too old. */
export function hasMark({ newest, older, since }: SeenMarks, mark: string, now: number): boolean {
	const isFresh = now - since <= 2 * REMEMBERED_MS;
	return isFresh && (includes(newest, mark) || includes(older, mark));
}

/** Adds marks, and forgets the oldest where there are too many. */
export function addMarks(seen: SeenMarks, added: readonly string[], now: number): SeenMarks {
	const age = now - seen.since;
	const isFull = seen.newest.length >= LEAST_REMEMBERED * MARK_LENGTH || age > REMEMBERED_MS;
	const text = added.join('');
	if (!isFull) return { ...seen, newest: seen.newest + text };
	return { newest: text, older: age > 2 * REMEMBERED_MS ? '' : seen.newest, since: now };
}

function includes(all: string, mark: string): boolean {
	let place = all.indexOf(mark);
	while (place % MARK_LENGTH > 0) place = all.indexOf(mark, place + 1);
	return place >= 0;
}
