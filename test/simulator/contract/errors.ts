/** HTTP status of every error code the service documents (contract §2; guide, error handling). */
export const STATUS_OF_CODE = {
	bad_request: 400,
	no_token: 400,
	api_not_implemented: 400,
	token_mismatched: 400,
	invalid_token: 401,
	token_expired: 401,
	used_up: 403,
	disabled: 403,
	forbidden: 403,
	no_api: 404,
	too_many_requests: 429,
	api_error: 500,
	timeout: 504,
} as const;

export type ErrorCode = keyof typeof STATUS_OF_CODE;

/** What the service says when nobody gave a better message. */
export const DEFAULT_MESSAGES: Record<ErrorCode, string> = {
	bad_request: 'The request is missing a parameter or has an invalid one.',
	no_token: 'No authorization token was provided.',
	api_not_implemented: 'This API is not implemented.',
	token_mismatched: 'The token belongs to another service.',
	invalid_token: 'The authorization token is missing or invalid.',
	token_expired: 'The authorization token has expired.',
	used_up: 'The balance of this account is used up.',
	disabled: 'This account is disabled.',
	forbidden: 'The content was rejected by moderation.',
	no_api: 'There is no API at this address.',
	too_many_requests: 'The rate limit has been exceeded.',
	api_error: 'fetch failed',
	timeout: 'The upstream service took too long to answer.',
};

export const ERROR_CODES = Object.keys(STATUS_OF_CODE).filter(
	(code): code is ErrorCode => code in STATUS_OF_CODE,
);

/** A request that the service turns down; becomes the error body of contract §2. */
export class ApiError extends Error {
	constructor(
		readonly code: ErrorCode,
		message: string = DEFAULT_MESSAGES[code],
		/** Headers beside the error body, e.g. `retry-after`. */
		readonly headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
		this.name = 'ApiError';
	}

	/** HTTP status that belongs to the code. */
	get status(): number {
		return STATUS_OF_CODE[this.code];
	}
}

export interface ErrorBody {
	success: false;
	error: { code: string; message: string };
	trace_id: string;
}

/** The error body as the guide shows it ("error response example"). */
export function errorBody(code: string, message: string, traceId: string): ErrorBody {
	return { success: false, error: { code, message }, trace_id: traceId };
}
