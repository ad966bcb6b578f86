import type { INodeParameters } from 'n8n-workflow';
import { z } from 'zod';

import { packageName, WebhookServer, workflow, type NodeSettings, type NodeSpec } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const TRIGGER = 'Trigger';
const studio = useStudio();

let server: WebhookServer;
beforeEach(async () => {
	server = await WebhookServer.start();
});
afterEach(async () => await server.close());

const trigger = (parameters: INodeParameters = {}): NodeSpec => ({
	type: `${packageName}.xhuoImageTrigger`,
	typeVersion: 2,
	parameters,
	credentials: parameters.authentication === 'none' ? [] : ['xhuoApi'],
});

/** An active workflow that starts with the trigger. */
async function listen(parameters: INodeParameters = {}, settings: NodeSettings = {}) {
	const listening = workflow().node(TRIGGER, trigger(parameters), settings);
	return await server.activate(listening, { credentials: studio.credentials() });
}

/** Hands one image in, to be reported to a URL. */
async function submit(callbackUrl: string, parameters: INodeParameters = {}, items = prompts(1)) {
	return await studio.run(items, { delivery: 'submit', callbackUrl, ...parameters });
}

/** Takes callbacks of tasks that were made up here. */
const SEES_ANYTHING = { downloadImages: false, options: { askService: false } };

const post = async (url: string, body: unknown) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

/** The signed URL that the simulator was given with the last task. */
function signedUrl(): string {
	const body = studio.simulator.requests.at(-1)?.body;
	const hasUrl = typeof body === 'object' && body !== null && 'callback_url' in body;
	return hasUrl ? String(body.callback_url) : '';
}

const finished = (taskId = 'task-1') => ({
	success: true,
	task_id: taskId,
	data: { created: 1721626477, data: [{ url: 'https://cdn.example/1.png' }] },
});

describe('delivery Submit', () => {
	it('gives an item per task, and does not wait for it', async () => {
		studio.simulator.callbacks.hold();
		const run = await submit('https://n8n.example.com/webhook/1/xhuo-image', {}, prompts(2));
		expect(run.json(NODE)).toEqual(
			prompts(2).map(({ prompt }) => ({
				taskId: expect.any(String),
				status: 'submitted',
				traceId: null,
				model: 'gpt-image-2',
				prompt,
				size: '1024x1024',
				pricing: { step: '1K', multiplier: 1 },
			})),
		);
		expect(run.items(NODE).map((item) => item.pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	});

	it('warns when the service can never reach the callback URL', async () => {
		const run = await submit('http://localhost:5678/webhook/1/xhuo-image');
		expect(run.hints(NODE)).toMatchObject([
			{ type: 'warning', message: expect.stringContaining('localhost') },
		]);
		const reachable = await submit('https://n8n.example.com/webhook/1/xhuo-image');
		expect(reachable.hints(NODE)).toEqual([]);
	});

	it.each([
		[{ callbackUrl: '={{ "" }}' }, "'Callback URL' is empty"],
		[{ callbackUrl: 'n8n.example.com' }, "'Callback URL' is not a web address: 'n8n.example.com'"],
		[{ callbackContext: '[1]' }, "'Callback Context' is not a JSON object"],
		[
			{ callbackContext: JSON.stringify({ text: 'x'.repeat(2048) }) },
			"'Callback Context' is too large",
		],
	])('refuses %j before anything is paid', async (parameters, message) => {
		const run = await submit('https://n8n.example.com/x', parameters);
		expect(run.error?.message).toContain(message);
		expect(studio.simulator.requests).toHaveLength(0);
	});

	it('hands a task in once, also with Retry On Fail', async () => {
		studio.simulator.callbacks.hold();
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const parameters = { delivery: 'submit', callbackUrl: 'https://n8n.example.com/x' };
		const run = await studio.run(prompts(3), parameters, settings);
		expect(run.json(NODE)).toHaveLength(3);
		expect(studio.simulator.ledger).toHaveLength(3);
	});
});

describe('a callback', () => {
	it('starts the workflow with the image, and with what was sent along', async () => {
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url, { callbackContext: '{ "product": "A-17" }' });
		const run = await execution;

		const [item] = run.items(TRIGGER);
		const served = studio.simulator.images.find(String(item?.json.url));
		expect(run.status).toBe('success');
		expect(item?.json).toMatchObject({
			success: true,
			context: { product: 'A-17' },
			taskId: served?.taskId,
			created: expect.stringMatching(/^20/),
			url: served?.url,
			imageIndex: 0,
			imageCount: 1,
			image: { mimeType: 'image/png', bytes: served?.bytes },
		});
		expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
	});

	it.each([
		['flat', { kind: 'callbackForm', form: 'flat' }],
		['with Base64', { kind: 'callbackBase64' }],
	] as const)('may be %s', async (_form, fault) => {
		studio.simulator.misbehave(fault);
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url);
		const run = await execution;
		const [item] = run.items(TRIGGER);
		const served = studio.simulator.images.all.find((image) => image.taskId === item?.json.taskId);
		expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
	});

	it('of several images gives as many items', async () => {
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url, { model: 'dall-e-2', numberOfImages: 3 });
		const run = await execution;
		expect(run.json(TRIGGER).map(({ imageIndex }) => imageIndex)).toEqual([0, 1, 2]);
	});

	it('of a task that failed gives an item that says why', async () => {
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden', message: 'no cats' });
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url);
		expect((await execution).json(TRIGGER)).toEqual([
			{
				success: false,
				context: {},
				verified: true,
				taskId: expect.any(String),
				traceId: expect.any(String),
				failure: {
					code: 'forbidden',
					message: 'no cats',
					meaning: 'The service refused the content of this request',
					advice: expect.stringContaining('Rephrase the prompt'),
				},
				model: 'gpt-image-2',
				prompt: 'picture 1',
				size: '1024x1024',
			},
		]);
	});

	it('is answered before its image is fetched', async () => {
		studio.simulator.misbehave({ kind: 'imageLatency', ms: 300 }, { times: 'always' });
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url);
		await studio.simulator.until(() => studio.simulator.callbacks.deliveries.length === 1);
		const download = studio.simulator.requests.find(({ method }) => method === 'GET');
		expect(download?.finishedAt ?? null).toBeNull();
		expect((await execution).status).toBe('success');
	});
});

