import type { INodeParameters } from 'n8n-workflow';

import {
	noOp,
	packageName,
	resumeAfterTimeLimit,
	WebhookServer,
	workflow,
	type NodeSettings,
} from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const studio = useStudio({ pictures: 'plain' });

const GATHERED = { output: 'item' };
const WITH_INPUT = { includeInputFields: true };
const goingOn = { onError: 'continueRegularOutput' } as const;
const three = { numberOfImages: 3, options: GATHERED };

const refuse = (prompt: string, times = 1) =>
	studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { match: { prompt }, times });

/** A row of a table, with a file. */
const row = (prompt: string) => ({
	json: { prompt, sku: 'A-17', url: 'https://shop.example.com/a-17' },
	binary: {
		data: { data: Buffer.from('a note').toString('base64'), mimeType: 'text/plain' },
		label: { data: Buffer.from('a label').toString('base64'), mimeType: 'text/plain' },
	},
});

describe('One Item per Input Item', () => {
	it('gives one item with all its images, as a list and as files', async () => {
		const run = await studio.run(prompts(2), three);
		const items = run.items(NODE);
		expect(items.map(({ json, pairedItem }) => [json.prompt, pairedItem])).toEqual([
			['picture 1', { item: 0 }],
			['picture 2', { item: 1 }],
		]);
		const binaryFields = ['data', 'data_1', 'data_2'];
		for (const { json, binary } of items) {
			const listed = studio.simulator.images.all.filter(({ prompt }) => prompt === json.prompt);
			expect(json).toMatchObject({ imageCount: 3, model: 'gpt-image-2', size: '1024x1024' });
			expect(json.images).toHaveLength(3);
			expect(json.images).toMatchObject(
				binaryFields.map((binaryField, imageIndex) => ({ binaryField, imageIndex })),
			);
			const urls = (json.images as Array<{ url: string }>).map(({ url }) => url);
			expect([...urls].sort()).toEqual(listed.map(({ url }) => url).sort());
			expect(json.url).toBe(urls[0]);
			expect(Object.keys(binary ?? {})).toEqual(binaryFields);
			expect(json).not.toHaveProperty('imageIndex');
			expect(json).not.toHaveProperty('failed');
		}
		const [item] = items;
		const last = studio.simulator.images.find(
			String((item?.json.images as Array<{ url: string }>)[2]?.url),
		);
		const bytes = await run.bytes({ json: {}, binary: { data: item?.binary?.data_2 ?? never() } });
		expect(bytes.equals(last?.file ?? Buffer.alloc(0))).toBe(true);
	});

	it('lists what failed beside what came, and nothing is asked for again', async () => {
		refuse('picture 1');
		const run = await studio.run(prompts(1), three, goingOn);
		expect(run.items(NODE)).toHaveLength(1);
		const [json] = run.json(NODE);
		expect(json?.images).toHaveLength(2);
		expect(json?.failed).toMatchObject([
			{ error: expect.stringContaining('[item 0]'), details: { code: 'forbidden' } },
		]);
		expect(studio.simulator.ledger).toHaveLength(2);
	});

	it('gives one item for the error output where all failed', async () => {
		refuse('picture 1', 3);
		const run = await studio.run(prompts(2), three, { onError: 'continueErrorOutput' });
		expect(run.json(NODE, { output: 0 })).toMatchObject([{ prompt: 'picture 2' }]);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ error: expect.any(String), details: { failed: [{}, {}, {}] } },
		]);
	});

	it('gives the links alone where no file is wanted', async () => {
		const run = await studio.run(prompts(1), { ...three, downloadImages: false });
		const [item] = run.items(NODE);
		expect(item?.json.images).toMatchObject([{ binaryField: null }, {}, {}]);
		expect(item?.binary).toBeUndefined();
	});

	it('lists tasks that were not finished in time', async () => {
		skipWaits();
		const answer = (body: unknown) => ({ kind: 'answer', status: 200, body }) as const;
		studio.simulator.script(['T1', 'T2'].map((task_id) => answer({ task_id })));
		studio.simulator.misbehave(answer({ items: [] }), { on: ['tasks'], times: 'always' });
		const parameters = { ...three, numberOfImages: 2, delivery: 'poll', pauseLimit: 1 };
		const run = await studio.run(prompts(1), parameters);
		expect(run.json(NODE)).toMatchObject([
			{
				status: 'timedOut',
				prompt: 'picture 1',
				images: [],
				tasks: [
					{ taskId: 'T1', status: 'timedOut' },
					{ taskId: 'T2', status: 'timedOut' },
				],
			},
		]);
	});

	it('leaves submitted tasks one by one', async () => {
		const callbackUrl = 'https://n8n.example.com/webhook/lost';
		const run = await studio.run(prompts(1), { ...three, delivery: 'submit', callbackUrl });
		expect(run.json(NODE)).toMatchObject(Array(3).fill({ status: 'submitted' }));
	});

	it('gathers the images of a task', async () => {
		const image = { url: 'https://cdn.example.com/1.png' };
		const response = { success: true, data: [image, image] };
		const body = { id: 'T', finished_at: 5, response };
		studio.simulator.misbehave({ kind: 'answer', status: 200, body }, { on: ['tasks'] });
		const run = await studio.run([{ sku: 'A-17' }], {
			...{ resource: 'task', operation: 'get', taskId: 'T', downloadImages: false },
			options: { ...GATHERED, ...WITH_INPUT },
		});
		expect(run.json(NODE)).toMatchObject([{ taskId: 'T', sku: 'A-17', images: [image, image] }]);
	});
});

