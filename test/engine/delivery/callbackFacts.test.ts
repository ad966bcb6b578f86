import type { INodeParameters } from 'n8n-workflow';

import { signingKey, signUrl } from '../../../nodes/XhuoImage/callback/signedUrl';
import {
	packageName,
	WebhookServer,
	workflow,
	type NodeSettings,
	type RunOptions,
} from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const TRIGGER = 'Trigger';
const studio = useStudio();

let server: WebhookServer;
beforeEach(async () => {
	server = await WebhookServer.start();
});
afterEach(async () => await server.close());

async function listen(
	parameters: INodeParameters = {},
	settings: NodeSettings = {},
	credentials: RunOptions['credentials'] = studio.credentials(),
) {
	const type = `${packageName}.xhuoImageTrigger`;
	const spec = { type, typeVersion: 2, parameters, credentials: ['xhuoApi'] };
	return await server.activate(workflow().node(TRIGGER, spec, settings), { credentials });
}

const submit = async (callbackUrl: string, parameters: INodeParameters = {}, items = prompts(1)) =>
	await studio.run(items, { delivery: 'submit', callbackUrl, ...parameters });

const post = async (url: string, body: unknown) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

/** A URL that a workflow of the same account was given, and that got into wrong hands. */
const leakedUrl = (url: string) =>
	signUrl(new URL(url), {}, Date.now(), signingKey(studio.simulator.token));

const madeUp = (taskId: string) => ({
	success: true,
	task_id: taskId,
	data: [{ url: `${studio.simulator.url}/an/image/of/someone/else.png` }],
});

/** What the URL of the last task tells, as everyone can read it who sees it. */
function claimsOfLastUrl(): unknown {
	const body = studio.simulator.requests.findLast(({ path }) => path.includes('generations'))?.body;
	const url =
		typeof body === 'object' && body !== null && 'callback_url' in body ? body : undefined;
	const value = new URL(String(url?.callback_url)).searchParams.get('xhuo') ?? '';
	return JSON.parse(Buffer.from(value.split('.')[0] ?? '', 'base64url').toString());
}

describe('the items of the trigger', () => {
	const order = {
		prompt: '一只狐狸 🦊 ثعلب',
		size: '2048x1152',
		options: { fileName: 'summer-sale', outputFormat: 'jpeg' },
	};

	it('are those of the node, with success, context and verified besides', async () => {
		const [made] = (await studio.run(prompts(1), order)).json(NODE);
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url, order);
		const run = await execution;

		const [item] = run.items(TRIGGER);
		expect(Object.keys(item?.json ?? {}).sort()).toEqual(
			[...Object.keys(made ?? {}), 'success', 'context', 'verified'].sort(),
		);
		expect(item?.json).toMatchObject({
			success: true,
			verified: true,
			model: 'gpt-image-2',
			prompt: order.prompt,
			size: '2048x1152',
			pricing: { step: '2K', multiplier: 1.5 },
			image: made?.image,
		});
		expect(item?.binary?.data?.fileName).toBe('summer-sale.jpg');
	});

	it('say their place among the images of their input item, as their files do', async () => {
		const active = await listen();
		const { callbacks } = studio.simulator;
		callbacks.hold();
		await submit(active.url, { ...order, numberOfImages: 3 });
		await callbacks.settled();
		const items = [];
		for (const { id } of studio.simulator.tasks.all) {
			const execution = active.nextExecution();
			await callbacks.deliver(id);
			items.push(...(await execution).items(TRIGGER));
		}

		const byPlace = items.sort((a, b) => Number(a.json.imageIndex) - Number(b.json.imageIndex));
		expect(byPlace.map(({ json }) => [json.imageIndex, json.imageCount])).toEqual([
			[0, 3],
			[1, 3],
			[2, 3],
		]);
		expect(byPlace.map(({ binary }) => binary?.data?.fileName)).toEqual(
			[1, 2, 3].map((place) => `summer-sale_${place}.jpg`),
		);
	});

	it('have a prompt that did not fit into the URL from the service', async () => {
		const prompt = '狐'.repeat(32_000);
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url, { prompt });
		expect((await execution).json(TRIGGER)).toMatchObject([
			{ prompt, model: 'gpt-image-2', size: '1024x1024', verified: true },
		]);
		expect(JSON.stringify(claimsOfLastUrl())).not.toContain('狐');
	});

	it('have what the service says where the URL says nothing, as those of earlier versions', async () => {
		const active = await listen();
		studio.simulator.callbacks.hold();
		await submit('https://n8n.example.com/elsewhere', { model: 'nano-banana' });
		await studio.simulator.until(() => studio.simulator.tasks.all[0]?.finishedAt != null);
		const taskId = studio.simulator.tasks.all[0]?.id ?? '';
		const execution = active.nextExecution();
		await post(leakedUrl(active.url), madeUp(taskId));
		expect((await execution).json(TRIGGER)).toMatchObject([
			{ model: 'nano-banana', prompt: 'picture 1', pricing: { credits: 0.14 }, verified: true },
		]);
	});
});