describe('a callback that is not wanted', () => {
	const bodySchema = z.object({ accepted: z.boolean(), reason: z.string() });
	const refusal = async (answer: Response) => ({
		status: answer.status,
		...bodySchema.parse(await answer.json()),
	});

	it('is refused with a reason: no signature, a wrong one, another token, too old', async () => {
		const active = await listen();
		const execution = jest.fn();
		void active.nextExecution().then(execution);
		studio.simulator.callbacks.hold();
		await submit(active.url);
		const signed = new URL(signedUrl());
		const signature = signed.searchParams.get('xhuo') ?? '';
		const with_ = (value: string) => `${active.url}?xhuo=${value}`;
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 25 * 3600 * 1000);
		const stale = await refusal(await post(signed.href, finished()));
		jest.restoreAllMocks();
		const verdicts = [
			stale,
			await refusal(await post(active.url, finished())),
			await refusal(await post(with_('abc'), finished())),
			await refusal(await post(with_(`${signature.slice(0, -4)}AAAA`), finished())),
			await refusal(await post(signed.href, { hello: 'world' })),
			await refusal(await post(signed.href, [])),
		];
		expect(verdicts.map(({ status }) => status)).toEqual([403, 401, 401, 403, 400, 400]);
		expect(verdicts.every(({ accepted, reason }) => !accepted && reason.length > 20)).toBe(true);
		expect(execution).not.toHaveBeenCalled();
	});

	it('is refused when it is larger than any callback', async () => {
		const active = await listen({ authentication: 'none' });
		const execution = jest.fn();
		void active.nextExecution().then(execution);
		const body = { ...finished(), padding: 'x'.repeat(70 * 1024 * 1024) };
		expect(await refusal(await post(active.url, body))).toMatchObject({
			status: 413,
			accepted: false,
			reason: expect.stringContaining('70 MB'),
		});
		expect(execution).not.toHaveBeenCalled();
	});

	it('is refused when it was signed with another token', async () => {
		const active = await listen();
		studio.simulator.callbacks.hold();
		const other = { xhuoApi: { apiToken: 'other', baseUrl: studio.simulator.baseUrl } };
		studio.simulator.misbehave(
			{ kind: 'answer', status: 200, body: { task_id: 'x' } },
			{ when: () => true },
		);
		const parameters = { delivery: 'submit', callbackUrl: active.url };
		await studio.run(prompts(1), parameters, {}, { credentials: other });
		expect(signedUrl()).toContain('xhuo=');
		expect((await post(signedUrl(), finished())).status).toBe(403);
	});

	it('starts nothing when it is repeated, and nothing when the event was not chosen', async () => {
		const active = await listen({ events: ['succeeded'] });
		studio.simulator.callbacks.hold();
		await submit(active.url);
		const url = signedUrl();
		const execution = active.nextExecution();
		const first = await post(url, { ...finished('a'), data: [{ url: 'https://10.0.0.1/x.png' }] });
		await execution;
		const again = jest.fn();
		void active.nextExecution().then(again);
		const repeated = await refusal(await post(url, finished('a')));
		const failed = await refusal(
			await post(url, { success: false, task_id: 'b', error: { code: 'x', message: 'y' } }),
		);
		expect([first.status, repeated.status, failed.status]).toEqual([200, 200, 200]);
		expect(repeated.reason).toContain('already seen');
		expect(again).not.toHaveBeenCalled();
	});

	it('starts the workflow the second time where n8n could not store the execution of the first', async () => {
		const active = await listen(SEES_ANYTHING);
		studio.simulator.callbacks.hold();
		await submit(active.url);
		server.breakStorage(true);
		const first = await post(signedUrl(), finished('c'));
		server.breakStorage(false);
		const execution = active.nextExecution();
		const second = await post(signedUrl(), finished('c'));
		expect((await execution).json(TRIGGER)).toHaveLength(1);
		const third = await refusal(await post(signedUrl(), finished('c')));
		expect([first.status, second.status, third.status]).toEqual([500, 200, 200]);
		expect(third.reason).toContain('already seen');
	});

	it('starts it once for two callbacks at the same moment', async () => {
		const active = await listen(SEES_ANYTHING);
		studio.simulator.callbacks.hold();
		await submit(active.url);
		const both = await Promise.all([1, 2].map(async () => await post(signedUrl(), finished('d'))));
		const texts = await Promise.all(both.map(async (response) => await response.text()));
		expect(both.map(({ status }) => status)).toEqual([200, 200]);
		expect(texts.filter((text) => text.includes('already seen'))).toHaveLength(1);
	});

	it.each([
		['text/plain', 'text/plain'],
		['text/plain with a charset', 'text/plain; charset=utf-8'],
		['another JSON type', 'application/vnd.xhuo.callback+json'],
		['no type', ''],
	])('is read as JSON where it is sent as %s', async (_what, type) => {
		const active = await listen(SEES_ANYTHING);
		studio.simulator.callbacks.hold();
		await submit(active.url);
		const execution = active.nextExecution();
		const body = Buffer.from(JSON.stringify(finished(`sent as '${type}'`)));
		const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
		expect((await fetch(signedUrl(), { method: 'POST', headers, body })).status).toBe(200);
		expect((await execution).json(TRIGGER)).toMatchObject([{ taskId: `sent as '${type}'` }]);
	});

	it('starts the workflow from anyone when the user wants no authentication', async () => {
		const active = await listen({ authentication: 'none', downloadImages: false });
		const execution = active.nextExecution();
		expect((await post(active.url, finished())).status).toBe(200);
		expect((await execution).json(TRIGGER)).toMatchObject([{ url: 'https://cdn.example/1.png' }]);
	});
});

