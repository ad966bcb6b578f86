import { readError, readReason } from '../../../nodes/XhuoImage/api/errors';

const reason = (body: unknown, text?: string) => readReason(body, text);

describe('what went wrong', () => {
	it.each([
		[{ error: 'No.' }, { message: 'No.' }],
		[{ error: 429 }, { code: '429' }],
		[{ error: '503' }, { code: '503' }],
		[{ error: 42 }, { code: '42' }],
		[{ error: -3 }, { code: '-3' }],
		[{ error: '200' }, undefined],
		[{ error: { code: 'x', message: 'No.' } }, { code: 'x', message: 'No.' }],
		[{ error: { code: 7, type: 't' } }, { code: '7', type: 't' }],
		[{ error: { type: 't' } }, { type: 't' }],
		[{ error: '{"code":"x"}' }, { code: 'x' }],
		[{ error: ['No.', 'Never.'] }, { message: 'No.; Never.' }],
		[{ error: [{ code: 'x', message: 'No.' }] }, { code: 'x', message: 'No.' }],
		[{ error: [{}, { code: 'x' }] }, { code: 'x' }],
		[{ errors: [{ message: 'No.' }] }, { message: 'No.' }],
		[{ error: '', errors: { size: ['too small'] } }, undefined],
		[{ error: 'First.', errors: ['Second.'] }, { message: 'First.' }],
		[{ success: false, message: 'No.' }, { message: 'No.' }],
		[{ success: false, code: 'x' }, { code: 'x' }],
		[{ success: 'false', msg: 'No.' }, { message: 'No.' }],
		[{ message: 'No.' }, undefined],
		[{ success: true, message: 'No.' }, undefined],
		[{ success: false }, undefined],
		[{ error: '' }, undefined],
		[{ error: {} }, undefined],
		[{ error: [] }, undefined],
		[{ error: null }, undefined],
		[{ error: 'none' }, undefined],
		[{ error: { code: 0, message: 'success' } }, undefined],
		['text', undefined],
		[[], undefined],
	])('in %j is %j', (body, expected) => {
		expect(readError(body)).toEqual(expected);
	});

	it('comes with the numbers that lead back to the call', () => {
		const body = { error: 'No.', trace_id: 'r', task_id: 7 };
		expect(readError(body)).toEqual({ message: 'No.', traceId: 'r', taskId: '7' });
		expect(readError({ error: 'No.', trace_id: '', task_id: {} })).toEqual({ message: 'No.' });
	});

	it.each(['code', 'error_code', 'errorCode', 'errcode'])('has its code under %s', (name) => {
		expect(reason({ [name]: 'x' })).toEqual({ code: 'x' });
		expect(readError({ error: { [name]: 'x' } })).toEqual({ code: 'x' });
	});

	it.each(['status_code', 'statusCode', 'http_status', 'httpStatus', 'status'])(
		'has its HTTP status under %s, where that is one of a refusal',
		(name) => {
			expect(reason({ [name]: 429 })).toEqual({ code: '429' });
			expect(reason({ [name]: '503' })).toEqual({ code: '503' });
			for (const other of [200, 302, 600, 4290, 'x429', 'failed', null, [429]]) {
				expect(reason({ [name]: other })).toEqual({});
			}
			expect(reason({ [name]: 429, code: 'x' })).toEqual({ code: 'x' });
		},
	);

	it.each([
		...['0', '200', 'ok', 'OK', 'success', 'succeeded', 'none', 'null', 'nil', 'undefined'],
		...['false', 'no error', 0, 200],
	])('is none where the place of it says that all is well: %p', (nothing) => {
		expect(readError({ error: { code: nothing, message: nothing } })).toBeUndefined();
		expect(reason({ code: nothing, message: nothing })).toEqual({});
	});

	it.each(['not ok', 'ok?', '2000', 'unsuccessful', 'false alarm'])(
		'is no such word within another: %j',
		(code) => {
			expect(reason({ code })).toEqual({ code });
		},
	);
});

