import type { ApiClient } from '../api/client';
import { failed, type Failure, type Outcome } from '../api/failure';
import type { Task } from '../api/tasks';

/** Where tasks can be looked up. */
export type TaskSource = Pick<ApiClient, 'lookUp'>;

/** How many ids one question names at most. */
export const MOST_IDS = 100;

/**
 * Looks up tasks by their ids, all in one question (or one for each hundred). How many tasks the
 * service puts on a page at most is not documented, nor whether its `count` is that of the page; so
 * those that are missing are asked for again, until none of them comes.
 *
 * @param ids each of them once
 * @returns those that the service knows, in no particular order
 */
export async function lookUpAll(
	source: TaskSource,
	ids: readonly string[],
): Promise<Outcome<readonly Task[]>> {
	const tasks = new Map<string, Task>();
	for (let first = 0; first < ids.length; first += MOST_IDS) {
		let missing = ids.slice(first, first + MOST_IDS);
		for (let isNew = true; isNew && missing.length > 0; ) {
			const page = await source.lookUp({
				action: 'retrieve_batch',
				ids: missing,
				offset: 0,
				limit: missing.length,
			});
			if (!page.ok) return page;
			for (const task of page.value.tasks) tasks.set(task.taskId, task);
			const left = missing.filter((id) => !tasks.has(id));
			isNew = left.length < missing.length;
			missing = left;
		}
	}
	return { ok: true, value: [...tasks.values()] };
}

/** Looks one task up; an id that the service does not know is a failure that says what to do. */
export async function lookUpOne(source: TaskSource, taskId: string): Promise<Outcome<Task>> {
	const asked = await source.lookUp({ action: 'retrieve', id: taskId });
	if (!asked.ok) return failed({ ...asked.failure, taskId });
	const [task] = asked.value.tasks;
	return task ? { ok: true, value: task } : failed(unknownTask(taskId));
}

const unknownTask = (taskId: string): Failure => ({
	kind: 'rejected',
	message: `The service knows no task with the ID '${taskId}'`,
	advice:
		"Check the ID, and that the credential is the one that the task was submitted with. The service keeps a task for a limited time, and only if it was submitted with a callback URL, as every 'Delivery' but 'Wait for the Image' does.",
	taskId,
});