describe('an image that cannot be fetched', () => {
	it('leaves the callback in the execution, and Retry fetches it', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: 4 });
		const active = await listen();
		const execution = active.nextExecution();
		await submit(active.url);
		const run = await execution;
		expect(run.status).toBe('error');
		expect(run.error?.description).toContain(String(studio.simulator.images.all[0]?.url));
		const { retry } = await import('../harness');
		const retried = await (await retry(run)).finished;
		expect(retried.items(TRIGGER)).toHaveLength(1);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('is fetched again with Retry On Fail', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: 4 });
		const active = await listen({}, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 });
		const execution = active.nextExecution();
		await submit(active.url);
		expect((await execution).items(TRIGGER)).toHaveLength(1);
	});

	it('does not keep the others of the same callback away', async () => {
		skipWaits();
		const aim = { times: 'always', match: { path: 'generated_01' } } as const;
		studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, aim);
		const active = await listen({}, { onError: 'continueErrorOutput' });
		const execution = active.nextExecution();
		await submit(active.url, { model: 'dall-e-2', numberOfImages: 3 });
		const run = await execution;
		expect(run.json(TRIGGER, { output: 0 }).map(({ imageIndex }) => imageIndex)).toEqual([0, 2]);
		expect(run.json(TRIGGER, { output: 1 })).toMatchObject([
			{ details: { url: expect.stringContaining('generated_01') } },
		]);
	});

	it('is not even asked for inside a private network', async () => {
		const active = await listen({ authentication: 'none' });
		const execution = active.nextExecution();
		const url = 'http://169.254.169.254/latest/meta-data/';
		await post(active.url, { success: true, task_id: 't', data: [{ url }] });
		const run = await execution;
		expect(run.error?.message).toContain('not safe to open');
	});
});
