import type { INodeParameters } from 'n8n-workflow';

import type { RunResult } from '../harness';
import { NODE, prompts } from '../image/studio';
import { asItems, GET, useService } from './service';

const service = useService();

const RATE_LIMITED = { kind: 'error', code: 'too_many_requests' } as const;
const downloads = () => service.simulator.requests.filter(({ method }) => method === 'GET');

describe('a finished task', () => {
	it.each<[string, INodeParameters]>([
		['GPT Image 2, custom size', { size: 'custom', width: 1600, height: 896 }],
		['GPT Image 1.5, automatic size', { model: 'gpt-image-1.5', size: 'auto' }],
		['DALL·E 2, three images', { model: 'dall-e-2', numberOfImages: 3 }],
		['Nano Banana Pro', { model: 'nano-banana-pro' }],
		['spaces around the prompt', { prompt: '  two\nlines \n' }],
		['a file name', { model: 'dall-e-2', numberOfImages: 2, options: { fileName: 'summer' } }],
		['only the URL', { downloadImages: false }],
	])('comes out as making it would have given it: %s', async (_case, parameters) => {
		service.time.skip();
		const made = await service.studio.run(prompts(1), { ...parameters, delivery: 'poll' });
		const { downloadImages = true, options = {} } = parameters;
		const got = await service.get(made.json(NODE).slice(0, 1), { downloadImages, options });

		expect(made.json(NODE).length).toBeGreaterThan(0);
		expect(got.json(NODE)).toEqual(made.json(NODE));
		const names = (run: RunResult) => run.items(NODE).map(({ binary }) => binary?.data?.fileName);
		expect(names(got)).toEqual(names(made));
		if (downloadImages) expect(await service.whole(got)).toEqual(got.items(NODE).map(() => true));
		else expect(downloads()).toEqual([]);
	});

	it('of many items comes out in their order, paired, each with its own image', async () => {
		const ids = (await service.finish(12)).reverse();
		const run = await service.get(asItems(ids));

		expect(run.json(NODE).map(({ taskId }) => taskId)).toEqual(ids);
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual(
			ids.map((_id, item) => ({ item })),
		);
		expect(await service.whole(run)).toEqual(ids.map(() => true));
		expect(service.questions()).toHaveLength(12);
	});

	it('is asked for once when several items want it', async () => {
		const [taskId = ''] = await service.finish(1);
		const run = await service.get(asItems([taskId, taskId, taskId]));
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(service.questions()).toEqual([{ action: 'retrieve', id: taskId }]);
	});

	it('can be named by a number, and with spaces around it', async () => {
		const [taskId = ''] = await service.finish(1);
		expect((await service.get([{}], { taskId: ` ${taskId}\n` })).items(NODE)).toHaveLength(1);
		await service.get([{ taskId: 42 }]);
		expect(service.questions().at(-1)).toEqual({ action: 'retrieve', id: '42' });
	});

	it.each([true, false])('with Base64 gives the file (wanted: %p)', async (downloadImages) => {
		service.simulator.misbehave({ kind: 'callbackBase64' });
		const run = await service.get(asItems(await service.finish(1)), { downloadImages });
		const [item] = run.items(NODE);
		expect(item?.json).toMatchObject({ url: null, image: { mimeType: 'image/png' } });
		const served = service.simulator.images.all[0]?.file ?? Buffer.alloc(0);
		expect((await run.bytes(item)).equals(served)).toBe(true);
	});

	it('puts the file where it is told to', async () => {
		const parameters = { binaryPropertyName: 'picture' };
		const run = await service.get(asItems(await service.finish(1)), parameters);
		expect(Object.keys(run.items(NODE)[0]?.binary ?? {})).toEqual(['picture']);
	});

	it('says nothing of what the service does not remember', async () => {
		const response = { success: true, data: [{ url: 'https://cdn.example.com/1.png' }] };
		const known = { id: 'a', finished_at: 1, request: { model: 'future-1', prompt: 'a fox' } };
		service.simulator.script(
			[known, { id: 'b', finished_at: 1 }].map((task) => ({
				kind: 'answer',
				body: { ...task, response },
			})),
			{ on: ['tasks'] },
		);
		const run = await service.get(asItems(['a']), { downloadImages: false });
		const again = await service.get(asItems(['b']), { downloadImages: false });
		const nothing = { size: null, pricing: null, created: null, traceId: null };
		expect(run.json(NODE)).toMatchObject([{ model: 'future-1', prompt: 'a fox', ...nothing }]);
		expect(again.json(NODE)).toMatchObject([{ model: null, prompt: null, ...nothing }]);
	});

	it('whose image cannot be fetched gives its link, and the others come out', async () => {
		service.time.skip();
		const ids = await service.finish(3);
		const aim = { times: 'always', match: { path: String(ids[1]) } } as const;
		service.simulator.misbehave({ kind: 'imageStatus', status: 500 }, aim);
		const failing = await service.get(asItems(ids));
		const run = await service.get(asItems(ids), {}, { onError: 'continueErrorOutput' });

		expect(failing.error?.message).toMatch(/could not be fetched: .* HTTP status 500 \[item 1\]$/);
		expect(run.json(NODE, { output: 0 }).map(({ taskId }) => taskId)).toEqual([ids[0], ids[2]]);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ details: { url: expect.stringContaining(String(ids[1])), taskId: ids[1] } },
		]);
	});
});

