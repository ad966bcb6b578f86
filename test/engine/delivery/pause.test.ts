import type { INodeParameters } from 'n8n-workflow';

import {
	noOp,
	resumeAfterTimeLimit,
	retry,
	wait,
	WebhookServer,
	xhuoImage,
	type NodeSettings,
	type RunResult,
} from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const studio = useStudio({ pictures: 'plain' });

let server: WebhookServer;
beforeEach(async () => {
	server = await WebhookServer.start();
	studio.simulator.callbacks.hold();
	// Tasks take a while; without it they would be finished before the execution is suspended.
	studio.simulator.misbehave({ kind: 'latency', ms: 150 }, { times: 'always' });
});
afterEach(async () => {
	await studio.simulator.callbacks.settled();
	await server.close();
});

const PAUSE = { delivery: 'pause' };
const billed = () => studio.simulator.ledger.map(({ prompt }) => prompt).sort();
const downloads = () => studio.simulator.requests.filter(({ method }) => method === 'GET');
const callbacks = () => studio.simulator.callbacks;

/** Runs the node until it suspends the execution, with a node behind it. */
async function suspended(
	count: number,
	parameters: INodeParameters = {},
	settings: NodeSettings = {},
): Promise<RunResult> {
	const run = await studio
		.image(prompts(count), { ...PAUSE, ...parameters }, settings)
		.node('After', noOp())
		.run({ credentials: studio.credentials(), server });
	expect(run.status).toBe('waiting');
	return run;
}

/** Ends all tasks, delivers their callbacks and gives the execution that went on. */
async function awake(waiting: RunResult, options = {}): Promise<RunResult> {
	const resumed = server.resumed(waiting);
	await callbacks().settled();
	await callbacks().deliver('all', options);
	return await resumed;
}

