import type { GenerationAnswer } from '../../api/answers';
import type { Failure } from '../../api/failure';
import { explainTask } from '../../api/refusals';
import type { Task } from '../../api/tasks';
import type { Callback } from '../../callback/readCallback';

/** How a task ended. */
export type TaskEnd =
	| { readonly kind: 'succeeded'; readonly answer: GenerationAnswer }
	| { readonly kind: 'failed'; readonly failure: Failure };

/** What a callback says itself. */
export function endOfCallback(callback: Callback): TaskEnd {
	if (callback.kind === 'succeeded') return callback;
	return failedEnd(callback.failure, callback.taskId, callback.traceId);
}

/** What the tasks endpoint says; `undefined` of a task that is not finished. */
export function endOfTask({ state, taskId, traceId }: Task): TaskEnd | undefined {
	if (state.kind === 'pending') return undefined;
	return state.kind === 'succeeded' ? state : failedEnd(state, taskId, traceId);
}

function failedEnd(
	said: { readonly code?: string; readonly message?: string },
	taskId: string,
	traceId?: string,
): TaskEnd {
	const references = { taskId, ...(traceId && { traceId }) };
	return { kind: 'failed', failure: explainTask(said, references) };
}
