import { modelById } from '../../../nodes/XhuoImage/models/catalogue';
import {
	checkField,
	checkOptionalNumber,
	checkWholeNumber,
	isBlank,
} from '../../../nodes/XhuoImage/models/fields';
import { inWords } from './inWords';

const UNKNOWN = modelById('gpt-image-9');
const GPT = modelById('gpt-image-2');

describe('a field of a model that is not known', () => {
	const free = (value: unknown) => checkField(UNKNOWN, 'quality', { kind: 'free' }, value);

	it.each([
		[50, 50],
		['50', '50'],
		['ultra', 'ultra'],
		[true, 'true'],
	])('is sent as it is: %p', (value, sent) => {
		expect(free(value)).toEqual({ ok: true, value: sent });
	});

	it.each(['auto', 'standard', '', ' ', null, undefined])('is left out as %p', (value) => {
		expect(free(value)).toEqual({ ok: true, value: undefined });
	});
});

describe('a field with a list of values', () => {
	const quality = GPT.fields.quality ?? { kind: 'free' };

	it('takes those of the list, leaves out the default of another model, and refuses others', () => {
		expect(checkField(GPT, 'quality', quality, 'high')).toEqual({ ok: true, value: 'high' });
		expect(checkField(GPT, 'quality', quality, 'standard')).toEqual({ ok: true, value: undefined });
		expect(inWords(checkField(GPT, 'quality', quality, 'ultra'))).toBe(
			"'Quality' cannot be 'ultra' with GPT Image 2 | Choose one of auto, low, medium, high.",
		);
	});
});

describe('a whole number', () => {
	it.each([
		[0, 0],
		[5, 5],
		['5', 5],
		[' 3 ', 3],
		['0', 0],
	])('is %p', (value, number) => {
		expect(checkWholeNumber('Seed', value, 0, 5)).toEqual({ ok: true, value: number });
	});

	it.each([-1, 6, 1.5, '', ' ', 'x', [3], true, null, undefined, Number.NaN, {}])(
		'is not %p',
		(value) => {
			expect(inWords(checkWholeNumber('Seed', value, 0, 5))).toBe(
				`'Seed' is not a whole number from 0 to 5: '${String(value)}' | Set 'Seed' to a whole number from 0 to 5.`,
			);
		},
	);

	it('may be missing where there is another to take', () => {
		expect(checkOptionalNumber('Seed', '', 4, 0, 5)).toEqual({ ok: true, value: 4 });
		expect(checkOptionalNumber('Seed', 3, 4, 0, 5)).toEqual({ ok: true, value: 3 });
		expect(checkOptionalNumber('Seed', 6, 4, 0, 5).ok).toBe(false);
	});
});

describe('a field that is blank', () => {
	it.each([
		[undefined, true],
		[null, true],
		['', true],
		[' \n', true],
		['a', false],
		[0, false],
		[false, false],
	])('%p: %s', (value, blank) => {
		expect(isBlank(value)).toBe(blank);
	});
});
