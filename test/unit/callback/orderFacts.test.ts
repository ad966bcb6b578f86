import fc from 'fast-check';

import {
	orderClaim,
	readOrderClaim,
	type OrderFacts,
} from '../../../nodes/XhuoImage/callback/orderFacts';
import {
	LARGEST_CONTEXT_BYTES,
	LONGEST_URL_BYTES,
	readSignature,
	SIGNATURE_PARAMETER,
	signingKey,
	signUrl,
	verifySignature,
} from '../../../nodes/XhuoImage/callback/signedUrl';

const KEY = signingKey('token-of-the-credential');
const HOOK = new URL('https://n8n.example.com/webhook/1b2c/xhuo-image?tenant=7');
const ORDER: OrderFacts = {
	model: 'gpt-image-2',
	prompt: 'a fox under a mushroom',
	size: '2048x1152',
	price: { step: '2K', multiplier: 1.5 },
	fileName: 'summer-sale',
	firstImage: 2,
	imageCount: 4,
};

const sign = (order: OrderFacts, context = {}) => signUrl(HOOK, context, 1000, KEY, order);

/** What the one who receives the URL learns of the order. */
function orderIn(url: string): OrderFacts | undefined {
	const signature = readSignature(new URL(url).searchParams.get(SIGNATURE_PARAMETER) ?? '');
	if (typeof signature === 'string') return undefined;
	const verified = verifySignature(signature, KEY, 1000, 1);
	return verified.ok ? verified.order : undefined;
}

describe('a signed callback URL', () => {
	it('tells what was ordered', () => {
		expect(orderIn(sign(ORDER))).toEqual(ORDER);
	});

	it.each<[string, Partial<OrderFacts>]>([
		['a price in credits', { price: { credits: 0.14 } }],
		['no price', { price: null }],
		['a size that the model chooses', { size: null }],
		['a single image without a file name', { fileName: '', firstImage: 0, imageCount: 1 }],
		[
			'the pictures that went in',
			{
				inputs: [
					{ type: 'image/png', width: 1024, height: null, bytes: 12_345 },
					{ type: null, width: null, height: null, bytes: null, url: 'https://a.example/1.png' },
				],
			},
		],
	])('tells of %s', (_case, facts) => {
		expect(orderIn(sign({ ...ORDER, ...facts }))).toEqual({ ...ORDER, ...facts });
	});

	it.each(['1K', '2K', '4K', 'custom'] as const)('tells of the price step %s', (step) => {
		const price = { step, multiplier: 1.5 };
		expect(orderIn(sign({ ...ORDER, price }))?.price).toEqual(price);
	});

	it('tells how many images were ordered with the request, where that is known', () => {
		expect(orderIn(sign({ ...ORDER, ordered: 3 }))).toEqual({ ...ORDER, ordered: 3 });
		expect(Object.keys(orderIn(sign(ORDER)) ?? {})).not.toContain('ordered');
	});

	it('says nothing that goes without saying: every letter makes the URL longer', () => {
		const usual = {
			prompt: null,
			size: null,
			price: null,
			fileName: '',
			firstImage: 0,
			imageCount: 1,
		};
		expect(orderClaim({ ...ORDER, ...usual })).toEqual({ m: 'gpt-image-2' });
		expect(orderClaim({ ...ORDER, ordered: 3 })).toEqual({
			m: 'gpt-image-2',
			q: 'a fox under a mushroom',
			s: '2048x1152',
			p: ['2K', 1.5],
			f: 'summer-sale',
			i: 2,
			n: 4,
			o: 3,
		});
	});

	it.each([
		['Chinese', '一只狐狸在发光的蘑菇下看书，水彩风格'],
		['emoji', '🦊 reading 📖 under a 🍄, family 👨‍👩‍👧‍👦'],
		['right-to-left text', 'ثعلب صغير يقرأ كتابًا \u200fתחת פטרייה'],
		['a half emoji, quotes and line breaks', 'cut \ud83e in "half"\n\t\\ & ? # %'],
	])('carries a prompt in %s', (_script, prompt) => {
		expect(orderIn(sign({ ...ORDER, prompt }))?.prompt).toBe(prompt);
	});

	it('carries any prompt and file name that fit', () => {
		const texts = fc.string({ unit: 'grapheme', maxLength: 100 });
		fc.assert(
			fc.property(texts, texts, (prompt, fileName) => {
				const read = orderIn(sign({ ...ORDER, prompt, fileName }));
				expect(read).toEqual({ ...ORDER, prompt, fileName: expect.any(String) });
				expect(fileName.startsWith(read?.fileName ?? '?')).toBe(true);
			}),
		);
	});

	it.each([
		['long', 'x'.repeat(32_000)],
		['Chinese and long', '狐'.repeat(4_000)],
	])('leaves a %s prompt out, and tells the rest', (_kind, prompt) => {
		const url = sign({ ...ORDER, prompt });
		expect(Buffer.byteLength(url)).toBeLessThanOrEqual(LONGEST_URL_BYTES);
		expect(orderIn(url)).toEqual({ ...ORDER, prompt: null });
	});

	it('stays short enough with the largest context', () => {
		const context = { text: 'x'.repeat(LARGEST_CONTEXT_BYTES - '{"text":""}'.length) };
		const prompt = 'é'.repeat(1000);
		const fileName = '狐'.repeat(500);
		const url = sign({ ...ORDER, prompt, fileName }, context);
		expect(Buffer.byteLength(url)).toBeLessThanOrEqual(LONGEST_URL_BYTES);
		expect(orderIn(url)?.model).toBe('gpt-image-2');
	});

	it('leaves the prompt out before the pictures, and these where they do not fit', () => {
		const picture = { type: null, width: null, height: null, bytes: null };
		const inputs = (length: number) => [
			{ ...picture, url: `https://a.example/${'x'.repeat(length)}` },
		];
		const prompt = 'x'.repeat(2000);
		expect(orderIn(sign({ ...ORDER, prompt, inputs: inputs(1000) }))).toEqual({
			...{ ...ORDER, prompt: null, inputs: inputs(1000) },
		});
		expect(orderIn(sign({ ...ORDER, prompt, inputs: inputs(4000) }))).toEqual({ ...ORDER, prompt });
		const neither = sign({ ...ORDER, prompt: prompt + prompt, inputs: inputs(4000) });
		expect(orderIn(neither)).toEqual({ ...ORDER, prompt: null });
		expect(Buffer.byteLength(neither)).toBeLessThanOrEqual(LONGEST_URL_BYTES);
	});

	it('takes the facts of a later version, of which it knows nothing, for none', () => {
		fc.assert(
			fc.property(fc.anything(), (claim) => {
				expect(() => readOrderClaim(claim)).not.toThrow();
			}),
		);
		expect(readOrderClaim({ m: 7 })).toBeUndefined();
		expect(readOrderClaim('gpt-image-2')).toBeUndefined();
	});
});
