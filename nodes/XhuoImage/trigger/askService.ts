import type { Clock } from '../api/clock';
import type { Task, TaskRequest } from '../api/tasks';
import type { Callback } from '../callback/readCallback';
import type { TaskSource } from '../tasks/lookUp';

/** How a task ended, and who says so. */
export interface TaskEnd {
	readonly callback: Callback;
	/** Whether the service itself says so, and not only whoever called. */
	readonly isVerified: boolean;
	/** What the service says that the task asked for. */
	readonly request?: TaskRequest;
}

/** What asking brought: how the task ended, or what speaks against the callback. */
export type Verdict =
	| { readonly kind: 'ended'; readonly end: TaskEnd }
	| { readonly kind: 'unknown' }
	| { readonly kind: 'pending' };

/** A callback may come a moment before the tasks endpoint knows of it; waits in milliseconds. */
const LAGS_MS = [1500, 1500, 3000, 6000, 12_000];

/**
 * Asks the service itself for the task of a callback. Who has got hold of a signed URL can send
 * anything to it; what counts is what the service says of the task. Where it cannot be asked, the
 * callback's own word counts, and is marked as unverified: a paid image is not lost for that.
 *
 * @param signal aborted when the execution is stopped
 */
export async function askService(
	source: TaskSource,
	callback: Callback,
	clock: Clock,
	signal?: AbortSignal,
): Promise<Verdict> {
	const question = { action: 'retrieve', id: callback.taskId } as const;
	let unknown = 0;
	for (const lag of [...LAGS_MS, 0]) {
		const asked = await source.lookUp(question);
		if (!asked.ok) return { kind: 'ended', end: { callback, isVerified: false } };
		const task = asked.value.tasks.find(({ taskId }) => taskId === callback.taskId);
		const said = task && callbackOf(task);
		if (said) {
			return { kind: 'ended', end: { callback: said, isVerified: true, request: task.request } };
		}
		unknown += task ? 0 : 1;
		if (unknown > 1) return { kind: 'unknown' };
		if (signal?.aborted) break;
		await clock.sleep(lag, signal);
	}
	return { kind: 'pending' };
}

/** What an honest callback of the task says; `undefined` while it is not finished. */
function callbackOf({ taskId, traceId, state }: Task): Callback | undefined {
	if (state.kind === 'pending') return undefined;
	if (state.kind === 'succeeded') return { kind: 'succeeded', taskId, answer: state.answer };
	const { code = 'unknown', message = 'The service gave no reason' } = state;
	return { kind: 'failed', taskId, ...(traceId && { traceId }), failure: { code, message } };
}