describe('a made-up result that is sent to a leaked URL', () => {
	it('brings nothing, and the trigger says why', async () => {
		skipWaits();
		const active = await listen();
		const execution = active.nextExecution();
		expect((await post(leakedUrl(active.url), madeUp('made-up'))).status).toBe(200);
		const run = await execution;
		expect(run.status).toBe('success');
		expect(run.items(TRIGGER)).toEqual([]);
		expect(run.hints(TRIGGER)).toMatchObject([
			{ type: 'warning', message: expect.stringContaining("ID 'made-up'") },
		]);
		expect(studio.simulator.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});

	it('for a task that is finished brings the image of the task', async () => {
		const active = await listen();
		studio.simulator.callbacks.hold();
		await submit(active.url);
		await studio.simulator.until(() => studio.simulator.tasks.all[0]?.finishedAt != null);
		const taskId = studio.simulator.tasks.all[0]?.id ?? '';
		const execution = active.nextExecution();
		await post(leakedUrl(active.url), madeUp(taskId));
		const [item] = (await execution).json(TRIGGER);
		expect(item).toMatchObject({ verified: true, url: studio.simulator.images.all[0]?.url });
	});

	it('for a task that is not finished is not believed', async () => {
		skipWaits();
		const active = await listen();
		const task = {
			...{ id: 'open', type: 'images_generations', created_at: 1 },
			request: { model: 'gpt-image-2', prompt: 'a fox' },
		};
		const aim = { times: 'always', on: ['tasks'] } as const;
		studio.simulator.misbehave({ kind: 'answer', status: 200, body: task }, aim);
		const execution = active.nextExecution();
		await post(leakedUrl(active.url), madeUp('open'));
		const run = await execution;
		expect(run.status).toBe('error');
		expect(run.error?.message).toContain('the service says that it is not');
	});

	it('of a success brings the failure, if the task failed', async () => {
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden', message: 'no cats' });
		const active = await listen();
		studio.simulator.callbacks.hold();
		await submit(active.url);
		await studio.simulator.until(() => studio.simulator.tasks.all[0]?.finishedAt != null);
		const execution = active.nextExecution();
		await post(leakedUrl(active.url), madeUp(studio.simulator.tasks.all[0]?.id ?? ''));
		expect((await execution).json(TRIGGER)).toMatchObject([
			{ success: false, verified: true, failure: { code: 'forbidden' } },
		]);
	});

	it('starts nothing more where the true event was not chosen', async () => {
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden', message: 'no cats' });
		const active = await listen({ events: ['succeeded'] });
		studio.simulator.callbacks.hold();
		await submit(active.url);
		await studio.simulator.until(() => studio.simulator.tasks.all[0]?.finishedAt != null);
		const execution = active.nextExecution();
		await post(leakedUrl(active.url), madeUp(studio.simulator.tasks.all[0]?.id ?? ''));
		expect((await execution).items(TRIGGER)).toEqual([]);
	});
});

describe('the word of the callback counts, and the item says so,', () => {
	const unverified = async (parameters: INodeParameters) => {
		const active = await listen(parameters);
		const execution = active.nextExecution();
		await submit(active.url, { numberOfImages: 1 });
		return await execution;
	};

	it.each([
		['cannot be reached', { kind: 'gateway', status: 503 }],
		['does not take the token', { kind: 'error', code: 'invalid_token' }],
		['asks to come back later', { kind: 'error', code: 'too_many_requests' }],
	] as const)('when the service %s', async (_case, fault) => {
		skipWaits();
		studio.simulator.misbehave(fault, { times: 'always', on: ['tasks'] });
		const run = await unverified({});
		expect(run.json(TRIGGER)).toMatchObject([
			{ success: true, verified: false, model: 'gpt-image-2', prompt: 'picture 1' },
		]);
	});

	it.each([
		[{ options: { askService: false } }],
		[{ authentication: 'none', options: { askService: true, allowedImageHosts: '127.0.0.1' } }],
	])('with %j, and the service is not asked', async (parameters) => {
		const run = await unverified(parameters);
		expect(run.json(TRIGGER)).toMatchObject([{ success: true, verified: false }]);
		expect(studio.simulator.requests.filter(({ path }) => path.includes('tasks'))).toEqual([]);
	});
});
