import { mayHaveBeenBilled } from '../../../nodes/XhuoImage/api/failure';
import { explainAnswer, explainTask, readRetryAfter } from '../../../nodes/XhuoImage/api/refusals';

const explain = (status: number, code?: string, headers = {}, message = 'what it said') => {
	const parsed = code === undefined ? undefined : { error: { code, message }, trace_id: 'trace-1' };
	return explainAnswer({ status, headers, body: '' }, parsed, 0);
};

/** Every code of the contract, §2, and whether money may be gone. */
const CODES = [
	[400, 'bad_request', 'rejected'],
	[400, 'no_token', 'rejected'],
	[400, 'api_not_implemented', 'rejected'],
	[400, 'token_mismatched', 'rejected'],
	[401, 'invalid_token', 'rejected'],
	[401, 'token_expired', 'rejected'],
	[403, 'used_up', 'rejected'],
	[403, 'disabled', 'rejected'],
	[403, 'forbidden', 'rejected'],
	[404, 'no_api', 'rejected'],
	[429, 'too_many_requests', 'rateLimited'],
	[500, 'api_error', 'serviceFault'],
	[504, 'timeout', 'uncertain'],
] as const;

describe('an answer without an image', () => {
	it.each(CODES)('%i %s is %s', (status, code, kind) => {
		const failure = explain(status, code);
		expect(failure).toMatchObject({ kind, code, httpStatus: status, traceId: 'trace-1' });
		expect(mayHaveBeenBilled(failure)).toBe(kind === 'uncertain');
	});

	it('has a message of its own for every code', () => {
		const messages = CODES.map(([status, code]) => explain(status, code).message);
		expect(new Set(messages).size).toBe(CODES.length);
	});

	it.each(CODES)('%i %s is told without the words that n8n avoids', (status, code) => {
		const { message, advice } = explain(status, code, {}, '');
		expect(`${message} ${advice}`).not.toMatch(/\b(error|problem|failure|mistake)s?\b/i);
		expect(message).not.toMatch(/\.$/);
	});

	it.each([
		[401, 'rejected'],
		[403, 'rejected'],
		[429, 'rateLimited'],
		[418, 'rejected'],
		[302, 'rejected'],
		[504, 'uncertain'],
		[502, 'uncertain'],
		[503, 'uncertain'],
		[500, 'uncertain'],
		[200, 'uncertain'],
	])('with status %i and no readable body is %s', (status, kind) => {
		expect(explain(status).kind).toBe(kind);
	});

	it('goes by the code where a gateway changed the status', () => {
		expect(explain(200, 'used_up').kind).toBe('rejected');
		expect(explain(401, 'token_mismatched').message).toContain('another service');
	});

	it('quotes what the service said, shortened and on one line', () => {
		const { advice } = explain(400, 'bad_request', {}, `one\n two ${'x'.repeat(1000)}`);
		expect(advice).toContain('"one two xxx');
		expect(advice.length).toBeLessThan(600);
	});
});

describe('Retry-After', () => {
	const now = Date.parse('2026-11-23T04:00:00Z');
	it.each([
		['7', 7000],
		['0', 0],
		['Mon, 23 Nov 2026 04:00:09 GMT', 9000],
		['Mon, 23 Nov 2026 03:00:00 GMT', 0],
		['-3', undefined],
		['soon', undefined],
		['', undefined],
		[' ', undefined],
		[undefined, undefined],
	])('%p is %p ms', (header, ms) => {
		expect(readRetryAfter(header, now)).toBe(ms);
	});

	it('is read off the answer', () => {
		const failure = explain(429, 'too_many_requests', { 'retry-after': '3' });
		expect(failure.retryAfterMs).toBe(3000);
	});
});

describe('the words for a status that no code explains', () => {
	const say = (status: number, message = '') => {
		const parsed = message === '' ? undefined : { message };
		const failure = explainAnswer({ status, headers: {}, body: '' }, parsed, 0);
		return `${failure.kind}: ${failure.message} | ${failure.advice}`;
	};
	const UNCERTAIN =
		'This image may still be finished and billed, so the node did not ask for it again. Check the usage page of your XHuo account before you run it again.';

	it.each([
		[500, 'uncertain: The service answered with HTTP status 500'],
		[599, 'uncertain: The service answered with HTTP status 599'],
		[460, 'uncertain: The service answered with HTTP status 460'],
		[499, 'uncertain: The service answered with HTTP status 499'],
		[200, 'uncertain: The answer of the service held no image'],
		[299, 'uncertain: The answer of the service held no image'],
	])('%i: may have been billed', (status, message) => {
		expect(say(status)).toBe(`${message} | ${UNCERTAIN}`);
	});

	it.each([405, 418, 498])('%i: was not billed', (status) => {
		expect(say(status)).toBe(
			`rejected: The service did not accept the request (HTTP status ${status}) | Check the fields of the node. Nothing was billed for this image.`,
		);
	});

	it.each([300, 302, 399])('%i: is a redirect', (status) => {
		expect(say(status)).toBe(
			"rejected: The service answered with a redirect to another address | Check the 'Base URL' in the XHuo API credential. For safety, the node does not send the token on.",
		);
	});

	it('names a code that nobody knows', () => {
		const body = { code: `x\n${'y'.repeat(400)}` };
		const { kind, message } = explainAnswer({ status: 200, headers: {}, body: '' }, body, 0);
		expect([kind, message]).toEqual(['uncertain', 'The answer of the service held no image']);
		const short = explainAnswer({ status: 200, headers: {}, body: '' }, { code: 'E_17' }, 0);
		expect(short.message).toBe('The service answered with the code E_17');
	});

	it.each([400, 402, 403, 422, 429, 451])('%i: goes by its message', (status) => {
		expect(say(status, 'Blocked by moderation')).toMatch(/^rejected: .*content/);
		expect(say(status, 'insufficient balance')).toMatch(/^rejected: The balance/);
	});

	it.each([404, 409, 500, 200])('%i: does not go by its message', (status) => {
		expect(say(status, 'Blocked by moderation')).not.toMatch(/^rejected: .*content/);
	});

	it.each([408, 460, 499])('%i: may have been billed, whatever else it says', (status) => {
		expect(explain(status, 'invalid_token').kind).toBe('uncertain');
	});

	it.each([
		['429', 'rateLimited'],
		['503', 'uncertain'],
		['422', 'rejected'],
		['4290', 'uncertain'],
		['1429', 'uncertain'],
	])('a code %s in a 200 is %s', (code, kind) => {
		expect(explain(200, code).kind).toBe(kind);
	});
});

