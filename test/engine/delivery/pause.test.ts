import { noOp, resumeAfterTimeLimit, wait, xhuoImage } from '../harness';
import type { DeliverOptions } from '../../simulator';
import { NODE, prompts, skipWaits } from '../image/studio';
import { PAUSE, useSuspending } from './suspending';

const pause = useSuspending();

describe('delivery Pause Until Finished', () => {
	it('suspends the execution and goes on with the image', async () => {
		const waiting = await pause.suspended(1);
		expect(waiting.runs('After')).toHaveLength(0);
		const run = await pause.awake(waiting);

		const [item] = run.items('After');
		const [served] = pause.studio.simulator.images.all;
		expect(run.status).toBe('success');
		expect(item?.json).toEqual({
			taskId: served?.taskId,
			traceId: expect.any(String),
			created: expect.any(String),
			model: 'gpt-image-2',
			answeredModel: null,
			usage: null,
			cost: null,
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
		const waiting = await pause.suspended(2, { pauseLimit: 90 });
		expect(waiting.hints(NODE)).toMatchObject([
			{ message: expect.stringMatching(/^Waiting for 2 image tasks, until 20\d\d-\d\d-\d\d/) },
		]);
		const minutes = ((waiting.waitTill?.getTime() ?? 0) - Date.now()) / 60_000;
		expect(Math.round(minutes)).toBe(90);
	});

	it.each<[string, DeliverOptions]>([
		['in order', {}],
		['shuffled', { order: 'shuffled' }],
		['repeated', { times: 2 }],
		['at the same moment', { concurrent: true, times: 2 }],
	])('goes on once all of several tasks are finished: callbacks %s', async (_how, options) => {
		const waiting = await pause.suspended(6, { numberOfImages: 2 });
		const run = await pause.awake(waiting, options);

		expect(run.status).toBe('success');
		expect(run.json('After').map(({ prompt, imageIndex }) => [prompt, imageIndex])).toEqual(
			prompts(6).flatMap(({ prompt }) => [
				[prompt, 0],
				[prompt, 1],
			]),
		);
		for (const item of run.items('After')) {
			const served = pause.studio.simulator.images.find(String(item.json.url));
			expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
		}
		expect(pause.billed()).toHaveLength(12);
		expect(pause.downloads()).toHaveLength(12);
	});

	it('pairs each image with its input item, where each item makes one', async () => {
		const run = await pause.awake(await pause.suspended(3), { order: 'reversed' });
		expect(run.items(NODE).map((item) => item.pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
	});

	it('says so where n8n cannot keep the pairing, since an item makes several images', async () => {
		const waiting = await pause.suspended(2, { numberOfImages: 2 });
		expect(waiting.hints(NODE)[1]).toMatchObject({
			type: 'warning',
			message: expect.stringContaining('paired'),
		});
		await pause.awake(waiting);
	});

	it('keeps the pairing of several images an item, where all of them are in one item', async () => {
		const options = { output: 'item' };
		const waiting = await pause.suspended(3, { numberOfImages: 2, options });
		expect(JSON.stringify(waiting.hints(NODE))).not.toContain('paired');
		const run = await pause.awake(waiting, { order: 'reversed' });
		expect(run.items(NODE).map(({ pairedItem, json }) => [pairedItem, json.prompt])).toEqual([
			[{ item: 0 }, 'picture 1'],
			[{ item: 1 }, 'picture 2'],
			[{ item: 2 }, 'picture 3'],
		]);
	});

	it('stays suspended while tasks are missing, and survives callbacks that are lost', async () => {
		const waiting = await pause.suspended(4);
		await pause.ended();
		const ids = pause.callbacks.pending().map(({ taskId }) => taskId);
		const held = pause.studio.simulator.misbehave(
			{ kind: 'answer', status: 200, body: { items: [], count: 0 } },
			{ times: 'always', on: ['tasks'] },
		);
		skipWaits();
		const [early] = await pause.callbacks.deliver([String(ids[0])]);
		expect(early).toMatchObject({ status: 200 });
		held.cancel();
		const resumed = pause.server.resumed(waiting);
		await pause.callbacks.deliver([String(ids[2])]);
		expect((await resumed).json('After')).toHaveLength(4);
	});

	it('is not woken by a forged task, nor by an image that someone else put into a callback', async () => {
		const waiting = await pause.suspended(2);
		await pause.ended();
		const [first] = pause.callbacks.pending();
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
		const resumed = pause.server.resumed(waiting);
		await post({ success: true, task_id: first?.taskId, data: evil });
		const run = await resumed;
		expect(JSON.stringify(run.json('After'))).not.toContain('evil');
		expect(run.json('After')).toHaveLength(2);
	});

	it.each(['text/plain', 'application/vnd.xhuo.callback+json', ''])(
		'is woken by JSON that is sent as "%s"',
		async (type) => {
			const waiting = await pause.suspended(1);
			await pause.ended();
			const resumed = pause.server.resumed(waiting);
			const [letter] = pause.callbacks.pending();
			const headers: Record<string, string> = type === '' ? {} : { 'content-type': type };
			const body = Buffer.from(String(letter?.text));
			await fetch(String(letter?.url), { method: 'POST', headers, body });
			expect((await resumed).json('After')).toHaveLength(1);
		},
	);

	it('asks once a second at most for many tasks, and not for what it knows to be finished', async () => {
		const waiting = await pause.suspended(30, { options: { concurrency: 30 } });
		const asked = () =>
			pause.studio.simulator.requests.filter(({ path }) => path.endsWith('/tasks'));
		const before = asked().length;
		const resumed = pause.server.resumed(waiting);
		for (let sent = 0; sent < 30; sent += 5) {
			pause.gate.finish(5);
			await pause.studio.simulator.until(() => pause.callbacks.pending().length === 5);
			await pause.callbacks.deliver('all', { concurrent: true });
		}
		expect((await resumed).json('After')).toHaveLength(30);
		const times = asked()
			.slice(before)
			.map(({ at }) => at);
		expect(times.length).toBeGreaterThan(1);
		// Of when they left, to the millisecond, unit/tasks/sharedQuestions speaks; on their way, a busy
		// machine holds some of them up.
		const seconds = (Math.max(...times) - Math.min(...times)) / 1000;
		expect(times.length).toBeLessThanOrEqual(seconds + 2);
		expect(times.length).toBeLessThan(10);
	});

	it('gives the task ids when the time is over', async () => {
		const waiting = await pause.suspended(3);
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
		pause.studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden' }, aim);
		const waiting = await pause.suspended(3, {}, { onError: 'continueErrorOutput' });
		const run = await pause.awake(waiting);
		expect(run.json(NODE, { output: 0 }).map(({ prompt }) => prompt)).toEqual([
			'picture 1',
			'picture 3',
		]);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ error: 'The service refused the content of this request [item 1]' },
		]);
	});

	it('keeps the images of an item that has several, and says whose image failed', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		pause.studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden' }, aim);
		const several = { model: 'dall-e-2', size: '256x256', numberOfImages: 3 };
		const waiting = await pause.suspended(2, several, { onError: 'continueErrorOutput' });
		const run = await pause.awake(waiting);
		expect(
			run.json(NODE, { output: 0 }).map(({ prompt, imageIndex }) => [prompt, imageIndex]),
		).toEqual([0, 1, 2].map((index) => ['picture 1', index]));
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ prompt: 'picture 2', error: 'The service refused the content of this request [item 1]' },
		]);
	});

	it('goes on with the link and the reason when a download fails', async () => {
		skipWaits();
		pause.studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: 'always' });
		const run = await pause.awake(await pause.suspended(1));
		expect(run.status).toBe('success');
		expect(run.json('After')).toMatchObject([
			{
				error: expect.stringContaining('HTTP status 500'),
				details: { url: pause.studio.simulator.images.all[0]?.url },
			},
		]);
	});

	it('works with Execute Once, and in n8n that retries on fail', async () => {
		const waiting = await pause.suspended(3, {}, { executeOnce: true, retryOnFail: true });
		const run = await pause.awake(waiting);
		expect(run.json('After')).toMatchObject([{ prompt: 'picture 1' }]);
		expect(pause.billed()).toEqual(['picture 1']);
	});

	it('takes an item that could not be sent along under continue on fail', async () => {
		const items = [...prompts(2), { prompt: ' ' }];
		const waiting = await pause.studio
			.image(items, PAUSE, { onError: 'continueRegularOutput' })
			.node('After', noOp())
			.run({ credentials: pause.studio.credentials(), server: pause.server });
		const run = await pause.awake(waiting);
		expect(run.json('After')).toMatchObject([
			{ prompt: 'picture 1' },
			{ prompt: 'picture 2' },
			{ error: "'Prompt' is empty [item 2]" },
		]);
		expect(run.items('After')[2]?.json).not.toHaveProperty('resume');
	});
});

describe('other nodes of the same execution', () => {
	it('are not woken by a late or repeated callback', async () => {
		const waiting = await pause.studio
			.image(prompts(2), PAUSE)
			.node('Wait', wait(3600))
			.node('Second', xhuoImage({ prompt: 'second', ...PAUSE }), { executeOnce: true })
			.run({ credentials: pause.studio.credentials(), server: pause.server });
		await pause.ended();
		const ids = pause.callbacks.pending().map(({ taskId }) => taskId);
		const atWait = await pause.awake(waiting);
		expect(atWait.status).toBe('waiting');
		const whileWaiting = await pause.callbacks.deliver(ids);
		const atSecond = await (await resumeAfterTimeLimit(atWait)).finished;
		expect(atSecond.status).toBe('waiting');
		const whileSecond = await pause.callbacks.deliver(ids);

		expect(whileWaiting.map(({ status }) => status)).toEqual([404, 404]);
		expect(whileSecond.map(({ status }) => status)).toEqual([404, 404]);
		const run = await pause.awake(atSecond);
		expect(run.json('Second')).toMatchObject([{ prompt: 'second' }]);
	});
});
