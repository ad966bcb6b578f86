import { loadImage } from '@napi-rs/canvas';

import type { FAULT_GROUPS, FaultName, Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'plain' });
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(() => simulator.reset());

const FOX = { model: 'gpt-image-2', prompt: 'a fox', size: '256x128' };
const HOOK = { callback_url: 'http://127.0.0.1:1/hook' };
const like = (part: object): unknown => expect.objectContaining(part);
const images = () => simulator.images.all;
const url = () => images()[0]?.url ?? '';
const path = () => new URL(url()).pathname;

type ShapeName = keyof (typeof FAULT_GROUPS)['Odd but usable answers'];

/** How the files begin that come as base64. */
const BASE64 = {
	'shape-base64-gif': 'GIF89a',
	'shape-base64-avif': 'ftypavif',
	'shape-base64-jpeg-without-end': '\xff\xd8\xff',
	'shape-base64-webp-26-bytes': 'WEBPVP8L',
	'shape-base64-webp-without-pad': 'WEBP',
} as const;

type Elsewhere =
	| keyof typeof BASE64
	| 'shape-task-instead'
	| 'shape-more-images'
	| 'shape-fewer-images'
	| 'shape-partial-success';

/** Shapes of the answer's JSON; the ones that carry other files follow below. */
const SHAPES: Record<Exclude<ShapeName, Elsewhere>, () => object> = {
	'shape-success-text': () => ({ success: 'true', data: [like({ url: url() })] }),
	'shape-success-null': () => ({ success: null, data: [like({ url: url() })] }),
	'shape-success-missing': () => ({ data: [like({ url: url() })] }),
	'shape-data-object': () => ({ success: true, data: like({ url: url() }) }),
	'shape-data-texts': () => ({ data: [url()] }),
	'shape-data-with-null': () => ({ data: [null, like({ url: url() })] }),
	'shape-data-urls': () => ({
		data: [like({ url: `data:image/png;base64,${images()[0]?.file.toString('base64')}` })],
	}),
	'shape-relative-urls': () => ({ data: [like({ url: path() })] }),
	'shape-error-empty-text': () => ({ error: '', data: [like({ url: url() })] }),
	'shape-error-empty-object': () => ({ error: {}, data: [like({ url: url() })] }),
	'shape-error-null': () => ({ error: null, data: [like({ url: url() })] }),
	'shape-created-ms': () => ({ created: nowTimes(1e3) }),
	'shape-created-us': () => ({ created: nowTimes(1e6) }),
	'shape-created-text': () => ({ created: expect.stringMatching(/^\d{10}$/) }),
	'base64-none': () => ({ data: [like({ b64_json: '!!! not base64 !!!' })] }),
	'shape-model-usage': () => ({
		model: 'gpt-image-2',
		usage: like({ total_tokens: expect.any(Number) }),
	}),
	'shape-cost': () => ({ cost: { amount: 0.6048, currency: 'credit', list_amount: 0.672 } }),
	'shape-task-id-number': () => ({ task_id: expect.any(Number) }),
	'shape-wrong-extension': () => ({ data: [like({ url: expect.stringMatching(/\.jpg$/) })] }),
};

/** Seconds since 1970 of the bill, in another unit. */
const nowTimes = (factor: number) => Math.floor((simulator.ledger[0]?.at ?? 0) / 1000) * factor;

/** The names that a table has. */
const namesOf = <N extends FaultName>(table: Record<N, unknown>): N[] =>
	Object.keys(table).filter((name): name is N => Object.hasOwn(table, name));

