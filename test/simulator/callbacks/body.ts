import type { TaskOutcome } from '../tasks/registry';
import { shownId } from '../tasks/ids';
import type { CallbackPlan } from './plan';

interface Ids {
	taskId: string;
	traceId: string;
}

/**
 * The body of a callback: nested as in the guide ("asynchronous callback"), flat as in the provider's
 * other documents, or a failure (contract §1).
 */
export function callbackBody(outcome: TaskOutcome, ids: Ids, form: CallbackPlan['form']): object {
	const head = { success: outcome.success, task_id: shownId(ids.taskId), trace_id: ids.traceId };
	if (!outcome.success) return { ...head, error: outcome.error };
	return form === 'nested' ? { ...head, data: outcome.created } : { ...head, ...outcome.created };
}

/** The text that goes out in place of a proper body. */
export function malformedText(shape: CallbackPlan['malformed'], proper: object, ids: Ids): string {
	const text = JSON.stringify(proper);
	const [task_id, trace_id] = [shownId(ids.taskId), ids.traceId];
	switch (shape) {
		case undefined:
			return text;
		case 'notJson':
			return 'the task has finished';
		case 'truncated':
			return text.slice(0, Math.floor(text.length / 2));
		case 'empty':
			return '';
		case 'array':
			return '[]';
		case 'noTaskId':
			return JSON.stringify({ ...proper, task_id: undefined });
		case 'noData':
			return JSON.stringify({ success: true, task_id, trace_id });
		case 'wrongTypes':
			return JSON.stringify({ success: 'yes', task_id: 17, trace_id: null, data: 'none' });
	}
}