describe('a callback URL that the service refuses', () => {
	it.each([
		['callback_url', ''],
		['bad_request', 'callback url must be public'],
		['bad_request', 'the Callback-URI is wrong'],
		['bad_request', 'callbackUrl'],
	])('is explained: %s, %j', (code, message) => {
		const failure = explain(400, code, {}, message);
		expect(failure.message).toBe('The service did not accept the callback URL');
		expect(failure.advice).toMatch(
			/^'Pause Until Finished' and 'Ask Until Finished' send .* check 'Callback URL'\. Nothing was billed/,
		);
	});

	it('is no other trouble that mentions it', () => {
		expect(explain(500, 'api_error', {}, 'callback url').kind).toBe('serviceFault');
		expect(explain(400, 'bad_request', {}, 'callback').message).not.toContain('callback');
	});
});

describe('what an answer says of itself', () => {
	it('comes along', () => {
		const body = { error: { type: 'odd', message: 'No.' }, trace_id: 'r', task_id: 't' };
		const text = JSON.stringify(body);
		const failure = explainAnswer({ status: 400, headers: {}, body: text }, body, 0);
		expect(failure).toEqual({
			kind: 'rejected',
			message: 'The service did not accept the request',
			advice:
				'Check the fields of the node. Nothing was billed for this image. The service said: "No."',
			httpStatus: 400,
			code: 'odd',
			traceId: 'r',
			taskId: 't',
			received: text,
		});
	});

	it('is left out where there is nothing', () => {
		const failure = explainAnswer({ status: 400, headers: {}, body: '' }, {}, 0);
		expect(Object.keys(failure).sort()).toEqual(['advice', 'httpStatus', 'kind', 'message']);
		expect(failure.advice).toBe('Check the fields of the node. Nothing was billed for this image.');
	});

	it('is quoted up to 300 characters', () => {
		const quoted = (message: string) => explain(400, 'bad_request', {}, message).advice;
		expect(quoted('🦊'.repeat(300))).toContain(`"${'🦊'.repeat(300)}"`);
		expect(quoted('🦊'.repeat(301))).toContain(`"${'🦊'.repeat(300)}…"`);
	});
});

describe('a task that ended without an image', () => {
	const references = { taskId: 't', traceId: 'r' };
	it('says why, and that it is usually not billed', () => {
		expect(explainTask({ code: 'api_error', message: 'No.', received: '{}' }, references)).toEqual({
			kind: 'serviceFault',
			message: 'The service could not make this image',
			advice:
				'Run the workflow again later. Such tasks are usually not billed. The service said: "No."',
			code: 'api_error',
			received: '{}',
			...references,
		});
	});

	it('is told what to do where the request itself was refused', () => {
		const { kind, message, advice } = explainTask({ code: 'forbidden' }, references);
		expect([kind, message]).toEqual([
			'serviceFault',
			'The service refused the content of this request',
		]);
		expect(advice).toMatch(/^Rephrase the prompt/);
	});

	it.each([
		['402', 'The balance of the XHuo account is used up'],
		['429', 'The service is receiving too many requests'],
		['504', 'The service took too long to make this image'],
		['17', 'The service could not make this image'],
		[undefined, 'The service could not make this image'],
	])('with the code %s says: %s', (code, message) => {
		const failure = explainTask({ ...(code && { code }) }, { taskId: 't' });
		expect(failure.message).toBe(message);
		expect(Object.keys(failure)).toEqual(
			code
				? ['kind', 'message', 'advice', 'code', 'taskId']
				: ['kind', 'message', 'advice', 'taskId'],
		);
	});
});

describe('the money', () => {
	it.each([
		['uncertain', true],
		['download', true],
		['rejected', false],
		['rateLimited', false],
		['notSent', false],
		['serviceFault', false],
	] as const)('may be gone where a call is %s: %s', (kind, isGone) => {
		expect(mayHaveBeenBilled({ kind, message: '', advice: '' })).toBe(isGone);
	});
});
