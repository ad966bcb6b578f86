import { mayHaveBeenBilled } from '../../../nodes/XhuoImage/api/failure';
import { explainThrown, timedOut } from '../../../nodes/XhuoImage/api/transport';

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

describe('the words for a call without an answer', () => {
	const thrown = (facts: object) => {
		const { kind, message, advice, isPermanent, code } = explainThrown(facts, 90_400, false);
		return { kind, message, advice, isPermanent, code };
	};

	it('say what to check where there was no connection', () => {
		for (const code of ['EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL', 'EAI_AGAIN']) {
			expect(thrown({ code })).toEqual({
				kind: 'notSent',
				message: 'The service could not be reached',
				advice:
					"Check the 'Base URL' in the XHuo API credential and the internet connection of n8n. Nothing was billed for this image.",
				isPermanent: undefined,
				code,
			});
		}
	});

	it.each([
		...['CERT_HAS_EXPIRED', 'DEPTH_ZERO_SELF_SIGNED_CERT', 'SELF_SIGNED_CERT_IN_CHAIN'],
		...['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'ERR_TLS_CERT_ALTNAME_INVALID', 'ERR_SSL_WRONG_VERSION'],
	])('say so of a certificate (%s)', (code) => {
		expect(thrown({ code, isAxiosError: true })).toEqual({
			kind: 'notSent',
			message: 'The certificate of the service could not be verified',
			advice: "Check the 'Base URL' in the XHuo API credential, and any proxy in between.",
			isPermanent: true,
			code,
		});
	});

	it('quote n8n where it sent nothing', () => {
		expect(thrown({ message: 'blocked by n8n' })).toEqual({
			kind: 'notSent',
			message: 'n8n did not send the request',
			advice: 'n8n said: "blocked by n8n". Nothing was billed for this image.',
			isPermanent: true,
			code: undefined,
		});
	});

	it.each(['ECONNABORTED', 'ETIMEDOUT'])('round the time that it waited (%s)', (code) => {
		const { kind, message, advice } = thrown({ code });
		expect([kind, message]).toEqual(['uncertain', 'No answer came within 90 seconds']);
		expect(advice).toMatch(/again\. For large sizes raise 'Timeout' .* 4 to 8 minutes\.$/);
	});

	it.each(['ECONNRESET', 'EPIPE', 'ERR_CANCELED'])('are careful where it was cut (%s)', (code) => {
		const { kind, message, advice } = thrown({ code });
		expect([kind, message]).toEqual(['uncertain', 'The connection was cut before the answer came']);
		expect(advice).toMatch(/^This image may still be finished and billed/);
	});

	it('go by the innermost that was thrown, however often it is wrapped', () => {
		const inner = { code: 'ECONNREFUSED', syscall: 'connect', message: 'inner' };
		const wrapped = { code: 'ERR_OUTER', message: 'outer', cause: { cause: inner } };
		expect(thrown(wrapped)).toMatchObject({ kind: 'notSent', code: 'ECONNREFUSED' });
		expect(thrown({ isAxiosError: true, cause: { message: 'x' } })).toMatchObject({
			kind: 'uncertain',
			code: '',
		});
		expect(thrown({ message: 'outer', cause: { message: 'inner' } }).advice).toContain('inner');
		expect(thrown({ message: 'outer', cause: {} }).advice).toContain('outer');
	});

	it('come to an end where what was thrown wraps itself', () => {
		const circle: { cause?: unknown; message: string } = { message: 'round' };
		circle.cause = circle;
		expect(thrown(circle).advice).toContain('round');
	});

	it('keep what a wrapper knows and what it wraps does not', () => {
		const cause = { message: 'inner' };
		expect(thrown({ code: 'ECONNREFUSED', cause }).kind).toBe('notSent');
		expect(thrown({ code: 'ECONNREFUSED', cause }).code).toBe('ECONNREFUSED');
		expect(thrown({ code: 'ETIMEDOUT', syscall: 'connect', cause }).kind).toBe('notSent');
		expect(timedOut(1000).code).toBe('ETIMEDOUT');
	});

	it.each([undefined, null, 'text', 7])('bear anything: %p', (odd) => {
		expect(explainThrown(odd, 1000, false)).toMatchObject({ kind: 'notSent', isPermanent: true });
		expect(explainThrown(odd, 1000, false).advice).toContain('n8n said: ""');
	});

	it('need all parts of an address to have failed', () => {
		const errors = [{ code: 'ENETUNREACH' }, { code: 'ETIMEDOUT' }];
		expect(thrown({ code: '', errors })).toMatchObject({ kind: 'uncertain', code: 'ENETUNREACH' });
		expect(thrown({ errors: [{ code: 'ENETUNREACH' }] }).kind).toBe('notSent');
		expect(thrown({ errors: [{ message: 'x' }, { code: 'EPIPE' }] }).kind).toBe('uncertain');
		expect(thrown({ errors: [], message: 'none' }).advice).toContain('none');
	});
});
