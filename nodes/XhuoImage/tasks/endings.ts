import type { Task } from '../api/tasks';

/** How often a task may be seen with an end but without an answer until it counts as failed. */
const MOST_SIGHTINGS = 4;

/** Counts how often tasks were seen with an end but without an answer. */
export interface Endings {
	/**
	 * @param task as the service just showed it
	 * @returns the same, or as failed where it was seen so too often
	 */
	see(task: Task): Task;
}

/**
 * A service may note the end of a task a moment before its answer. Such a task is pending at first:
 * were it called failed, a retry would pay for it again.
 */
export function countEndings(): Endings {
	const sightings = new Map<string, number>();
	return {
		see: (task) => {
			if (!isUnanswered(task)) return task;
			const count = (sightings.get(task.taskId) ?? 0) + 1;
			sightings.set(task.taskId, count);
			return count < MOST_SIGHTINGS ? task : { ...task, state: { kind: 'failed' } };
		},
	};
}

/** Whether a task has an end, but no answer yet. */
export const isUnanswered = ({ state }: Task): boolean =>
	state.kind === 'pending' && state.hasEnded === true;
