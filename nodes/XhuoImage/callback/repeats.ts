import { z } from 'zod';

/** Remembers which tasks were already seen, for a while. */
export interface SeenTasks {
	/** Whether the task is new; from then on it is not. */
	isNew(taskId: string, now: number): boolean;
}

/** How many tasks are remembered at most, and for how long in milliseconds. */
export const MOST_REMEMBERED = 2000;
export const LONGEST_REMEMBERED_MS = 72 * 3600 * 1000;

const storedSchema = z.record(z.string(), z.number()).catch({});

/**
 * What this process has seen, by trigger. n8n reads a workflow's static data when a callback comes
 * and writes it when it was answered, so of two callbacks at the same moment each would overwrite
 * what the other noted; this memory is what both of them share.
 */
const seenHere = new Map<string, Map<string, number>>();

/**
 * Opens the memory of a trigger: what the workflow's static data holds, and what this process saw.
 *
 * @param staticData the node's static data, which n8n stores with the workflow; changed in place
 * @param trigger names the trigger among all of this n8n
 */
export function openSeenTasks(staticData: Record<string, unknown>, trigger: string): SeenTasks {
	const seen = seenHere.get(trigger) ?? new Map<string, number>();
	seenHere.set(trigger, seen);
	for (const [taskId, at] of Object.entries(storedSchema.parse(staticData.seenTasks))) {
		if (!seen.has(taskId)) seen.set(taskId, at);
	}
	return {
		isNew: (taskId, now) => {
			if (seen.has(taskId)) return false;
			seen.set(taskId, now);
			forgetOld(seen, now);
			staticData.seenTasks = Object.fromEntries(seen);
			return true;
		},
	};
}

function forgetOld(seen: Map<string, number>, now: number): void {
	const newestFirst = [...seen].sort(([, a], [, b]) => b - a);
	newestFirst.forEach(([taskId, at], place) => {
		if (place >= MOST_REMEMBERED || now - at > LONGEST_REMEMBERED_MS) seen.delete(taskId);
	});
}
