import { readError, type ErrorAnswer } from './answers';
import { UNCERTAIN_ADVICE, type Failure, type FailureKind } from './failure';

/** An HTTP answer as it came, before anything is known about it. */
export interface HttpAnswer {
	readonly status: number;
	/** Header names in lower case. */
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: string;
}

interface Explanation {
	readonly kind: FailureKind;
	readonly message: string;
	readonly advice: string;
}

const TOKEN_ADVICE =
	'Paste a valid API token of your XHuo account into the XHuo API credential and save it; n8n then says whether it works.';

/** The API's codes in a user's words (contract §2). */
const BY_CODE: Readonly<Record<string, Explanation>> = {
	no_token: { kind: 'rejected', message: 'The API token is missing', advice: TOKEN_ADVICE },
	invalid_token: {
		kind: 'rejected',
		message: 'The API token was not accepted',
		advice: TOKEN_ADVICE,
	},
	token_expired: { kind: 'rejected', message: 'The API token has expired', advice: TOKEN_ADVICE },
	token_mismatched: {
		kind: 'rejected',
		message: 'The API token belongs to another service',
		advice:
			'Create a token for the OpenAI Images service in your XHuo account and paste it into the XHuo API credential.',
	},
	used_up: {
		kind: 'rejected',
		message: 'The balance of the XHuo account is used up',
		advice: 'Top up the account, then run the workflow again. Nothing was billed for this image.',
	},
	disabled: {
		kind: 'rejected',
		message: 'The XHuo account or token is disabled',
		advice: 'Ask the XHuo support to enable it again.',
	},
	forbidden: {
		kind: 'rejected',
		message: 'The service refused the content of this request',
		advice: 'Rephrase the prompt, then run the workflow again. Nothing was billed for this image.',
	},
	bad_request: {
		kind: 'rejected',
		message: 'The service did not accept the request',
		advice: 'Check the fields of the node. Nothing was billed for this image.',
	},
	api_not_implemented: {
		kind: 'rejected',
		message: 'The service does not offer this model or operation',
		advice: 'Choose another model.',
	},
	no_api: {
		kind: 'rejected',
		message: 'The service knows no such address',
		advice: 'Check the Base URL in the XHuo API credential. It usually ends in /v1.',
	},
	too_many_requests: {
		kind: 'rateLimited',
		message: 'The service is receiving too many requests',
		advice:
			'Lower Concurrency or raise Max Retries in the options of the node, or run the workflow later.',
	},
	api_error: {
		kind: 'serviceFault',
		message: 'The service could not make this image',
		advice: 'Run the workflow again later. Such calls are usually not billed.',
	},
	timeout: {
		kind: 'uncertain',
		message: 'The service took too long to make this image',
		advice: UNCERTAIN_ADVICE,
	},
};

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
	400: 'bad_request',
	401: 'invalid_token',
	402: 'used_up',
	403: 'forbidden',
	404: 'no_api',
	429: 'too_many_requests',
	504: 'timeout',
};

/**
 * Explains an answer that holds no image.
 *
 * @param answer the HTTP answer
 * @param parsed its body as JSON, `undefined` if it is none
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function explainAnswer(answer: HttpAnswer, parsed: unknown, now: number): Failure {
	const said = readError(parsed) ?? {};
	const explanation = explain(answer, said);
	const quote = said.message ? ` The service said: "${shorten(said.message)}"` : '';
	const retryAfterMs = readRetryAfter(answer.headers['retry-after'], now);
	return {
		...explanation,
		advice: `${explanation.advice}${quote}`,
		httpStatus: answer.status,
		...(said.code && { code: said.code }),
		...(said.traceId && { traceId: said.traceId }),
		...(said.taskId && { taskId: said.taskId }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
	};
}

function explain({ status }: HttpAnswer, { code }: ErrorAnswer): Explanation {
	const byCode = BY_CODE[code ?? ''] ?? BY_CODE[CODE_OF_STATUS[status] ?? ''];
	if (byCode) return byCode;
	if (status >= 500) {
		return {
			kind: 'uncertain',
			message: `The service answered with HTTP status ${status}`,
			advice: UNCERTAIN_ADVICE,
		};
	}
	if (status >= 400) {
		return {
			kind: 'rejected',
			message: `The service did not accept the request (HTTP status ${status})`,
			advice: 'Check the fields of the node. Nothing was billed for this image.',
		};
	}
	if (status >= 300) {
		return {
			kind: 'rejected',
			message: 'The service answered with a redirect to another address',
			advice:
				'Check the Base URL in the XHuo API credential. For safety, the node does not send the token on.',
		};
	}
	return {
		kind: 'uncertain',
		message: code
			? `The service answered with the code ${shorten(code)}`
			: 'The answer of the service held no image',
		advice: UNCERTAIN_ADVICE,
	};
}

const LONGEST_QUOTE = 300;

function shorten(text: string): string {
	const line = text.replace(/\s+/g, ' ').trim();
	return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}…` : line;
}

/** Reads a Retry-After header: seconds or an HTTP date. In milliseconds from `now`. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Explains a task that ended without an image, from the code and message that came with it. Such
 * tasks are usually not billed (contract §2).
 */
export function explainTask(
	said: { readonly code?: string; readonly message?: string },
	references: { readonly taskId: string; readonly traceId?: string },
): Failure {
	const known = BY_CODE[said.code ?? ''] ?? BY_CODE.api_error;
	const quote = said.message ? ` The service said: "${shorten(said.message)}"` : '';
	return {
		kind: 'serviceFault',
		message: known?.message ?? 'The service could not make this image',
		advice: `${known?.kind === 'rejected' ? known.advice : 'Run the workflow again later. Such tasks are usually not billed.'}${quote}`,
		...(said.code && { code: said.code }),
		...references,
	};
}
