import type { ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import type { Outcome } from '../api/failure';
import type { Task } from '../api/tasks';

/** How many ids one question names at most. */
const MOST_IDS = 100;

/** Between two questions, in milliseconds: the first wait, and the longest. */
const FIRST_INTERVAL_MS = 5000;
const LONGEST_INTERVAL_MS = 15_000;

/** Each wait is so much longer than the one before. */
const SLOWER = 1.2;

/**
 * Looks up tasks by their ids, all in one question (or one for each hundred).
 *
 * @returns those that the service knows, in no particular order
 */
export async function lookUpAll(
	client: ApiClient,
	ids: readonly string[],
): Promise<Outcome<readonly Task[]>> {
	const tasks: Task[] = [];
	for (let first = 0; first < ids.length; first += MOST_IDS) {
		const some = ids.slice(first, first + MOST_IDS);
		for (let offset = 0; offset < some.length; ) {
			const page = await client.lookUp({
				action: 'retrieve_batch',
				ids: some,
				offset,
				limit: some.length,
			});
			if (!page.ok) return page;
			tasks.push(...page.value.tasks);
			offset += page.value.tasks.length;
			if (page.value.tasks.length === 0 || offset >= page.value.count) break;
		}
	}
	return { ok: true, value: tasks };
}

/** How often, and until when, to ask. */
export interface Patience {
	readonly clock: Clock;
	/** How long to go on, in milliseconds. */
	readonly limitMs: number;
	/** The first wait, in milliseconds; 5 seconds where nothing is said. */
	readonly firstIntervalMs?: number;
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
	client: ApiClient,
	ids: readonly string[],
	{ clock, limitMs, firstIntervalMs = FIRST_INTERVAL_MS, asksAtOnce = false, signal }: Patience,
	onFinished: (task: Task) => void,
): Promise<void> {
	const pending = new Set(ids);
	const end = clock.now() + limitMs;
	let interval = asksAtOnce ? 0 : firstIntervalMs;
	while (pending.size > 0 && clock.now() < end && !signal?.aborted) {
		await clock.sleep(Math.min(interval, end - clock.now()), signal);
		if (signal?.aborted) return;
		const asked = await lookUpAll(client, [...pending]);
		for (const task of asked.ok ? asked.value : []) {
			if (task.state.kind !== 'pending' && pending.delete(task.taskId)) onFinished(task);
		}
		const longest = Math.max(LONGEST_INTERVAL_MS, firstIntervalMs);
		interval = Math.max(firstIntervalMs, Math.min(longest, interval * SLOWER));
		if (!asked.ok) interval = Math.max(interval, asked.failure.retryAfterMs ?? 0);
	}
}
