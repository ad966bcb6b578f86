import type { Fault } from '../kinds';
import type { NamedFault } from './named';

const TRACE = 'trace-of-a-fault';
const YEAR_S = 365 * 24 * 60 * 60;
/** Images that come before a batch is turned down. */
const GOOD_ONES = 2;
const REST_OF_BATCH = { skip: GOOD_ONES, times: 'always' } as const;

/** A refusal with an error body in the contract's form, whatever its code. */
const refusal = (status: number, code: string | number, message: string): Fault => ({
	kind: 'answer',
	status,
	body: { success: false, error: { code, message }, trace_id: TRACE },
});

/** The service is reached, and says no. Nothing is billed. */
const RATE_LIMITS = {
	'429-seconds': {
		does: '429 with `Retry-After: 2`',
		billed: false,
		fault: { kind: 'error', code: 'too_many_requests', retryAfterSeconds: 2 },
	},
	'429-date': {
		does: '429 with `Retry-After` as an HTTP date, 2 s ahead',
		billed: false,
		fault: {
			kind: 'error',
			code: 'too_many_requests',
			retryAfterSeconds: 2,
			retryAfterForm: 'date',
		},
	},
	'429-year': {
		does: '429 with a `Retry-After` of one year',
		billed: false,
		fault: { kind: 'error', code: 'too_many_requests', retryAfterSeconds: YEAR_S },
	},
	'429-negative': {
		does: '429 with `Retry-After: -5`',
		billed: false,
		fault: { kind: 'error', code: 'too_many_requests', retryAfter: '-5' },
	},
	'429-text': {
		does: '429 with `Retry-After: soon`',
		billed: false,
		fault: { kind: 'error', code: 'too_many_requests', retryAfter: 'soon' },
	},
	'429-past-date': {
		does: '429 with a `Retry-After` date in the past',
		billed: false,
		fault: {
			kind: 'error',
			code: 'too_many_requests',
			retryAfter: 'Thu, 01 Jan 1970 00:00:00 GMT',
		},
	},
	'429-without-hint': {
		does: '429 without `Retry-After`',
		billed: false,
		fault: { kind: 'error', code: 'too_many_requests' },
	},
	'429-insufficient-quota': {
		does: '429 with code `insufficient_quota`: the balance is used up',
		billed: false,
		fault: refusal(429, 'insufficient_quota', 'You exceeded your current quota.'),
	},
} satisfies Record<string, NamedFault>;

const ACCOUNT_AND_CONTENT = {
	'400-content-policy': {
		does: '400 with code `content_policy_violation`',
		billed: false,
		fault: refusal(400, 'content_policy_violation', 'Your prompt may contain unsafe content.'),
	},
	'400-moderation-blocked': {
		does: '400 with code `moderation_blocked`',
		billed: false,
		fault: refusal(400, 'moderation_blocked', 'Your request was rejected by the safety system.'),
	},
	'422-moderation-blocked': {
		does: '422 with code `moderation_blocked`',
		billed: false,
		fault: refusal(422, 'moderation_blocked', 'Your request was rejected by the safety system.'),
	},
	'422-content-policy': {
		does: '422 with code `content_policy_violation`',
		billed: false,
		fault: refusal(422, 'content_policy_violation', 'Your prompt may contain unsafe content.'),
	},
	'400-callback-url': {
		does: '400: the callback URL is refused',
		billed: false,
		fault: refusal(400, 'bad_request', 'callback_url must be a public https address.'),
	},
	'401-always': {
		does: '401 `invalid_token`, every time',
		billed: false,
		fault: { kind: 'error', code: 'invalid_token' },
		aim: { times: 'always' },
	},
	'401-mid-batch': {
		does: `401 \`token_expired\` after ${GOOD_ONES} good calls, from then on`,
		billed: false,
		fault: { kind: 'error', code: 'token_expired' },
		aim: REST_OF_BATCH,
	},
	'402-payment-required': {
		does: '402: no balance',
		billed: false,
		fault: refusal(402, 'payment_required', 'Please top up your account.'),
	},
	'403-moderation': {
		does: '403 `forbidden`: moderation',
		billed: false,
		fault: { kind: 'error', code: 'forbidden' },
	},
	'403-mid-batch': {
		does: `403 \`used_up\` after ${GOOD_ONES} good calls, from then on`,
		billed: false,
		fault: { kind: 'error', code: 'used_up' },
		aim: REST_OF_BATCH,
	},
	'404-no-api': {
		does: '404 `no_api`: wrong address',
		billed: false,
		fault: { kind: 'error', code: 'no_api' },
	},
	'413-too-large': {
		does: '413 with code `request_too_large`',
		billed: false,
		fault: refusal(413, 'request_too_large', 'The request is larger than 50 MB.'),
	},
	'413-html': {
		does: '413 as the HTML page of a proxy',
		billed: false,
		fault: {
			kind: 'answer',
			status: 413,
			headers: { 'content-type': 'text/html' },
			body: '<html><head><title>413 Request Entity Too Large</title></head><body><center><h1>413 Request Entity Too Large</h1></center></body></html>',
		},
	},
} satisfies Record<string, NamedFault>;

export const REFUSALS = { ...RATE_LIMITS, ...ACCOUNT_AND_CONTENT };
