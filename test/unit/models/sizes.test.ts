import fc from 'fast-check';

import { modelById, MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { placeOrder } from '../../../nodes/XhuoImage/models/order';
import { priceOf } from '../../../nodes/XhuoImage/models/price';
import {
	checkSize,
	namedSizes,
	nearestSize,
	sizeCaution,
} from '../../../nodes/XhuoImage/models/sizes';
import { inWords } from './inWords';
import { CONTRACT, GPT_IMAGE_2_SIZES, isCustomSize } from './contract';

const gptImage2 = modelById('gpt-image-2');

const check = (model: string, size: string) => checkSize(modelById(model), size);

function advice(model: string, size: string): string {
	const checked = check(model, size);
	return inWords(checked);
}

describe('sizes of gpt-image-2', () => {
	it.each(Object.values(GPT_IMAGE_2_SIZES).flat())('takes %s', (size) => {
		expect(check('gpt-image-2', size)).toEqual({ ok: true, value: size });
	});

	it('lists exactly the 15 presets of the guide', () => {
		const { '1K': one, '2K': two, '4K': four } = GPT_IMAGE_2_SIZES;
		const presets = gptImage2.size.presets.map((preset) => preset.value);
		expect([...presets].sort()).toEqual([...one, ...two, ...four].sort());
	});

	it('refuses 800x600 and names the nearest size that works', () => {
		expect(advice('gpt-image-2', '800x600')).toContain('800x608');
	});

	it.each([
		['3856x16', '3840x16'],
		['4000x4000', '2880x2880'],
		['2896x2880', '2880x2880'],
		['7680x4320', '3840x2160'],
		['1x1', '16x16'],
	])('offers for %s the size %s', (asked, offered) => {
		expect(advice('gpt-image-2', asked)).toContain(`is ${offered}.`);
	});

	it.each(['big', '1024', '1024x', '1024x1024x2', '0x16', '-16x16', '1e3x16', '10.5x16'])(
		'cannot read %p',
		(size) => {
			expect(check('gpt-image-2', size)).toMatchObject({
				ok: false,
				problem: { message: expect.stringContaining('cannot be read') },
			});
		},
	);

	it('agrees with the guide on every custom size', () => {
		const side = fc.oneof(
			fc.integer({ min: 1, max: 4200 }),
			fc.integer({ min: 1, max: 262 }).map((step) => step * 16),
		);
		const named: readonly string[] = Object.values(GPT_IMAGE_2_SIZES).flat();
		fc.assert(
			fc.property(side, side, (width, height) => {
				const size = `${width}x${height}`;
				const isTaken = isCustomSize(size) || named.includes(size);
				expect(check('gpt-image-2', size).ok).toBe(isTaken);
			}),
			{ numRuns: 3000 },
		);
	});

	it('always offers a size that it takes', () => {
		const side = fc.integer({ min: 1, max: 99_999 });
		fc.assert(
			fc.property(side, side, (width, height) => {
				const offered = nearestSize(gptImage2.size, { width, height });
				expect(isCustomSize(`${offered.width}x${offered.height}`)).toBe(true);
				expect(Math.min(offered.width, offered.height)).toBeGreaterThanOrEqual(16);
			}),
			{ numRuns: 3000 },
		);
	});

	it('reads width and height of a custom size', () => {
		const values = {
			model: 'gpt-image-2',
			prompt: 'x',
			size: 'custom',
			width: 1600,
			height: '896',
		};
		expect(placeOrder(values, true, 0)).toMatchObject({ ok: true, value: { size: '1600x896' } });
		expect(placeOrder({ ...values, width: undefined }, true, 0)).toMatchObject({
			ok: false,
			problem: { message: expect.stringContaining('Width') },
		});
	});
});

describe('sizes of the other models', () => {
	const listed = MODELS.filter((model) => model.id !== 'gpt-image-2').map((model) => model.id);

	it.each(listed)('%s takes what the contract lists, and nothing else', (model) => {
		const taken = CONTRACT[model]?.values.size ?? [];
		expect(taken.length).toBeGreaterThan(0);
		const everySize = Object.values(CONTRACT).flatMap((entry) => entry.values.size ?? []);
		for (const size of [...everySize, ...Object.values(GPT_IMAGE_2_SIZES).flat(), '800x600']) {
			expect([size, check(model, size).ok]).toEqual([size, taken.includes(size)]);
		}
	});

	it('refuses a nano-banana size that would silently become square', () => {
		expect(advice('nano-banana', '1536x1024')).toContain('1792x1024');
		expect(advice('nano-banana-pro', '3840x2160')).toContain('is 1792x1024.');
		expect(advice('nano-banana-2', 'auto')).toContain('1024x1024');
	});

	it('takes small slips of the pen', () => {
		expect(check('dall-e-3', ' 1792 X 1024 ')).toEqual({ ok: true, value: '1792x1024' });
		expect(check('dall-e-3', '1792×1024')).toEqual({ ok: true, value: '1792x1024' });
	});

	it('passes auto on to a model that knows it', () => {
		for (const size of ['auto', ' AUTO ']) {
			expect(check('gpt-image-2', size)).toEqual({ ok: true, value: 'auto' });
		}
	});

	it('leaves the size out when there is none', () => {
		expect(check('dall-e-2', '')).toEqual({ ok: true, value: undefined });
	});
});

describe('a size that the newest guide refuses, and the provider does not', () => {
	it.each([
		['512x512', 'has fewer than 655,360 pixels'],
		['16x16', 'has fewer than 655,360 pixels'],
		['3840x1024', 'is wider or taller than 3 to 1'],
		['1024x3840', 'is wider or taller than 3 to 1'],
		['1600x16', 'has fewer than 655,360 pixels and is wider or taller than 3 to 1'],
	])('%s is sent, with a word of caution: it %s', (size, reason) => {
		expect(check('gpt-image-2', size)).toEqual({ ok: true, value: size });
		const caution = sizeCaution(gptImage2, size) ?? '';
		expect(caution).toContain(`'Size' ${size} ${reason}.`);
		const [works = ''] = /\d+x\d+(?= surely works)/.exec(caution) ?? [];
		expect(isCustomSize(works)).toBe(true);
		expect(sizeCaution(gptImage2, works)).toBeUndefined();
	});

	it('has a way out at any size', () => {
		const side = fc.integer({ min: 1, max: 240 }).map((units) => units * 16);
		fc.assert(
			fc.property(side, side, (width, height) => {
				const caution = sizeCaution(gptImage2, `${width}x${height}`);
				const [works = ''] = /\d+x\d+(?= surely works)/.exec(caution ?? '') ?? [];
				if (caution === undefined) return;
				expect(isCustomSize(works)).toBe(true);
				expect(sizeCaution(gptImage2, works)).toBeUndefined();
			}),
		);
	});

	it.each([...GPT_IMAGE_2_SIZES['1K'], '1280x720', 'auto', undefined])('is not %s', (size) => {
		expect(sizeCaution(gptImage2, size)).toBeUndefined();
	});
});

describe('prices', () => {
	const oneK = [...GPT_IMAGE_2_SIZES['1K'], ...GPT_IMAGE_2_SIZES.returned, 'auto', undefined];

	it.each(oneK)('gpt-image-2 at %s costs the 1K price', (size) => {
		expect(priceOf(gptImage2, size)).toEqual({ step: '1K', multiplier: 1 });
	});

	it.each([
		...GPT_IMAGE_2_SIZES['2K'].map((size) => [size, '2K']),
		...GPT_IMAGE_2_SIZES['4K'].map((size) => [size, '4K']),
		['1600x896', 'custom'],
		['512x512', 'custom'],
	])('gpt-image-2 at %s costs half as much again (%s)', (size, step) => {
		expect(priceOf(gptImage2, size)).toEqual({ step, multiplier: 1.5 });
	});

	it.each([
		['nano-banana', { credits: 0.14 }],
		['nano-banana-2', { credits: 0.28 }],
		['nano-banana-pro', { credits: 0.35 }],
		['dall-e-3', null],
		['gpt-image-1', null],
	])('%s costs %j', (model, price) => {
		expect(priceOf(modelById(model), '1024x1024')).toEqual(price);
	});
});

describe('the words for a size', () => {
	it('name the way out', () => {
		expect(advice('gpt-image-2', '800x600')).toBe(
			"'Size' 800x600 is not available for GPT Image 2 | The nearest size that works is 800x608. Width and height must be multiples of 16, the longer side at most 3840 pixels, and both multiplied at most 8,294,400 pixels.",
		);
		expect(advice('dall-e-3', '800x600')).toBe(
			"'Size' 800x600 is not available for DALL·E 3 | The nearest size that works is 1024x1024. It takes 1024x1024, 1792x1024, 1024x1792.",
		);
		expect(advice('nano-banana', 'auto')).toBe(
			"'Size' cannot be 'auto' for Nano Banana | Choose one of 1024x1024, 1792x1024, 1024x1792, 512x512, 256x256.",
		);
		expect(advice('gpt-image-1', 'large')).toBe(
			"'Size' is 'large', which cannot be read | Write width and height in pixels, such as 1024x1024.",
		);
	});
});

describe('a model that is not known', () => {
	it.each(['640x640', '1x1', '999999x999999'])('takes any size: %s', (size) => {
		expect(check('gpt-image-9', size)).toEqual({ ok: true, value: size });
	});

	it('is left to choose by itself with auto, and takes only sizes', () => {
		expect(check('gpt-image-9', 'auto')).toEqual({ ok: true, value: undefined });
		expect(check('gpt-image-9', 'big').ok).toBe(false);
	});
});

describe('the nearest size', () => {
	it.each([
		['dall-e-2', '300x300', '256x256'],
		['dall-e-2', '400x400', '512x512'],
		['dall-e-2', '5000x5000', '1024x1024'],
		['dall-e-2', '1000x10', '256x256'],
		['dall-e-3', '1400x1024', '1792x1024'],
		['dall-e-3', '1024x1400', '1024x1792'],
		['dall-e-3', '1100x1024', '1024x1024'],
		['gpt-image-1', '3000x2000', '1536x1024'],
		['gpt-image-2', '1608x904', '1616x912'],
		['gpt-image-2', '5000x100', '3840x80'],
		['gpt-image-2', '3000x3000', '2880x2880'],
	])('of %s to %s is %s: by its form first, then by its area', (model, asked, nearest) => {
		const [width = 0, height = 0] = asked.split('x').map(Number);
		expect(nearestSize(modelById(model).size, { width, height })).toEqual({
			width: Number(nearest.split('x')[0]),
			height: Number(nearest.split('x')[1]),
		});
	});
});

describe('the size that surely works', () => {
	it.each([
		['512x512', '816x816'],
		['16x16', '816x816'],
		['3840x1024', '3840x1280'],
		['1024x3840', '1280x3840'],
		['1600x16', '1600x544'],
		['512x1024', '576x1152'],
	])('in place of %s is %s', (size, works) => {
		expect(sizeCaution(gptImage2, size)).toContain(`such sizes; ${works} surely works.`);
	});

	it('is asked for only beyond the limits themselves', () => {
		for (const size of ['1024x640', '3840x1280', '1280x3840']) {
			expect(sizeCaution(gptImage2, size)).toBeUndefined();
		}
	});

	it('is of no concern to models without a grid', () => {
		expect(sizeCaution(modelById('dall-e-2'), '256x256')).toBeUndefined();
		expect(sizeCaution(modelById('gpt-image-9'), '16x16')).toBeUndefined();
	});
});

describe('named sizes', () => {
	it('are those of the list, then those that are taken as well', () => {
		expect(namedSizes(modelById('nano-banana').size)).toEqual([
			'1024x1024',
			'1792x1024',
			'1024x1792',
			'512x512',
			'256x256',
		]);
	});
});
