import { mayHaveBeenBilled } from '../../../nodes/XhuoImage/api/failure';
import { explainAnswer, readRetryAfter } from '../../../nodes/XhuoImage/api/refusals';
import { explainThrown } from '../../../nodes/XhuoImage/api/transport';

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
		[undefined, undefined],
	])('%p is %p ms', (header, ms) => {
		expect(readRetryAfter(header, now)).toBe(ms);
	});

	it('is read off the answer', () => {
		const failure = explain(429, 'too_many_requests', { 'retry-after': '3' });
		expect(failure.retryAfterMs).toBe(3000);
	});
});

describe('a call without an answer', () => {
	const wire = (code: string, more = {}) =>
		explainThrown(
			Object.assign(new Error('outer'), {
				cause: { isAxiosError: true, code, message: '', ...more },
			}),
			600_000,
			false,
		);

	it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
		'never left when there was no connection (%s)',
		(code) => {
			expect(wire(code)).toMatchObject({ kind: 'notSent', code });
			expect(wire(code).isPermanent).toBeUndefined();
		},
	);

	it('never left when the connection could not be made in time', () => {
		expect(wire('ETIMEDOUT', { syscall: 'connect' }).kind).toBe('notSent');
		const tls = 'Client network socket disconnected before secure TLS connection was established';
		expect(wire('ECONNRESET', { message: tls }).kind).toBe('notSent');
	});

	it.each(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_BAD_RESPONSE', ''])(
		'may have been billed otherwise (%s)',
		(code) => {
			expect(mayHaveBeenBilled(wire(code))).toBe(true);
		},
	);

	describe('to an address that has several', () => {
		const part = (code: string, more = {}) => Object.assign(new Error(code), { code, ...more });
		const several = (...errors: Error[]) => {
			const cause = new AggregateError(errors, '');
			return explainThrown(Object.assign(new Error(''), { cause }), 600_000, false);
		};

		it('never left when none of them was reached', () => {
			const timedOut = part('ETIMEDOUT', { syscall: 'connect' });
			expect(several(part('ECONNREFUSED'), timedOut)).toMatchObject({
				kind: 'notSent',
				code: 'ECONNREFUSED',
			});
			expect(several(part('ENETUNREACH'), part('EHOSTUNREACH')).isPermanent).toBeUndefined();
		});

		it('may have been billed when one of them was reached', () => {
			expect(several(part('ENETUNREACH'), part('ECONNRESET')).kind).toBe('uncertain');
		});
	});

	it('says how long it waited', () => {
		expect(wire('ECONNABORTED').message).toBe('No answer came within 600 seconds');
	});

	it('is not sent again when the certificate is refused', () => {
		expect(wire('CERT_HAS_EXPIRED')).toMatchObject({ kind: 'notSent', isPermanent: true });
	});

	it('was not sent when n8n itself refused to', () => {
		const refused = explainThrown(new Error('This domain is blocked'), 1000, false);
		expect(refused).toMatchObject({ kind: 'notSent', isPermanent: true });
		expect(refused.advice).toContain('This domain is blocked');
	});

	it('is no more than stopped when the execution was', () => {
		expect(explainThrown(new Error('canceled'), 1000, true).kind).toBe('cancelled');
	});
});
