import {
	explanationOf,
	explanationOfMessage,
	explanationOfStatus,
} from '../../../nodes/XhuoImage/api/codes';

/** Every code of the contract, §2, and one that HTTP adds. */
const CODES = [
	...['no_token', 'invalid_token', 'token_expired', 'token_mismatched', 'used_up', 'disabled'],
	...['forbidden', 'bad_request', 'request_too_large', 'api_not_implemented', 'no_api'],
	...['too_many_requests', 'api_error', 'timeout'],
];

/** The codes whose refusals certainly cost nothing, and say so. */
const FREE = ['used_up', 'forbidden', 'bad_request', 'request_too_large'];

/** What other services call the same (contract §5, and in the field). */
const ALIASES = {
	used_up: [
		...['insufficient_quota', 'insufficient_user_quota', 'insufficient_account_balance'],
		...[
			'insufficient_balance',
			'insufficient_credit',
			'insufficient_credits',
			'insufficient_funds',
		],
		...['balance_not_enough', 'user_balance_not_enough', 'quota_exhausted', 'credits_insufficient'],
		...['credit_exhausted', 'not_enough_balance', 'not_enough_credit', 'not_enough_credits'],
		...['not_enough_funds', 'billing_hard_limit_reached', 'billing_not_active', 'payment_required'],
		...['InsufficientQuota', 'INSUFFICIENT_QUOTA', 'insufficient-quota', 'insufficient quota'],
	],
	forbidden: [
		...['moderation_blocked', 'content_policy_violation', 'contentpolicy', 'content_filter'],
		...['safety_violations', 'sensitive_words_detected', 'nsfw', 'policy_violation'],
		...['prohibited_content', 'ContentPolicyViolation', 'content.filter', 'contentFilter'],
	],
	too_many_requests: [
		...['rate_limit', 'rate_limited', 'rate_limit_error', 'rate_limit_reached'],
		...['rate_limit_exceeded', 'request_limit', 'requests_limit_reached', 'request_limit_exceeded'],
		...[
			'throttled',
			'throttling',
			'resource_exhausted',
			'RateLimitExceeded',
			'RATE:LIMIT',
			'rate - limit',
		],
	],
	invalid_token: [
		...['invalid_api_key', 'invalid_key', 'incorrect_api_key', 'invalid_access_token'],
		...['invalid_authentication', 'invalid_credentials', 'authentication_error', 'unauthorized'],
		...['unauthenticated', 'InvalidApiKey'],
	],
	token_expired: [
		...['api_key_expired', 'key_expired', 'access_token_expired', 'expired_api_key'],
		...['expired_key', 'expired_token', 'expired_access_token'],
	],
};
const rows = Object.entries(ALIASES).flatMap(([code, names]) =>
	names.map((name) => [name, code] as const),
);

describe('a code', () => {
	it.each(CODES)('has a message and an advice of its own: %s', (code) => {
		const { message, advice } = explanationOf(code) ?? { message: '', advice: '' };
		expect(message).toMatch(/^The [\w ]+[^.]$/);
		expect(advice).toMatch(/^[A-Z].{15,}\.$/);
		expect(advice.includes('Nothing was billed for this image.')).toBe(FREE.includes(code));
	});

	it.each(rows)('of another service, %s, is %s', (name, code) => {
		expect(explanationOf(name)).toBe(explanationOf(code));
		expect(explanationOf(name)).toBeDefined();
	});

	it.each(rows.filter(([, code]) => code !== 'forbidden'))(
		'is not read into a longer one: %s',
		(name) => {
			expect(explanationOf(`x_${name}`)).toBeUndefined();
			expect(explanationOf(`${name}_x`)).toBeUndefined();
		},
	);

	it.each([undefined, '', 'unheard_of', 'toString', '__proto__', 'constructor'])(
		'is not known: %p',
		(code) => {
			expect(explanationOf(code)).toBeUndefined();
		},
	);

	it('says what to do with the token', () => {
		for (const code of ['no_token', 'invalid_token', 'token_expired']) {
			expect(explanationOf(code)?.advice).toMatch(/^Paste a valid API token/);
		}
		expect(explanationOf('token_mismatched')?.advice).toContain('OpenAI Images');
		expect(explanationOf('no_api')?.advice).toContain("'Base URL'");
	});
});

describe('a message', () => {
	it.each([
		['You have insufficient quota', 'used_up'],
		['Insufficient account balance.', 'used_up'],
		['insufficient user credits', 'used_up'],
		['insufficient credit', 'used_up'],
		['insufficient funds', 'used_up'],
		['You exceeded your current quota, check your plan', 'used_up'],
		['Your balance is not enough', 'used_up'],
		['credits are used up', 'used_up'],
		['credit is exhausted', 'used_up'],
		['Balance is insufficient', 'used_up'],
		['余额不足', 'used_up'],
		['用户餘額已用完', 'used_up'],
		['额度用尽', 'used_up'],
		['額度已耗尽', 'used_up'],
		['积分不足', 'used_up'],
		['Your request was rejected by our safety system', 'forbidden'],
		['violates the content policy', 'forbidden'],
		['Content filter', 'forbidden'],
		['content management policy', 'forbidden'],
		['Blocked by moderation', 'forbidden'],
		['flagged as unsafe', 'forbidden'],
		['flagged as sensitive', 'forbidden'],
		['flagged as inappropriate', 'forbidden'],
		['提示词违规', 'forbidden'],
		['敏感词', 'forbidden'],
		['內容違規', 'forbidden'],
	])('says by itself what is wrong: %j is %s', (message, code) => {
		expect(explanationOfMessage(message)).toBe(explanationOf(code));
	});

	it.each([undefined, '', 'The size is too small', 'policy', 'quota', 'the balance of colors'])(
		'says nothing known: %p',
		(message) => {
			expect(explanationOfMessage(message)).toBeUndefined();
		},
	);
});

describe('a status', () => {
	it.each([
		[400, 'bad_request'],
		[401, 'invalid_token'],
		[402, 'used_up'],
		[403, 'forbidden'],
		[404, 'no_api'],
		[408, 'timeout'],
		[413, 'request_too_large'],
		[429, 'too_many_requests'],
		[504, 'timeout'],
	])('%i means %s', (status, code) => {
		expect(explanationOfStatus(status)).toBe(explanationOf(code));
	});

	it.each([0, 200, 405, 418, 500, 503])('%i means nothing by itself', (status) => {
		expect(explanationOfStatus(status)).toBeUndefined();
	});
});
