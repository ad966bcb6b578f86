import { UNCERTAIN_ADVICE, type FailureKind } from './failure';

/** What a code or a status means, in a user's words. */
export interface Explanation {
	readonly kind: FailureKind;
	readonly message: string;
	readonly advice: string;
}

const TOKEN_ADVICE =
	'Paste a valid API token of your XHuo account into the XHuo API credential and save it; n8n then says whether it works.';

/** What went wrong at the service itself, also where it does not say what (contract §2). */
export const API_ERROR: Explanation = {
	kind: 'serviceFault',
	message: 'The service could not make this image',
	advice: 'Run the workflow again later. Such calls are usually not billed.',
};

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
	request_too_large: {
		kind: 'rejected',
		message: 'The request is larger than the service takes',
		advice: 'Shorten the prompt or use smaller pictures. Nothing was billed for this image.',
	},
	api_not_implemented: {
		kind: 'rejected',
		message: 'The service does not offer this model or operation',
		advice: 'Choose another model.',
	},
	no_api: {
		kind: 'rejected',
		message: 'The service knows no such address',
		advice: "Check the 'Base URL' in the XHuo API credential. It usually ends in /v1.",
	},
	too_many_requests: {
		kind: 'rateLimited',
		message: 'The service is receiving too many requests',
		advice:
			"Lower 'Concurrency' or raise 'Max Retries' in the options of the node, or run the workflow later.",
	},
	api_error: API_ERROR,
	timeout: {
		kind: 'uncertain',
		message: 'The service took too long to make this image',
		advice: UNCERTAIN_ADVICE,
	},
};

/**
 * The codes that other services of this kind use for the same (contract §5, and in the field), in small
 * letters with `_` between the words.
 */
const ALIASES: ReadonlyArray<readonly [string, RegExp]> = [
	[
		'used_up',
		/^(insufficient_((user|account)_)?(quota|balance|credits?|funds)|(user_)?(balance|quota|credits?)_(not_enough|insufficient|exhausted)|not_enough_(balance|credits?|funds)|billing_(hard_limit_reached|not_active)|payment_required)$/,
	],
	[
		'forbidden',
		/moderation|content_?(policy|filter)|safety|sensitive|nsfw|policy_violation|prohibited_content/,
	],
	[
		'too_many_requests',
		/^(rate_limit(ed|_error|_reached|_exceeded)?|requests?_limit(_reached|_exceeded)?|throttled|throttling|resource_exhausted)$/,
	],
	[
		'invalid_token',
		/^(invalid_(api_)?key|incorrect_api_key|invalid_(access_token|authentication|credentials)|authentication_error|unauthorized|unauthenticated)$/,
	],
	['token_expired', /^((api_)?key|access_token)_expired$|^expired_((api_)?key|(access_)?token)$/],
];

/** What a code of the service means; `undefined` for one that nobody knows. */
export function explanationOf(code: string | undefined): Explanation | undefined {
	if (code === undefined) return undefined;
	const plain = inSmallWords(code);
	const name = ALIASES.find(([, pattern]) => pattern.test(plain))?.[0] ?? plain;
	return Object.hasOwn(BY_CODE, name) ? BY_CODE[name] : undefined;
}

/** `ContentPolicyViolation`, `content-policy-violation` and `CONTENT_POLICY_VIOLATION` are the same. */
const inSmallWords = (code: string): string =>
	code
		.replace(/([a-z\d])([A-Z])/g, '$1_$2')
		.replace(/[\s.:-]+/g, '_')
		.toLowerCase();

/** What a refusal without a code that anybody knows is about, in the words of its message. */
const BY_MESSAGE: ReadonlyArray<readonly [string, RegExp]> = [
	[
		'used_up',
		/insufficient (account |user )?(quota|balance|credits?|funds)|exceeded your current quota|(balance|credits?) (is|are) (not enough|insufficient|used up|exhausted)|(余额|餘額|额度|額度|积分)(已)?(不足|用完|用尽|耗尽)/i,
	],
	[
		'forbidden',
		/safety system|content (policy|filter|management policy)|moderation|flagged as (unsafe|sensitive|inappropriate)|(违规|敏感|違規)/i,
	],
];

/** What the message of a refusal says of its reason; `undefined` where it says nothing known. */
export function explanationOfMessage(message: string | undefined): Explanation | undefined {
	if (message === undefined) return undefined;
	return explanationOf(BY_MESSAGE.find(([, pattern]) => pattern.test(message))?.[0]);
}

const CODE_OF_STATUS: Readonly<Record<number, string>> = {
	400: 'bad_request',
	401: 'invalid_token',
	402: 'used_up',
	403: 'forbidden',
	404: 'no_api',
	408: 'timeout',
	413: 'request_too_large',
	429: 'too_many_requests',
	504: 'timeout',
};

/** What an HTTP status means where no code says more. */
export const explanationOfStatus = (status: number): Explanation | undefined =>
	explanationOf(CODE_OF_STATUS[status]);
