import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { placeOrder, type Order, type OrderValues } from '../../../nodes/XhuoImage/models/order';
import { CONTRACT } from './contract';

const PROMPT = 'a small red apple on a white table';

function order(values: Partial<OrderValues>, wantsFile = true): Order {
	const placed = placeOrder({ model: 'gpt-image-2', prompt: PROMPT, ...values }, wantsFile, 7);
	if (!placed.ok) throw new Error(placed.problem.message);
	return placed.value;
}

function refusal(values: Partial<OrderValues>): string {
	const placed = placeOrder({ model: 'gpt-image-2', prompt: PROMPT, ...values }, true, 7);
	return placed.ok ? 'accepted' : `${placed.problem.message} | ${placed.problem.advice}`;
}

describe('the prompt', () => {
	it.each([undefined, null, '', '   ', '\n\t', {}, [], true])(
		'is refused when it is %j',
		(prompt) => {
			expect(refusal({ prompt })).toMatch(/^'Prompt' is empty/);
		},
	);

	it.each(MODELS.filter((model) => model.longestPrompt !== null).map((model) => model.id))(
		'may be as long as the contract says for %s, and no longer',
		(model) => {
			const limit = CONTRACT[model]?.longestPrompt ?? 0;
			expect(order({ model, prompt: 'é'.repeat(limit) }).prompt).toHaveLength(limit);
			expect(refusal({ model, prompt: 'é'.repeat(limit + 1) })).toMatch(
				/^'Prompt' is too long for/,
			);
		},
	);

	it('is measured in characters, not in the units that a program counts', () => {
		expect(order({ model: 'dall-e-2', prompt: '🦊'.repeat(1000) }).requests).toHaveLength(1);
	});

	it('is sent as it was written', () => {
		expect(order({ prompt: '  two spaces ' }).requests[0]?.body.prompt).toBe('  two spaces ');
	});

	it('may be a number, as an expression can give', () => {
		expect(order({ prompt: 42 }).prompt).toBe('42');
	});
});

describe('the number of images', () => {
	it.each(Object.keys(CONTRACT).filter((model) => model !== 'dall-e-2'))(
		'becomes that many requests for %s, which returns one image whatever n says',
		(model) => {
			const { requests, imageCount } = order({ model, numberOfImages: 3 });
			expect(imageCount).toBe(3);
			expect(requests.map(({ images }) => images)).toEqual([1, 1, 1]);
			expect(requests.every(({ body }) => !('n' in body))).toBe(true);
		},
	);

	it('is one request with n for dall-e-2', () => {
		const { requests } = order({ model: 'dall-e-2', numberOfImages: 10 });
		expect(requests).toMatchObject([{ images: 10, body: { n: 10 } }]);
	});

	it('gives each request of a gpt-image model a seed of its own', () => {
		const seeds = order({ numberOfImages: 4 }).requests.map(({ body }) => body.seed);
		expect(seeds).toEqual([7, 8, 9, 10]);
	});

	it("starts from the user's seed, and stays within the seeds there are", () => {
		const seeds = order({ numberOfImages: 3, seed: 2147483646 }).requests.map(
			({ body }) => body.seed,
		);
		expect(seeds).toEqual([2147483646, 2147483647, 0]);
	});

	it('sends no seed that nobody asked for', () => {
		expect(order({}).requests[0]?.body).not.toHaveProperty('seed');
		expect(order({ model: 'nano-banana', numberOfImages: 2 }).requests[1]?.body).not.toHaveProperty(
			'seed',
		);
	});

	it.each([0, 11, 1.5, 'many', null, Number.NaN])('is refused when it is %p', (numberOfImages) => {
		const said = numberOfImages === null ? 'accepted' : 'Number of Images';
		expect(refusal({ numberOfImages })).toContain(said);
	});
});

describe('an empty cell', () => {
	it.each(['', '  ', null, undefined])('as Seed (%j) is no seed', (seed) => {
		expect(order({ seed }).requests[0]?.body).not.toHaveProperty('seed');
	});

	it.each(['', ' ', null])('as another number (%j) is not filled in', (empty) => {
		const { requests } = order({ numberOfImages: empty, outputCompression: empty });
		expect(requests).toHaveLength(1);
		expect(requests[0]?.body).not.toHaveProperty('output_compression');
	});
});