describe('an answer that is odd, and holds what was paid for', () => {
	it.each(namesOf(SHAPES))('%s', async (name) => {
		simulator.misbehave(name);

		const { status, body } = await client.generate(FOX);

		expect(status).toBe(200);
		expect(body).toEqual(like(SHAPES[name]()));
		expect(simulator.ledger).toHaveLength(1);
		const plain = await client.generate(FOX);
		expect(plain.body).toMatchObject({ success: true, task_id: expect.any(String) });
	});

	it('a relative link leads to the image on the base URL', async () => {
		simulator.misbehave('shape-relative-urls');
		await client.generate(FOX);

		expect((await client.get(`${simulator.url}${path()}`)).status).toBe(200);
	});

	it('what is missing is really missing', async () => {
		simulator.script(['shape-success-missing', 'base64-none']);
		const [one, two] = [await client.generate(FOX), await client.generate(FOX)];

		expect(one.body).not.toHaveProperty('success');
		expect(two.body).not.toHaveProperty('data.0.url');
	});

	it.each(['shape-success-text', 'shape-error-empty-text', 'shape-error-empty-object'] as const)(
		'%s also changes the answer to a submission',
		async (name) => {
			simulator.misbehave(name);
			const { body } = await client.generate({ ...FOX, ...HOOK });
			await simulator.callbacks.settled();

			const odd = name === 'shape-success-text' ? 'success' : 'error';
			expect(body).toMatchObject({ task_id: simulator.tasks.all[0]?.id, [odd]: expect.anything() });
		},
	);

	it('the same shapes change the response of a task', async () => {
		await client.generate({ ...FOX, ...HOOK });
		await simulator.callbacks.settled();
		const id = simulator.tasks.all[0]?.id;
		simulator.script(['shape-error-empty-text', 'shape-data-object'], { on: ['tasks'] });
		const ask = async () => (await client.tasks({ action: 'retrieve', id })).body;

		expect(await ask()).toMatchObject({ response: { error: '', data: [{ url: url() }] } });
		expect(await ask()).toMatchObject({ response: { data: { url: url() } } });
	});
});

describe('base64 of a file that is odd', () => {
	it.each(namesOf(BASE64))('%s', async (name) => {
		simulator.misbehave(name);

		const { body } = await client.generate(FOX);

		const file = Buffer.from(base64In(body), 'base64');
		expect(body).not.toHaveProperty('data.0.url');
		expect(file.toString('latin1', 0, 16)).toContain(BASE64[name]);
		if (name === 'shape-base64-gif' || name === 'shape-base64-avif') {
			expect(await loadImage(file)).toMatchObject({ width: 256, height: 128 });
		}
	});

	const base64In = (body: unknown): string =>
		/"b64_json":"([^"]+)"/.exec(JSON.stringify(body))?.[1] ?? '';
});

describe('a task id that is a number', () => {
	it('is one in the answer, in the callback and in the task, which is found by its text', async () => {
		simulator.misbehave('shape-task-id-number');
		const { body } = await client.generate({ ...FOX, ...HOOK });
		await simulator.callbacks.settled();

		const [task] = simulator.tasks.all;
		const id = Number(task?.id);
		expect(body).toEqual({ task_id: id });
		expect(Number.isSafeInteger(id)).toBe(true);
		expect(JSON.parse(simulator.callbacks.deliveries[0]?.text ?? '')).toMatchObject({
			task_id: id,
		});
		const found = await client.tasks({ action: 'retrieve', id: task?.id });
		expect(found.body).toMatchObject({ id, response: { success: true } });
	});
});

describe('a task id in place of images', () => {
	it('comes to a call that waits, and the task can be looked up', async () => {
		simulator.misbehave('shape-task-instead');
		const { body } = await client.generate(FOX);
		await simulator.callbacks.settled();

		const [task] = simulator.tasks.all;
		expect(body).toEqual({ success: true, task_id: task?.id });
		const found = await client.tasks({ action: 'retrieve', id: task?.id });
		expect(found.body).toMatchObject({ response: { data: [{ url: url() }] } });
		expect(simulator.ledger).toHaveLength(1);
		expect(simulator.callbacks.deliveries).toEqual([]);
	});
});

describe('another number of images than ordered', () => {
	const three = { model: 'dall-e-2', prompt: 'a fox', size: '256x256', n: 3 };
	const countIn = (body: unknown) => JSON.stringify(body).split('"url":').length - 1;

	it.each([
		['shape-more-images', FOX, 2, 1],
		['shape-more-images', three, 4, 3],
		['shape-more-images', { model: 'nano-banana', prompt: 'a fox' }, 2, 1],
		['shape-fewer-images', three, 2, 2],
		['shape-fewer-images', FOX, 1, 1],
	] as const)('%s, %j: %p come, %p are billed', async (name, order, come, billed) => {
		simulator.misbehave(name);
		const { body } = await client.generate(order);

		expect([countIn(body), images().length]).toEqual([come, come]);
		expect(simulator.ledger).toMatchObject([{ images: billed }]);
		expect(body).not.toHaveProperty('errors');
	});

	it('the answer can say why some are missing', async () => {
		simulator.misbehave('shape-partial-success');
		const { body } = await client.generate(three);

		expect(body).toMatchObject({
			data: [{}, {}],
			errors: [{ index: 2, code: 'moderation_blocked', message: expect.any(String) }],
		});
	});
});
