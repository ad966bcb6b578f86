import type { Clock } from '../api/clock';
import type { Failure } from '../api/failure';
import type { Task } from '../api/tasks';
import { countEndings } from './endings';
import { lookUpAll, type TaskSource } from './lookUp';

/** Between two questions, in milliseconds: the first wait, and the longest. */
const FIRST_INTERVAL_MS = 5000;
const LONGEST_INTERVAL_MS = 15_000;

/** The service may be asked for a task once a second at most (contract §3); in milliseconds. */
const SHORTEST_INTERVAL_MS = 1000;

/** Each wait is so much longer than the one before. */
const SLOWER = 1.2;

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
 * simply asked again: it costs nothing, and the tasks are paid for. Only what would be refused again
 * (the token, the address) ends the asking.
 *
 * @param onFinished called once for each task, as soon as it is known to be finished
 * @returns why the service will not tell, if that is why the asking ended
 */
export async function askUntilFinished(
	source: TaskSource,
	ids: readonly string[],
	{ clock, limitMs, intervalMs, asksAtOnce = false, signal }: Patience,
	onFinished: (task: Task) => void,
): Promise<Failure | undefined> {
	const pending = new Set(ids);
	const endings = countEndings();
	const end = clock.now() + limitMs;
	const firstInterval = Math.max(SHORTEST_INTERVAL_MS, intervalMs ?? FIRST_INTERVAL_MS);
	const longestInterval = intervalMs === undefined ? LONGEST_INTERVAL_MS : firstInterval;
	let interval = asksAtOnce ? 0 : firstInterval;
	while (pending.size > 0 && clock.now() < end && !signal?.aborted) {
		const left = Math.max(SHORTEST_INTERVAL_MS, end - clock.now());
		await clock.sleep(Math.min(interval, left), signal);
		if (signal?.aborted) return undefined;
		const asked = await lookUpAll(source, [...pending]);
		if (!asked.ok && isFinal(asked.failure)) return asked.failure;
		for (const seen of asked.ok ? asked.value : []) {
			const task = endings.see(seen);
			if (task.state.kind !== 'pending' && pending.delete(task.taskId)) onFinished(task);
		}
		interval = Math.max(firstInterval, Math.min(longestInterval, interval * SLOWER));
		if (!asked.ok) interval = Math.max(interval, asked.failure.retryAfterMs ?? 0);
	}
	return undefined;
}

/** Whether the service would say the same to the same question. */
export const isFinal = ({ kind, isPermanent }: Failure): boolean =>
	kind === 'rejected' || kind === 'invalid' || isPermanent === true;