describe('what names an order', () => {
	it('does not depend on the seeds that were drawn for it', () => {
		for (const seed of [undefined, '', null]) {
			const contents = [7, 8].map((firstSeed) => {
				const values = { model: 'gpt-image-2', prompt: PROMPT, numberOfImages: 3, seed };
				const placed = placeOrder(values, true, firstSeed);
				return placed.ok && placed.value.requests.map(({ content }) => content);
			});
			expect(contents[0]).toEqual(contents[1]);
		}
	});

	it("depends on the user's own seed", () => {
		const [first, second] = [1, 2].map((seed) => order({ seed, numberOfImages: 2 }).requests[0]);
		expect(first?.content).not.toEqual(second?.content);
	});
});

describe('what another model left behind', () => {
	it('is not sent: nano-banana takes model, prompt and size only', () => {
		const { requests } = order({
			model: 'nano-banana',
			size: '1792x1024',
			quality: 'hd',
			style: 'vivid',
			background: 'transparent',
			outputFormat: 'webp',
			outputCompression: 50,
			moderation: 'low',
			responseFormat: 'b64_json',
			seed: 3,
		});
		expect(requests[0]?.body).toEqual({ model: 'nano-banana', prompt: PROMPT, size: '1792x1024' });
	});

	it('counts as not chosen where it merely is the default of the other model', () => {
		expect(order({ quality: 'standard' }).requests[0]?.body).not.toHaveProperty('quality');
		const dalle = order({ model: 'dall-e-3', quality: 'auto' });
		expect(dalle.requests[0]?.body).not.toHaveProperty('quality');
	});

	it('is refused where the model has the field, but not the value', () => {
		expect(refusal({ quality: 'hd' })).toBe(
			"'Quality' cannot be 'hd' with GPT Image 2 | Choose one of auto, low, medium, high.",
		);
	});
});

describe('fields that depend on one another', () => {
	it('refuses compression for PNG, where it has no effect', () => {
		expect(refusal({ outputCompression: 50 })).toContain('Output Compression');
		expect(order({ outputCompression: 50, outputFormat: 'webp' }).requests[0]?.body).toMatchObject({
			output_compression: 50,
			output_format: 'webp',
		});
	});

	it('refuses a transparent JPEG', () => {
		expect(refusal({ background: 'transparent', outputFormat: 'jpeg' })).toContain('transparent');
	});

	it.each([-1, 101, 1.5, 'x'])('refuses the compression %p', (outputCompression) => {
		expect(refusal({ outputCompression, outputFormat: 'jpeg' })).toContain('from 0 to 100');
	});

	it('does not ask for Base64 when only the URL is wanted', () => {
		const values = { model: 'dall-e-3', responseFormat: 'b64_json' };
		expect(order(values, false).requests[0]?.body).not.toHaveProperty('response_format');
		expect(order(values, true).requests[0]?.body).toMatchObject({ response_format: 'b64_json' });
	});
});

describe('the model', () => {
	it.each([undefined, '', '  ', 4])('is refused when it is %p', (model) => {
		expect(refusal({ model })).toMatch(/^'Model' is empty/);
	});

	it.each([
		'gpt-image-2:official',
		'gpt-image-2:reverse',
		'gpt-image-2.5-flare',
		'gpt-image-2.5-sunburst:official',
	])('may be of a family that is known: %s', (model) => {
		const { requests, price } = order({
			model,
			size: '2048x2048',
			style: 'noir',
			quality: 'high',
			numberOfImages: 2,
		});
		expect(requests.map(({ body }) => body)).toEqual([
			{ model, prompt: PROMPT, size: '2048x2048', quality: 'high', seed: 7 },
			{ model, prompt: PROMPT, size: '2048x2048', quality: 'high', seed: 8 },
		]);
		expect(price).toBeNull();
		expect(refusal({ model, size: '800x600' })).toContain(`not available for ${model}`);
		expect(refusal({ model, prompt: 'x'.repeat(32_001) })).toContain('too long');
	});

	it('may be one that the catalogue does not know, with whatever the user chose for it', () => {
		const { requests, price } = order({
			model: ' gpt-image-3 ',
			size: '640x640',
			quality: 'ultra',
			style: 'vivid',
		});
		expect(requests[0]?.body).toEqual({
			model: 'gpt-image-3',
			prompt: PROMPT,
			size: '640x640',
			quality: 'ultra',
		});
		expect(price).toBeNull();
	});
});
