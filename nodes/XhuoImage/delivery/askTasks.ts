import type { ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import type { Outcome } from '../api/failure';
import type { Task } from '../api/tasks';

/** Where tasks can be looked up. */
export type TaskSource = Pick<ApiClient, 'lookUp'>;

/** How many ids one question names at most. */
const MOST_IDS = 100;

/** Between two questions, in milliseconds: the first wait, and the longest. */
const FIRST_INTERVAL_MS = 5000;
const LONGEST_INTERVAL_MS = 15_000;

/** The service may be asked for a task once a second at most (contract §3); in milliseconds. */
const SHORTEST_INTERVAL_MS = 1000;

/** Each wait is so much longer than the one before. */
const SLOWER = 1.2;

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

/** How often, and until when, to ask. */
export interface Patience {
	readonly clock: Clock;
	/** How long to go on, in milliseconds. */
	readonly limitMs: number;
	/**
	 * The wait between two questions, in milliseconds, at least one second; where nothing is said,
	 * 5 seconds at first, then ever longer, up to 15.
	 */
	readonly intervalMs?: number;
	/** Whether the tasks may be finished already, so that the first question comes without a wait. */
	readonly asksAtOnce?: boolean;
	/** Aborted when the execution is stopped. */
	readonly signal?: AbortSignal;
}

/**
 * Asks for tasks until all of them are finished or the limit is over. A question that fails is
 * simply asked again: it costs nothing, and the tasks are paid for.
 *
 * @param onFinished called once for each task, as soon as it is known to be finished
 */
export async function askUntilFinished(
	source: TaskSource,
	ids: readonly string[],
	{ clock, limitMs, intervalMs, asksAtOnce = false, signal }: Patience,
	onFinished: (task: Task) => void,
): Promise<void> {
	const pending = new Set(ids);
	const end = clock.now() + limitMs;
	const firstInterval = Math.max(SHORTEST_INTERVAL_MS, intervalMs ?? FIRST_INTERVAL_MS);
	const longestInterval = intervalMs === undefined ? LONGEST_INTERVAL_MS : firstInterval;
	let interval = asksAtOnce ? 0 : firstInterval;
	while (pending.size > 0 && clock.now() < end && !signal?.aborted) {
		const left = Math.max(SHORTEST_INTERVAL_MS, end - clock.now());
		await clock.sleep(Math.min(interval, left), signal);
		if (signal?.aborted) return;
		const asked = await lookUpAll(source, [...pending]);
		for (const task of asked.ok ? asked.value : []) {
			if (task.state.kind !== 'pending' && pending.delete(task.taskId)) onFinished(task);
		}
		interval = Math.max(firstInterval, Math.min(longestInterval, interval * SLOWER));
		if (!asked.ok) interval = Math.max(interval, asked.failure.retryAfterMs ?? 0);
	}
}