describe('the message', () => {
	it.each([
		...['message', 'msg', 'error_message', 'error_msg', 'errmsg', 'detail', 'details'],
		...['error_description', 'fail_reason', 'failure_reason', 'reason', 'title'],
	])('may stand under %s', (name) => {
		expect(reason({ [name]: ' No. ' })).toEqual({ message: 'No.' });
		expect(reason({ data: { success: false, [name]: 'No.' } })).toEqual({ message: 'No.' });
	});

	it('is the first that says something', () => {
		expect(reason({ message: '', msg: 'ok', detail: 'No.', title: 'Title' })).toEqual({
			message: 'No.',
		});
	});

	it.each([
		[{ detail: ['one', 'two'] }, 'one; two'],
		[{ detail: [{ msg: 'too small', loc: ['body', 'size'] }] }, 'size: too small'],
		[{ detail: [{ msg: 'too small', loc: [] }] }, 'too small'],
		[{ detail: [{ msg: 'odd', loc: ['body', 'image', 'mask'] }] }, 'mask: odd'],
		[{ detail: [[[['deep']]]] }, 'deep'],
		[{ detail: [[[[['too deep']]]]] }, undefined],
		[
			{ detail: Object.fromEntries(Array.from({ length: 12 }, (_, n) => [`f${n}`, ['x']])) },
			'f0: x; f1: x; f2: x; f3: x; f4: x; f5: x; f6: x; f7: x; f8: x; f9: x',
		],
		[{ detail: [{ msg: 'too small', loc: 'size' }] }, 'too small'],
		[{ detail: [{ loc: ['size'] }, 'two'] }, 'two'],
		[{ detail: { message: 'inside' } }, 'inside'],
		[{ message: '{"error":{"message":"of the next service"}}' }, 'of the next service'],
		[{ message: { errors: [{ detail: 'deep' }] } }, 'deep'],
		[
			{ detail: { size: ['too small', 'odd'], n: ['too many'] } },
			'size: too small; odd; n: too many',
		],
		[{ message: { errors: { size: ['too small'] } } }, 'size: too small'],
		[{ detail: { size: 'too small' } }, undefined],
		[
			{ detail: Array.from({ length: 12 }, (_, n) => `m${n}`) },
			'm0; m1; m2; m3; m4; m5; m6; m7; m8; m9',
		],
		[{ detail: [] }, undefined],
	])('of %j is %j', (body, message) => {
		expect(reason(body).message).toBe(message);
	});

	it('is looked for four levels deep', () => {
		const nested = (depth: number): unknown =>
			depth === 0 ? 'No.' : { message: nested(depth - 1) };
		expect(reason(nested(5)).message).toBe('No.');
		expect(reason(nested(6)).message).toBeUndefined();
	});

	it.each(['data', 'response', 'result'])('may be that of an answer within %s', (name) => {
		const inner = { error: { code: 'x', message: 'No.' } };
		expect(reason({ [name]: inner, trace_id: 'r', message: 'outer' })).toEqual({
			code: 'x',
			message: 'No.',
			traceId: 'r',
		});
		expect(reason({ [name]: inner, error: { code: 'outer' } })).toEqual({ code: 'outer' });
	});
});

describe('an answer that is no object', () => {
	it.each([
		['"No."', 'No.'],
		[['No.'], 'No.'],
	])('has a message: %j', (body, message) => {
		expect(reason(typeof body === 'string' ? JSON.parse(body) : body)).toEqual({ message });
	});

	it.each([
		['upstream timed out', 'upstream timed out'],
		['1\n2\n3\n4\n5', '1\n2\n3\n4\n5'],
		[' a \n', 'a'],
		['\n1\n2\n3\n4\n5\n', '1\n2\n3\n4\n5'],
		['1\n2\n3\n4\n5\n6', undefined],
		['x'.repeat(1000), 'x'.repeat(1000)],
		['x'.repeat(1001), undefined],
		['<html>', undefined],
		[' {broken', undefined],
		['[', undefined],
		['a < b', 'a < b'],
		['', undefined],
	])('is a few lines of text, or says nothing: %j', (text, message) => {
		expect(reason(undefined, text)).toEqual(message === undefined ? {} : { message });
	});
});

describe('an answer that says nothing', () => {
	it.each([undefined, null, ''])('has no reason: %j', (body) => {
		expect(readReason(body)).toEqual({});
	});
});