describe('a task that is not finished', () => {
	it('comes out as pending, without waiting for it', async () => {
		service.takes(60_000);
		const [taskId = ''] = await service.submit(1, { model: 'nano-banana-2' });
		const slept = service.time.skip();
		const run = await service.get(asItems([taskId]));

		expect(run.items(NODE)).toEqual([
			{
				json: {
					taskId,
					status: 'pending',
					traceId: service.simulator.tasks.find(taskId)?.traceId,
					model: 'nano-banana-2',
					prompt: 'picture 1',
					size: '1024x1024',
					pricing: { credits: 0.28 },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(slept).toEqual([]);
	});
});

describe('a task that failed', () => {
	const failing = async () => {
		const aim = { match: { prompt: 'picture 2' } };
		service.simulator.misbehave({ kind: 'taskFails', code: 'forbidden', message: 'No.' }, aim);
		return await service.finish(3);
	};

	it('makes its item fail, with what the service said', async () => {
		const ids = await failing();
		const run = await service.get(asItems(ids));
		expect(run.error?.message).toBe('The service refused the content of this request [item 1]');
		expect(run.error?.description).toContain('The service said: "No."');
		expect(run.error?.description).toContain(`task ID ${ids[1]}`);
		expect(run.error?.context).toMatchObject({ itemIndex: 1, data: { code: 'forbidden' } });
	});

	it('does not stop the others under continue on fail', async () => {
		const ids = await failing();
		const run = await service.get(asItems(ids), {}, { onError: 'continueRegularOutput' });
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0] },
			{ details: { code: 'forbidden', taskId: ids[1], mayHaveBeenBilled: false } },
			{ taskId: ids[2] },
		]);
		expect(run.items(NODE)[1]?.pairedItem).toEqual({ item: 1 });
	});

	it('goes to the error output', async () => {
		const run = await service.get(asItems(await failing()), {}, { onError: 'continueErrorOutput' });
		expect(run.items(NODE, { output: 0 })).toHaveLength(2);
		expect(run.items(NODE, { output: 1 })).toHaveLength(1);
	});
});

describe('an ID', () => {
	it.each([{}, { options: { waitUntilFinished: true } }])(
		'that the service does not know is said so, with what to do (%j)',
		async (parameters) => {
			const [known = '', forgotten = ''] = await service.finish(2);
			service.simulator.tasks.forget(forgotten);
			const slept = service.time.skip();
			const run = await service.get(asItems([known, forgotten]), parameters);
			expect(run.error?.message).toBe(
				`The service knows no task with the ID '${forgotten}' [item 1]`,
			);
			expect(run.error?.description).toMatch(/Check the ID.*limited time.*callback URL/);
			expect(slept).toEqual([]);
		},
	);

	it.each([
		['', 'is empty'],
		['  ', 'is empty'],
		[null, 'is empty'],
		[undefined, 'is empty'],
		[{ id: 'a' }, 'holds something that is no ID'],
		[['a', 'b'], 'holds something that is no ID'],
	])('that is %j is refused before anything is sent', async (taskId, what) => {
		const ids = await service.finish(1);
		const items = [...asItems(ids), { taskId }];
		const run = await service.get(items);
		expect(run.error?.message).toBe(`'Task ID' ${what} [item 1]`);
		expect(run.error?.description).toMatch(/^Fill in the ID .* Nothing was sent\.$/);
		expect(service.questions()).toEqual([]);

		const going = await service.get(items, {}, { onError: 'continueRegularOutput' });
		expect(going.json(NODE)).toMatchObject([
			{ taskId: ids[0] },
			{ error: `'Task ID' ${what} [item 1]` },
		]);
	});

	it('whose expression cannot be resolved concerns its own item only', async () => {
		const ids = await service.finish(2);
		const run = await service.get(
			asItems(ids),
			{ taskId: '={{ $itemIndex === 0 ? $("Nobody").item.json.id : $json.taskId }}' },
			{ onError: 'continueRegularOutput' },
		);
		expect(run.json(NODE)).toMatchObject([
			{ error: expect.stringMatching(/^A field of the node could not be read: .* \[item 0\]$/) },
			{ taskId: ids[1] },
		]);
	});
});