describe('Include Input Fields', () => {
	it('takes the item along, its files included, and overwrites nothing', async () => {
		const run = await studio.run([row('picture 1')], { options: WITH_INPUT });
		const [item] = run.items(NODE);
		expect(item?.json).toMatchObject({
			sku: 'A-17',
			prompt: 'picture 1',
			input_prompt: 'picture 1',
			url: studio.simulator.images.all[0]?.url,
			input_url: 'https://shop.example.com/a-17',
		});
		expect(Object.keys(item?.binary ?? {})).toEqual(['data', 'input_data', 'label']);
		expect(item?.binary?.data?.mimeType).toBe('image/png');
		expect(item?.binary?.input_data?.mimeType).toBe('text/plain');
	});

	it('takes it along with each image, with what failed, and with a submitted task', async () => {
		refuse('picture 1');
		const run = await studio.run(
			[row('picture 1')],
			{ numberOfImages: 2, options: WITH_INPUT },
			goingOn,
		);
		expect(run.json(NODE)).toEqual([
			expect.objectContaining({ sku: 'A-17' }),
			expect.objectContaining({ sku: 'A-17' }),
		]);
		const callbackUrl = 'https://n8n.example.com/webhook/lost';
		const parameters = { delivery: 'submit', callbackUrl, options: WITH_INPUT };
		const submitted = await studio.run([row('picture 1')], parameters);
		expect(submitted.json(NODE)).toMatchObject([{ status: 'submitted', sku: 'A-17' }]);
	});

	it('leaves the error output to n8n, which adds the fields itself', async () => {
		refuse('picture 1');
		const settings: NodeSettings = { onError: 'continueErrorOutput' };
		const run = await studio.run([row('picture 1')], { options: WITH_INPUT }, settings);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ sku: 'A-17', error: expect.any(String) },
		]);
	});

	it('keeps the picture that went into an edit beside the one that came out', async () => {
		const made = await studio.run(prompts(1));
		const file = made.items(NODE)[0]?.binary?.data ?? never();
		const bytes = await made.bytes({ json: {}, binary: { data: file } });
		const picture = { data: bytes.toString('base64'), mimeType: 'image/png' };
		const input = { json: { prompt: 'night' }, binary: { data: picture } };
		const run = await studio.run([input], { operation: 'edit', options: WITH_INPUT });
		const [item] = run.items(NODE);
		const before = { json: {}, binary: { data: item?.binary?.input_data ?? never() } };
		expect((await run.bytes(before)).equals(bytes)).toBe(true);
		expect((await run.bytes(item)).equals(bytes)).toBe(false);
	});
});

