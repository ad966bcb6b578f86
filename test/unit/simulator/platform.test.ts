import type { Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';
import { picture } from '../../support/pictures';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'plain', platform: 'sister' });
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(() => simulator.reset());

const FOX = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x1024' };

describe('the sister platform', () => {
	it.each([
		'gpt-image-2:official',
		'gpt-image-2:reverse',
		'gpt-image-2.5-flare',
		'gpt-image-2.5-flare:official',
		'gpt-image-2.5-sunburst',
		'gpt-image-2.5-sunburst:official',
		'nano-banana-2',
		'dall-e-3',
	])('has %s', async (model) => {
		expect((await client.generate({ ...FOX, model })).status).toBe(200);
	});

	it.each(['gpt-image-2.5', 'gpt-image-2.5-flare:reverse', 'nano-banana:official'])(
		'has no %s',
		async (model) => {
			expect((await client.generate({ ...FOX, model })).status).toBe(400);
		},
	);

	it('says which model it was, and what all images together took', async () => {
		const { body } = await client.generate({ ...FOX, model: 'gpt-image-2.5-flare', n: 2 });

		expect(body).toMatchObject({
			model: 'gpt-image-2.5-flare',
			trace_id: expect.any(String),
			usage: { input_tokens: 2, output_tokens: 8320, total_tokens: 8322 },
		});
	});

	it.each(['gpt-image-2', 'gpt-image-1', 'nano-banana'])('honours n on %s', async (model) => {
		const { body } = await client.generate({ ...FOX, model, n: 3 });

		expect(body).toMatchObject({ data: [{}, {}, {}] });
		expect(simulator.ledger).toMatchObject([{ images: 3 }]);
		expect(new Set(simulator.images.all.map(({ url }) => url)).size).toBe(3);
		expect(simulator.requests[0]?.unexpectedFields).toEqual([]);
	});

	it('names no price: all sizes cost the same', async () => {
		await client.generate({ ...FOX, size: '3840x2160' });

		expect(simulator.ledger).toMatchObject([{ pricing: null }]);
	});

	it('gives base64 for one image, and not for several', async () => {
		const base64 = { ...FOX, response_format: 'b64_json' };

		expect((await client.generate(base64)).body).toMatchObject({
			data: [{ b64_json: expect.any(String) }],
		});
		expect((await client.generate({ ...base64, n: 2 })).status).toBe(400);
	});

	it.each([
		['800x800', 400, /655360 pixels/],
		['832x800', 200, /^$/],
		['3072x1024', 200, /^$/],
		['3088x1024', 400, /3:1/],
		['1024x3088', 400, /3:1/],
	])('answers a size of %s with %p', async (size, status, message) => {
		const answer = await client.generate({ ...FOX, size });

		expect(answer.status).toBe(status);
		expect(messageOf(answer.body)).toMatch(message);
	});

	it('takes async: a task id at once, and the task can be looked up as images', async () => {
		const { body } = await client.generate({ ...FOX, async: true });
		await simulator.callbacks.settled();

		const [task] = simulator.tasks.all;
		expect(body).toEqual({ task_id: task?.id });
		expect((await client.tasks({ action: 'retrieve', id: task?.id })).body).toMatchObject({
			type: 'images',
			response: { model: 'gpt-image-2', data: [{}] },
		});
		expect((await client.generate({ ...FOX, async: 'yes' })).status).toBe(400);
	});

	it('takes repeated image files, and notes a mask where no model is official', async () => {
		const edit = async (model: string) => {
			const form = new FormData();
			for (const [field, value] of Object.entries({ ...FOX, model })) form.append(field, value);
			for (const field of ['image', 'image', 'mask']) {
				const file = new Uint8Array(picture('png', 32, 32));
				form.append(field, new Blob([file], { type: 'image/png' }), `${field}.png`);
			}
			return (await client.edit(form)).status;
		};

		expect([await edit('gpt-image-2'), await edit('gpt-image-2:official')]).toEqual([200, 200]);
		expect(simulator.requests.map(({ unexpectedFields }) => unexpectedFields)).toEqual([
			['mask'],
			[],
		]);
	});

	const messageOf = (body: unknown): string =>
		/"message":"([^"]*)"/.exec(JSON.stringify(body))?.[1] ?? '';
});

describe('the service of the guide', () => {
	it.each([{ model: 'gpt-image-2:official' }, { model: 'gpt-image-2.5-flare' }])(
		'does not know %j',
		async (other) => {
			const guide = await startSimulator({ pictures: 'plain' });
			const caller = new TestClient(guide);

			expect((await caller.generate({ ...FOX, ...other })).status).toBe(400);

			await caller.close();
			await guide.close();
		},
	);
});
