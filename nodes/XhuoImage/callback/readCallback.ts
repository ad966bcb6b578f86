import {
	readError,
	readGeneration,
	readPaid,
	readReferences,
	type GenerationAnswer,
} from '../api/answers';
import { readStatus } from '../api/status';
import { idOf, isObject, saysNo, saysYes, unwrap } from '../api/values';

/** A task that the service reports as finished. */
export type Callback =
	| { readonly kind: 'succeeded'; readonly taskId: string; readonly answer: GenerationAnswer }
	| {
			readonly kind: 'failed';
			readonly taskId: string;
			readonly traceId?: string;
			readonly failure: { readonly code: string; readonly message: string };
	  };

/**
 * Reads the body of a callback in any of the forms that the contract, §1, shows: a success, nested
 * or flat, with links or Base64, or a failure.
 *
 * @param body the parsed JSON
 * @returns the callback, or `undefined` if the body is none
 */
export function readCallback(body: unknown): Callback | undefined {
	const sent = unwrap(body);
	if (!isObject(sent)) return undefined;
	const { taskId = idOf(sent.id), traceId } = readReferences(sent);
	if (taskId === undefined) return undefined;
	const references = { taskId, ...(traceId && { traceId }) };

	const error = readError(sent) ?? readError(sent.response);
	const status = readStatus(sent);
	const saysDone = !error && (saysYes(sent.success) || status === 'succeeded');
	const answer = saysDone ? readPaid(sent) : readGeneration(sent);
	if (answer) return { kind: 'succeeded', taskId, answer: { ...answer, ...references } };

	const isOver =
		saysYes(sent.success) || saysNo(sent.success) || status === 'failed' || status === 'succeeded';
	if (!isOver && !error) return undefined;
	const hasFailed = saysNo(sent.success) || status === 'failed';
	return {
		kind: 'failed',
		...references,
		failure: {
			code: error?.code ?? error?.type ?? (hasFailed || error ? 'unknown' : 'no_image'),
			message: error?.message ?? 'The service gave no reason',
		},
	};
}
