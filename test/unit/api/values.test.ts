import {
	amountOf,
	idOf,
	isObject,
	momentOf,
	parseAnswer,
	parseJson,
	saysNo,
	saysYes,
	textOf,
	unwrap,
	wellFormed,
} from '../../../nodes/XhuoImage/api/values';
import { process } from '../../support/node';

const OBJECT = { a: 1 };
const LONG = '12345678901234567890';

describe('an object', () => {
	it.each([
		[OBJECT, true],
		[[], false],
		[null, false],
		['a', false],
		[undefined, false],
	])('is %j: %s', (value, expected) => {
		expect(isObject(value)).toBe(expected);
	});
});

describe('JSON', () => {
	it.each([
		['{"a":1}', OBJECT],
		['', undefined],
		['<html>', undefined],
	])('%j is read as %j', (text, value) => {
		expect(parseJson(text)).toEqual(value);
		expect(parseAnswer(text)).toEqual(value);
	});

	it('of a service may begin with a mark of its byte order', () => {
		expect(parseAnswer('\uFEFF{"a":1}')).toEqual(OBJECT);
		expect(parseAnswer('{"a":"\uFEFF"}')).toEqual({ a: '\uFEFF' });
	});

	// Node.js gives the digits of a number from 21 on.
	it.each([
		[`{"task_id":${LONG}}`],
		[`{ "task_id": ${LONG} }`],
		[`{"a":1,"task_id":${LONG},"b":2}`],
		[`{"task_id":${LONG}\n}`],
	])('of a service keeps the digits of a long number: %s', (text) => {
		const [major = 0] = process.versions.node.split('.').map(Number);
		const expected = major >= 21 ? LONG : Number(LONG);
		expect(parseAnswer(text)).toMatchObject({ task_id: expected });
	});

	it.each([
		['{"cost":0.12345678901234567}', { cost: Number('0.12345678901234567') }],
		['{"a":1234567890123456}', { a: 1_234_567_890_123_456 }],
		[`{"a":"${LONG}","b":${Number.MAX_SAFE_INTEGER}}`, { a: LONG, b: Number.MAX_SAFE_INTEGER }],
		[`[${LONG}.5]`, [Number(LONG)]],
	])('of a service has other numbers as they are: %s', (text, value) => {
		expect(parseAnswer(text)).toEqual(value);
	});

	it.each([
		['{"a":1}', OBJECT],
		[' \n[1]', [1]],
		['{broken', '{broken'],
		['"a"', '"a"'],
		['text with {"a":1}', 'text with {"a":1}'],
		[7, 7],
		[OBJECT, OBJECT],
	])('within JSON, %j is %j', (value, inside) => {
		expect(unwrap(value)).toEqual(inside);
	});
});

describe('a text', () => {
	it.each([
		[' a fox\n', 'a fox'],
		['', undefined],
		[' \t', undefined],
		[7, undefined],
		[null, undefined],
		['half \ud83e', 'half \uFFFD'],
		['whole 🦊', 'whole 🦊'],
	])('%j is %j', (value, text) => {
		expect(textOf(value)).toBe(text);
	});

	it('has no half of a character, at whatever place', () => {
		expect(wellFormed('\udd8aa\ud83e🦊\ud83e')).toBe('\uFFFDa\uFFFD🦊\uFFFD');
	});
});

describe('an id', () => {
	it.each([
		['t-1', 't-1'],
		[' t-1 ', 't-1'],
		[7, '7'],
		[0.5, '0.5'],
		[0, undefined],
		[-1, undefined],
		[Infinity, undefined],
		[Number.NaN, undefined],
		['', undefined],
		[{}, undefined],
		[true, undefined],
		['x'.repeat(200), 'x'.repeat(200)],
		['x'.repeat(201), undefined],
	])('%p is %p', (value, id) => {
		expect(idOf(value)).toBe(id);
	});
});

describe('an amount', () => {
	it.each([
		[0, 0],
		[0.14, 0.14],
		['0.14', 0.14],
		[' 7 ', 7],
		['', undefined],
		[' ', undefined],
		[-1, undefined],
		[Infinity, undefined],
		['Infinity', undefined],
		['many', undefined],
		[null, undefined],
		[true, undefined],
		[[7], undefined],
	])('%p is %p', (value, amount) => {
		expect(amountOf(value)).toBe(amount);
	});
});

describe('a moment', () => {
	const SECONDS = 1_777_048_800;
	it.each([
		[SECONDS, SECONDS],
		[String(SECONDS), SECONDS],
		[SECONDS * 1e3, SECONDS],
		[SECONDS * 1e6, SECONDS],
		[SECONDS * 1e9, SECONDS],
		[1e11, 1e11],
		[1e11 + 1000, 1e8 + 1],
		[1e20, 1e11],
		[1.1e20, undefined],
		['2026-04-24T16:40:00Z', SECONDS],
		['1970-02-01T00:00:00Z', 2_678_400],
		['0001-01-01T00:00:00Z', undefined],
		[0, undefined],
		[-1, undefined],
		['', undefined],
		['  ', undefined],
		['soon', undefined],
		[Infinity, undefined],
		[Number.NaN, undefined],
		[null, undefined],
		[[SECONDS], undefined],
		[true, undefined],
	])('%p is %p', (value, seconds) => {
		expect(momentOf(value)).toBe(seconds);
	});
});

describe('what says yes or no', () => {
	it.each([true, 1, 'true', 'TRUE', ' yes ', '1'])('%p says yes', (value) => {
		expect([saysYes(value), saysNo(value)]).toEqual([true, false]);
	});

	it.each([false, 0, 'false', 'False', ' no\n', '0'])('%p says no', (value) => {
		expect([saysYes(value), saysNo(value)]).toEqual([false, true]);
	});

	it.each([
		null,
		undefined,
		'',
		'yes, sir',
		'oh no',
		'untrue',
		'falsehood',
		2,
		'10',
		[],
		{},
		['true'],
		['no'],
	])('%p says nothing', (value) => {
		expect([saysYes(value), saysNo(value)]).toEqual([false, false]);
	});
});
