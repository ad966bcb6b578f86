import { z } from 'zod';

import { readError, readGeneration, type GenerationAnswer } from '../api/answers';

/** A task that the service reports as finished. */
export type Callback =
	| { readonly kind: 'succeeded'; readonly taskId: string; readonly answer: GenerationAnswer }
	| {
			readonly kind: 'failed';
			readonly taskId: string;
			readonly traceId?: string;
			readonly failure: { readonly code: string; readonly message: string };
	  };

const envelopeSchema = z.object({
	task_id: z.string().trim().min(1).max(200),
	trace_id: z.string().nullish().catch(undefined),
	success: z.boolean().optional().catch(undefined),
});

/**
 * Reads the body of a callback in any of the forms that the contract, §1, shows: a success, nested
 * or flat, with links or Base64, or a failure.
 *
 * @param body the parsed JSON
 * @returns the callback, or `undefined` if the body is none
 */
export function readCallback(body: unknown): Callback | undefined {
	const envelope = envelopeSchema.safeParse(body);
	if (!envelope.success) return undefined;
	const { task_id: taskId, trace_id: traceId, success } = envelope.data;
	const references = { taskId, ...(traceId && { traceId }) };

	const answer = success === false ? undefined : readGeneration(body);
	if (answer) return { kind: 'succeeded', taskId, answer: { ...answer, ...references } };

	const error = readError(body);
	if (success === undefined && !error) return undefined;
	return {
		kind: 'failed',
		...references,
		failure: {
			code: error?.code ?? (success ? 'no_image' : 'unknown'),
			message: error?.message ?? 'The service gave no reason',
		},
	};
}