describe('delivery Pause Until Finished', () => {
	it('suspends the execution and goes on with the image', async () => {
		const waiting = await suspended(1);
		expect(waiting.runs('After')).toHaveLength(0);
		const run = await awake(waiting);

		const [item] = run.items('After');
		const [served] = studio.simulator.images.all;
		expect(run.status).toBe('success');
		expect(item?.json).toEqual({
			taskId: served?.taskId,
			traceId: expect.any(String),
			created: expect.any(String),
			model: 'gpt-image-2',
			prompt: 'picture 1',
			revisedPrompt: expect.any(String),
			size: '1024x1024',
			url: served?.url,
			imageIndex: 0,
			imageCount: 1,
			pricing: { step: '1K', multiplier: 1 },
			image: expect.objectContaining({ mimeType: 'image/png', bytes: served?.bytes }),
		});
		expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
		expect(item?.binary?.data?.id).toContain(`executions/${run.executionId}/`);
	});

	it('says that it waits, and until when', async () => {
		const waiting = await suspended(2, { pauseLimit: 90 });
		expect(waiting.hints(NODE)).toMatchObject([
			{ message: expect.stringMatching(/^Waiting for 2 image tasks, until 20\d\d-\d\d-\d\d/) },
		]);
		const minutes = ((waiting.waitTill?.getTime() ?? 0) - Date.now()) / 60_000;
		expect(Math.round(minutes)).toBe(90);
	});

	it.each([
		['in order', {}],
		['shuffled', { order: 'shuffled' }],
		['repeated', { times: 2 }],
		['at the same moment', { concurrent: true, times: 2 }],
	])('goes on once all of several tasks are finished: callbacks %s', async (_how, options) => {
		const waiting = await suspended(6, { numberOfImages: 2 });
		const run = await awake(waiting, options);

		expect(run.status).toBe('success');
		expect(run.json('After').map(({ prompt, imageIndex }) => [prompt, imageIndex])).toEqual(
			prompts(6).flatMap(({ prompt }) => [
				[prompt, 0],
				[prompt, 1],
			]),
		);
		for (const item of run.items('After')) {
			const served = studio.simulator.images.find(String(item.json.url));
			expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
		}
		expect(billed()).toHaveLength(12);
		expect(downloads()).toHaveLength(12);
	});

	it('pairs each image with its input item, where each item makes one', async () => {
		const run = await awake(await suspended(3), { order: 'reversed' });
		expect(run.items(NODE).map((item) => item.pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('says so where n8n cannot keep the pairing, since an item makes several images', async () => {
		const waiting = await suspended(2, { numberOfImages: 2 });
		expect(waiting.hints(NODE)[1]).toMatchObject({
			type: 'warning',
			message: expect.stringContaining('paired'),
		});
		await awake(waiting);
	});

	it('stays suspended while tasks are missing, and survives callbacks that are lost', async () => {
		const waiting = await suspended(4);
		await callbacks().settled();
		const ids = callbacks()
			.pending()
			.map(({ taskId }) => taskId);
		const held = studio.simulator.misbehave(
			{ kind: 'answer', status: 200, body: { items: [], count: 0 } },
			{ times: 'always', on: ['tasks'] },
		);
		skipWaits();
		const [early] = await callbacks().deliver([String(ids[0])]);
		expect(early).toMatchObject({ status: 200 });
		held.cancel();
		const resumed = server.resumed(waiting);
		await callbacks().deliver([String(ids[2])]);
		expect((await resumed).json('After')).toHaveLength(4);
	});

	it('is not woken by a forged task, nor by an image that someone else put into a callback', async () => {
		const waiting = await suspended(2);
		await callbacks().settled();
		const [first] = callbacks().pending();
		const post = async (body: unknown) =>
			await fetch(String(first?.url), {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});
		const evil = [{ url: 'https://evil.example/1.png' }];
		const unknown = await post({ success: true, task_id: 'forged', data: evil });
		const noCallback = await post({ hello: 'world' });
		expect([unknown.status, noCallback.status]).toEqual([404, 400]);
		const resumed = server.resumed(waiting);
		await post({ success: true, task_id: first?.taskId, data: evil });
		const run = await resumed;
		expect(JSON.stringify(run.json('After'))).not.toContain('evil');
		expect(run.json('After')).toHaveLength(2);
	});

	it('gives the task ids when the time is over', async () => {
		const waiting = await suspended(3);
		const run = await (await resumeAfterTimeLimit(waiting)).finished;
		expect(run.json('After')).toMatchObject(
			prompts(3).map(({ prompt }) => ({
				status: 'timedOut',
				taskId: expect.any(String),
				prompt,
				model: 'gpt-image-2',
			})),
		);
	});

	it('gives what failed as a failure, and the others their images', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden' }, aim);
		const waiting = await suspended(3, {}, { onError: 'continueErrorOutput' });
		const run = await awake(waiting);
		expect(run.json(NODE, { output: 0 }).map(({ prompt }) => prompt)).toEqual([
			'picture 1',
			'picture 3',
		]);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ error: 'The service refused the content of this request [item 1]' },
		]);
	});

	it('goes on with the link and the reason when a download fails', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: 'always' });
		const run = await awake(await suspended(1));
		expect(run.status).toBe('success');
		expect(run.json('After')).toMatchObject([
			{
				error: expect.stringContaining('HTTP status 500'),
				details: { url: studio.simulator.images.all[0]?.url },
			},
		]);
	});

	it('works with Execute Once, and in n8n that retries on fail', async () => {
		const waiting = await suspended(3, {}, { executeOnce: true, retryOnFail: true });
		const run = await awake(waiting);
		expect(run.json('After')).toMatchObject([{ prompt: 'picture 1' }]);
		expect(billed()).toEqual(['picture 1']);
	});

	it('takes an item that could not be sent along under continue on fail', async () => {
		const items = [...prompts(2), { prompt: ' ' }];
		const waiting = await studio
			.image(items, PAUSE, { onError: 'continueRegularOutput' })
			.node('After', noOp())
			.run({ credentials: studio.credentials(), server });
		const run = await awake(waiting);
		expect(run.json('After')).toMatchObject([
			{ prompt: 'picture 1' },
			{ prompt: 'picture 2' },
			{ error: 'Prompt is empty [item 2]' },
		]);
		expect(run.items('After')[2]?.json).not.toHaveProperty('resume');
	});
});