describe('a question that fails', () => {
	it('is asked again, since it costs nothing', async () => {
		const ids = await service.finish(1);
		const slept = service.time.skip();
		service.simulator.script(
			[
				{ ...RATE_LIMITED, retryAfterSeconds: 7 },
				{ kind: 'resetAfterAccepting' },
				{ kind: 'gateway', status: 502 },
				{ kind: 'error', code: 'timeout' },
				{ kind: 'notJson' },
			],
			{ on: ['tasks'] },
		);
		const run = await service.get(asItems(ids));
		expect(run.json(NODE)).toMatchObject([{ taskId: ids[0] }]);
		expect(slept.map((ms) => Math.round(ms / 1000))).toEqual([7, 1, 2, 4, 8]);
	});

	it('is not asked again within a second, even if the service says that it may', async () => {
		const ids = await service.finish(1);
		const slept = service.time.skip();
		const aim = { on: ['tasks'], times: 2 } as const;
		service.simulator.misbehave({ ...RATE_LIMITED, retryAfterSeconds: 0 }, aim);
		await service.get(asItems(ids));
		expect(slept.map((ms) => Math.round(ms / 1000))).toEqual([1, 1]);
	});

	it.each([
		[RATE_LIMITED, 'The service is receiving too many requests', 'Looking a task up costs nothing'],
		[{ kind: 'gateway' } as const, 'The service did not say how far the task is', 'costs nothing'],
		[
			{ kind: 'error', code: 'api_error' } as const,
			'The service did not say how far the task is',
			'costs nothing',
		],
	])('for good (%j) makes its item fail: %s', async (fault, message, advice) => {
		const ids = await service.finish(2);
		service.time.skip();
		service.simulator.misbehave(fault, {
			on: ['tasks'],
			times: 'always',
			when: ({ body }) => JSON.stringify(body).includes(String(ids[1])),
		});
		const parameters = { options: { maxRetries: 2 } };
		const settings = { onError: 'continueRegularOutput' } as const;
		const run = await service.get(asItems(ids), parameters, settings);
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0] },
			{
				error: `${message} [item 1]`,
				details: { description: expect.stringContaining(advice), taskId: ids[1] },
			},
		]);
		expect(service.questions()).toHaveLength(4);
	});

	it('about the token is not asked again', async () => {
		const credentials = service.studio.credentials({ apiToken: 'wrong' });
		const run = await service.studio.run(asItems(['a']), GET, {}, { credentials });
		expect(run.error?.message).toBe('The API token was not accepted [item 0]');
		expect(service.questions()).toHaveLength(1);
	});
});

describe('many tasks', () => {
	const slow = useService({ clock: undefined, imageLatencyMs: 100, pictures: 'plain' });

	/** How many requests to such a path were on their way at the same moment. */
	const mostAtOnce = (isOne: (path: string) => boolean): number => {
		const requests = slow.simulator.requests.filter(({ path }) => isOne(path));
		const during = ({ at }: { at: number }) =>
			requests.filter((other) => other.at <= at && (other.finishedAt ?? Infinity) > at);
		return Math.max(...requests.map((request) => during(request).length));
	};

	it('are looked up five at once', async () => {
		const ids = await slow.finish(16);
		slow.simulator.misbehave({ kind: 'latency', ms: 100 }, { on: ['tasks'], times: 'always' });
		const run = await slow.get(asItems(ids), { downloadImages: false });
		expect(run.items(NODE)).toHaveLength(16);
		expect(mostAtOnce((path) => path.endsWith('/openai/tasks'))).toBe(5);
	});

	it('are fetched five at once', async () => {
		const run = await slow.get(asItems(await slow.finish(16)));
		expect(run.items(NODE)).toHaveLength(16);
		expect(mostAtOnce((path) => path.includes('/cdn/'))).toBe(5);
	});
});

describe('stopping the execution', () => {
	it('ends the look-ups', async () => {
		const ids = await service.finish(12);
		service.simulator.misbehave({ kind: 'hang' }, { on: ['tasks'], times: 'always' });
		const execution = await service.studio
			.image(asItems(ids), GET)
			.execute({ credentials: service.studio.credentials() });
		await service.simulator.until(() => service.questions().length === 5);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(service.questions()).toHaveLength(5);
	});

	it('ends the downloads', async () => {
		const ids = await service.finish(12);
		service.simulator.misbehave({ kind: 'imageHang' }, { times: 'always' });
		const execution = await service.studio
			.image(asItems(ids), GET, { onError: 'continueRegularOutput' })
			.execute({ credentials: service.studio.credentials() });
		await service.simulator.until(() => downloads().length === 5);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(downloads()).toHaveLength(5);
	});
});