describe('while the workflow is suspended', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
		studio.simulator.callbacks.hold();
		// No task may be finished before the workflow is suspended, on a busy machine either.
		studio.simulator.misbehave({ kind: 'latency', ms: 500 }, { times: 'always' });
	});
	afterEach(async () => {
		await studio.simulator.callbacks.settled();
		await server.close();
	});

	async function suspended(parameters: INodeParameters) {
		const run = await studio
			.image([row('picture 1'), row('picture 2')], { delivery: 'pause', ...parameters })
			.node('After', noOp())
			.run({ credentials: studio.credentials(), server });
		expect(run.status).toBe('waiting');
		return run;
	}

	async function awake(waiting: Awaited<ReturnType<typeof suspended>>) {
		const resumed = server.resumed(waiting);
		await studio.simulator.callbacks.settled();
		await studio.simulator.callbacks.deliver('all');
		return await resumed;
	}

	const both = { numberOfImages: 2, options: { ...GATHERED, ...WITH_INPUT } };

	it('gathers the images of an input item when it goes on, with what came in', async () => {
		const run = await awake(await suspended(both));
		const items = run.items('After');
		expect(items.map(({ json }) => json)).toMatchObject(
			['picture 1', 'picture 2'].map((prompt) => ({
				...{ prompt, input_prompt: prompt, sku: 'A-17', imageCount: 2 },
				input_url: 'https://shop.example.com/a-17',
				images: [{ imageIndex: 0 }, { imageIndex: 1, binaryField: 'data_1' }],
			})),
		);
		for (const item of items) {
			expect(Object.keys(item.binary ?? {})).toEqual(['data', 'data_1', 'input_data', 'label']);
			expect(Object.keys(item.json)).not.toEqual(expect.arrayContaining(['tasks']));
			expect(Object.keys(item.json)).not.toEqual(expect.arrayContaining(['status']));
			expect(Object.keys(item.json)).not.toEqual(expect.arrayContaining(['resume']));
		}
	});

	it('gives each image with what came in, where one item per image is wanted', async () => {
		const run = await awake(await suspended({ numberOfImages: 2, options: WITH_INPUT }));
		expect(run.json('After')).toMatchObject(
			['picture 1', 'picture 1', 'picture 2', 'picture 2'].map((prompt, index) => ({
				...{ prompt, input_prompt: prompt, sku: 'A-17', imageIndex: index % 2 },
			})),
		);
	});

	it('lists what failed beside what came', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden' }, aim);
		const run = await awake(await suspended(both));
		const [whole, part] = run.json('After');
		expect(whole?.images).toHaveLength(2);
		expect(part).toMatchObject({ sku: 'A-17', images: [{}], failed: [{ details: {} }] });
	});

	it('gives the open tasks in one item when the time is over, and can go on with them', async () => {
		const waiting = await suspended(both);
		const run = await (await resumeAfterTimeLimit(waiting)).finished;
		expect(run.json('After')).toMatchObject(
			['picture 1', 'picture 2'].map((prompt) => ({
				...{ prompt, sku: 'A-17', status: 'timedOut', images: [] },
				tasks: [{ taskId: expect.any(String), status: 'timedOut' }, {}],
			})),
		);
	});
});

describe('One Item per Callback', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
	});
	afterEach(async () => await server.close());

	it('gathers the images that a callback brings', async () => {
		const spec = {
			type: `${packageName}.xhuoImageTrigger`,
			typeVersion: 2,
			parameters: { authentication: 'none', downloadImages: false, options: GATHERED },
		};
		const active = await server.activate(workflow().node('Trigger', spec), {});
		const execution = active.nextExecution();
		const data = [1, 2].map((place) => ({ url: `https://cdn.example.com/${place}.png` }));
		await fetch(active.url, {
			method: 'POST',
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify({ success: true, task_id: 'T', data }),
		});
		expect((await execution).json('Trigger')).toMatchObject([
			{ success: true, taskId: 'T', url: data[0]?.url, images: data },
		]);
	});
});

const never = (): never => {
	throw new Error('a file was expected');
};