describe('a submission that fails', () => {
	it('does not lose the tasks that are paid for: Retry On Fail hands in only what is missing', async () => {
		const aim = { match: { prompt: 'picture 7' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const waiting = await suspended(10, {}, settings);
		expect(billed()).toHaveLength(10);
		expect((await awake(waiting)).json('After')).toHaveLength(10);
		expect(billed()).toHaveLength(10);
	});

	it('does not lose them in Retry in the list of executions either: they are asked for', async () => {
		skipWaits();
		const aim = { match: { prompt: 'picture 7' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const failed = await studio
			.image(prompts(10), { ...PAUSE, options: { concurrency: 1 } })
			.run({ credentials: studio.credentials(), server });
		expect(failed.status).toBe('error');
		expect(failed.error?.description).toContain('6 other requests of this run succeeded');
		await callbacks().settled();
		const waiting = await (await retry(failed)).finished;
		expect(waiting.status).toBe('waiting');
		const resumed = server.resumed(waiting);
		await callbacks().settled();
		await callbacks().deliver('all');
		expect((await resumed).json(NODE)).toHaveLength(10);
		expect(billed()).toHaveLength(10);
	});

	it('is not handed in again, with its neighbours, by Retry On Fail under continue on fail', async () => {
		const aim = { match: { prompt: 'picture 1' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, waitBetweenTries: 1 };
		const waiting = await suspended(3, {}, { ...settings, onError: 'continueRegularOutput' });
		const run = await awake(waiting);
		expect(run.json('After')).toMatchObject([
			{ error: 'The service refused the content of this request [item 0]' },
			{ prompt: 'picture 2' },
			{ prompt: 'picture 3' },
		]);
		expect(billed()).toEqual(['picture 2', 'picture 3']);
	});

	it('does not suspend what is finished before it could be suspended', async () => {
		studio.simulator.reset();
		studio.simulator.callbacks.hold();
		studio.simulator.misbehave({ kind: 'latency', ms: 200 }, { match: { prompt: 'never' } });
		const run = await studio
			.image(prompts(3), { ...PAUSE, options: { concurrency: 1 } })
			.run({ credentials: studio.credentials(), server });
		const open = run.json(NODE).filter(({ status }) => status === 'timedOut');
		expect(open.length).toBeLessThan(3);
		if (run.status === 'waiting') await awake(run);
	});
});

describe('other nodes of the same execution', () => {
	it('are not woken by a late or repeated callback', async () => {
		const waiting = await studio
			.image(prompts(2), PAUSE)
			.node('Wait', wait(3600))
			.node('Second', xhuoImage({ prompt: 'second', ...PAUSE }), { executeOnce: true })
			.run({ credentials: studio.credentials(), server });
		await callbacks().settled();
		const ids = callbacks()
			.pending()
			.map(({ taskId }) => taskId);
		const atWait = await awake(waiting);
		expect(atWait.status).toBe('waiting');
		const whileWaiting = await callbacks().deliver(ids);
		const atSecond = await (await resumeAfterTimeLimit(atWait)).finished;
		expect(atSecond.status).toBe('waiting');
		const whileSecond = await callbacks().deliver(ids);

		expect(whileWaiting.map(({ status }) => status)).toEqual([404, 404]);
		expect(whileSecond.map(({ status }) => status)).toEqual([404, 404]);
		const run = await awake(atSecond);
		expect(run.json('Second')).toMatchObject([{ prompt: 'second' }]);
	});
});

describe('where a suspended execution could never wake', () => {
	it('Pause is refused before anything is paid: n8n has no public address', async () => {
		const credentials = { xhuoApi: { apiToken: 'x', baseUrl: 'https://api.example.com/v1' } };
		const run = await studio.run(prompts(1), PAUSE, {}, { credentials, server });
		expect(run.error?.message).toContain('cannot reach this n8n at http://127.0.0.1');
		expect(run.error?.description).toContain('WEBHOOK_URL');
	});
});
