/**
 * What became of a call that gave no image.
 *
 * - `invalid`: found before sending; nothing was sent
 * - `rejected`: the service said no; not billed
 * - `rateLimited`: HTTP 429; not billed
 * - `notSent`: the request never left; not billed
 * - `serviceFault`: `api_error`, which the service usually does not bill (contract §2)
 * - `uncertain`: sent, but its end is unknown; it may have been billed
 * - `download`: the image was made, but could not be fetched
 * - `cancelled`: the execution was stopped
 */
export type FailureKind =
	| 'invalid'
	| 'rejected'
	| 'rateLimited'
	| 'notSent'
	| 'serviceFault'
	| 'uncertain'
	| 'download'
	| 'cancelled';

/** A call that gave no image: what happened, what to do, and what support will ask for. */
export interface Failure {
	readonly kind: FailureKind;
	/** What happened, in a sentence without a full stop. */
	readonly message: string;
	/** How to go on. */
	readonly advice: string;
	/** The API's own error code. */
	readonly code?: string;
	readonly httpStatus?: number;
	/** For the provider's support. */
	readonly traceId?: string;
	readonly taskId?: string;
	/** What the service answered, shortened and without secrets, where no image could be read in it. */
	readonly received?: string;
	/** The image that could not be fetched. */
	readonly url?: string;
	/** How long the service asks to wait, in milliseconds. */
	readonly retryAfterMs?: number;
	/** Whether sending the same again cannot help, although it would cost nothing. */
	readonly isPermanent?: boolean;
}

/** A value, or what became of the call instead. */
export type Outcome<T> =
	| { readonly ok: true; readonly value: T }
	| { readonly ok: false; readonly failure: Failure };

export const failed = (failure: Failure): Outcome<never> => ({ ok: false, failure });

/** Whether the money for it may be gone although no image came. */
export const mayHaveBeenBilled = (failure: Failure): boolean =>
	failure.kind === 'uncertain' || failure.kind === 'download';

/** The advice for every call that may have been billed: the node never repeats it by itself. */
export const UNCERTAIN_ADVICE =
	'This image may still be finished and billed, so the node did not ask for it again. Check the usage page of your XHuo account before you run it again.';

/**
 * A call that was not made, or not waited for, since the execution was stopped. n8n's engine tells
 * a stopped execution from a failed one by the word "canceled" (workflow-execute.ts).
 */
export const STOPPED: Failure = {
	kind: 'cancelled',
	message: 'The execution was canceled',
	advice: 'Images that were already on their way may have been billed.',
};
