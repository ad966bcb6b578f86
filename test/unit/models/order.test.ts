import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { placeOrder, type Order, type OrderValues } from '../../../nodes/XhuoImage/models/order';
import { CONTRACT, EDIT_CONTRACT } from './contract';
import { inWords } from './inWords';

const PROMPT = 'a small red apple on a white table';

function order(values: Partial<OrderValues>, wantsFile = true): Order {
	const placed = placeOrder({ model: 'gpt-image-2', prompt: PROMPT, ...values }, wantsFile, 7);
	if (!placed.ok) throw new Error(placed.problem.message);
	return placed.value;
}

function refusal(values: Partial<OrderValues>): string {
	const placed = placeOrder({ model: 'gpt-image-2', prompt: PROMPT, ...values }, true, 7);
	return inWords(placed);
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

describe('the size', () => {
	it('is the longest that can be read, at most', () => {
		const custom = (width: unknown) => refusal({ size: 'custom', width, height: 1024 });
		expect(custom(99_999)).toContain('The nearest size that works is');
		expect(custom(100_000)).toBe(
			"'Width' is not a whole number from 1 to 99999: '100000' | Set 'Width' to a whole number from 1 to 99999.",
		);
		expect(custom(0)).toContain("'Width' is not a whole number");
		expect(custom(1)).toContain("'Size' 1x1024 is not available");
	});

	it.each([0, 100_000, 'high', ''])('has a height that can be read: %j', (height) => {
		expect(refusal({ size: 'custom', width: 1024, height })).toMatch(/^'Height' is not a whole/);
	});

	it('is none where there is nothing in the cell', () => {
		for (const size of [undefined, null, '', ' ']) {
			const { requests, size: chosen } = order({ size });
			expect(requests[0]?.body).not.toHaveProperty('size');
			expect(chosen).toBeNull();
		}
	});

	it('comes with a word of caution where the service may refuse it', () => {
		expect(order({ size: '512x512' }).caution).toContain('surely works');
		expect(order({ size: '2048x2048' })).not.toHaveProperty('caution');
	});
});

describe('what belongs together', () => {
	it('goes by the format that the model takes by itself', () => {
		expect(refusal({ outputCompression: 50 })).toBe(
			"'Output Compression' has no effect on PNG images | Set 'Output Format' to JPEG or WebP, or remove 'Output Compression'.",
		);
		expect(refusal({ outputCompression: 50, outputFormat: 'png' })).toContain('no effect');
		expect(refusal({ background: 'transparent' })).toBe('accepted');
		expect(refusal({ background: 'transparent', outputFormat: 'jpeg' })).toBe(
			"Background cannot be transparent in a JPEG image | Set 'Output Format' to PNG or WebP, or choose another background.",
		);
		expect(refusal({ background: 'opaque', outputFormat: 'jpeg' })).toBe('accepted');
	});
});

describe('an edit', () => {
	const edit = (values: Partial<OrderValues>) =>
		placeOrder({ model: 'gpt-image-2', prompt: PROMPT, ...values }, true, 7, 'edit');
	const bodyOf = (values: Partial<OrderValues>) => {
		const placed = edit(values);
		return placed.ok ? placed.value.requests[0]?.body : inWords(placed);
	};

	it('is refused by a model that makes no edits, with those that do', () => {
		expect(bodyOf({ model: 'dall-e-3' })).toBe(
			'DALL·E 3 cannot edit pictures | Choose one of GPT Image 2, GPT Image 1.5, GPT Image 1, DALL·E 2, Nano Banana, Nano Banana 2, Nano Banana Pro.',
		);
	});

	it.each([
		['gpt-image-2', 'auto'],
		['gpt-image-1.5', 'auto'],
		['gpt-image-1', 'auto'],
		['dall-e-2', '1024x1024'],
		['gpt-image-9', undefined],
		['nano-banana', undefined],
	])(
		'always says the size to %s, since the default is that of another model: %s',
		(model, size) => {
			expect(bodyOf({ model })).toEqual({ model, prompt: PROMPT, ...(size && { size }) });
		},
	);

	it('takes the size that was chosen, where the model takes one', () => {
		expect(bodyOf({ size: '1536x1024' })).toMatchObject({ size: '1536x1024' });
		expect(bodyOf({ model: 'gpt-image-9', size: '640x640' })).toMatchObject({ size: '640x640' });
		expect(bodyOf({ size: '800x600' })).toContain("'Size' 800x600 is not available");
		expect(bodyOf({ model: 'nano-banana', size: '800x600' })).not.toHaveProperty('size');
	});

	it.each(Object.keys(EDIT_CONTRACT))(
		'sends to %s what the contract lists, and no more',
		(model) => {
			const everything = {
				size: '1024x1024',
				quality: 'high',
				style: 'vivid',
				background: 'opaque',
				moderation: 'low',
				outputFormat: 'webp',
				outputCompression: 50,
				responseFormat: 'b64_json',
				inputFidelity: 'high',
				seed: 3,
			};
			const sent: object = Object(bodyOf({ model, ...everything }));
			const fields = EDIT_CONTRACT[model]?.fields.filter((name) => name !== 'n') ?? [];
			expect(sent).toMatchObject({ model, prompt: PROMPT });
			expect(Object.keys(sent).sort()).toEqual([...fields, 'model', 'prompt'].sort());
		},
	);
});
