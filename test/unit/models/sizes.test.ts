import fc from 'fast-check';

import { modelById, MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { placeOrder } from '../../../nodes/XhuoImage/models/order';
import { priceOf } from '../../../nodes/XhuoImage/models/price';
import { checkSize, nearestSize, sizeCaution } from '../../../nodes/XhuoImage/models/sizes';
import { CONTRACT, GPT_IMAGE_2_SIZES, isCustomSize } from './contract';

const gptImage2 = modelById('gpt-image-2');

const check = (model: string, size: string) => checkSize(modelById(model), size);

function advice(model: string, size: string): string {
	const checked = check(model, size);
	return checked.ok ? 'accepted' : checked.problem.advice;
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
