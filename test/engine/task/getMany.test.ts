import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { execute, xhuoImage, type RunResult } from '../harness';
import { NODE, prompts } from '../image/studio';
import { asItems, GET_MANY, useService } from './service';

const service = useService();

const LINKS_ONLY = { downloadImages: false };
const ALL = { returnAll: true, ...LINKS_ONLY };

const idsOf = (run: RunResult) => run.json(NODE).map(({ taskId }) => taskId);
const statuses = (run: RunResult) => run.json(NODE).map(({ status }) => status);
const timeOf = (taskId: string) => service.simulator.tasks.find(taskId)?.createdAt ?? 0;

/** Plain pictures are enough where there are many of them. */
describe('many tasks', () => {
	const factory = useService({ pictures: 'plain' });
	const COUNT = 130;
	const made = async (count = COUNT) =>
		await factory.finish(count, { model: 'dall-e-2', size: '256x256' });

	it('come in pages of 50 at most, newest first, until all are there', async () => {
		const ids = await made();
		const run = await factory.getMany(ALL);
		expect(idsOf(run)).toEqual([...ids].reverse());
		expect(new Set(statuses(run))).toEqual(new Set(['succeeded']));
		expect(factory.questions()).toMatchObject([
			{ action: 'retrieve_batch', offset: 0, limit: 50 },
			{ action: 'retrieve_batch', offset: 50, limit: 50 },
			{ action: 'retrieve_batch', offset: 100, limit: 50 },
		]);
	});

	it.each([
		[undefined, 50],
		[1, 1],
		[120, 120],
		[1000, COUNT],
	])('come up to a limit of %p', async (limit, expected) => {
		const ids = await made();
		const parameters = { ...LINKS_ONLY, ...(limit !== undefined && { limit }) };
		const run = await factory.getMany(parameters);
		expect(idsOf(run)).toEqual([...ids].reverse().slice(0, expected));
	});

	it('come by their IDs, in the order of the IDs, in pages', async () => {
		const ids = await made();
		const mixed = ids.map((_id, index) => ids[(index * 7) % COUNT]).join('\n');
		const run = await factory.getMany({ ...ALL, taskIds: mixed });
		expect(idsOf(run)).toEqual(mixed.split('\n'));
		const asked = factory.questions().map((body) => (body as { ids: string[] }).ids.length);
		expect(asked).toEqual([50, 50, 30]);

		const some = await factory.getMany({ ...LINKS_ONLY, limit: 60, taskIds: mixed });
		expect(idsOf(some)).toEqual(mixed.split('\n').slice(0, 60));
	});

	it('come with their files, each under its own name', async () => {
		await made(60);
		const run = await factory.getMany({ returnAll: true });
		const names = run.items(NODE).map(({ binary }) => binary?.data?.fileName);
		expect(new Set(names).size).toBe(60);
		expect(run.json(NODE).every(({ image }) => image !== null)).toBe(true);

		const named = await factory.getMany({ returnAll: true, options: { fileName: 'fox' } });
		expect(named.items(NODE).map(({ binary }) => binary?.data?.fileName)).toEqual(
			Array.from({ length: 60 }, (_, index) => `fox_${index + 1}.png`),
		);
	});
});

describe('a list of tasks', () => {
	/** One task of each kind, oldest first: finished, failed, pending. */
	async function ofEachKind(): Promise<string[]> {
		const fault = { kind: 'taskFails', code: 'forbidden', message: 'No cats.' } as const;
		service.simulator.misbehave(fault, { match: { prompt: 'picture 2' } });
		service.takes(3_600_000, { match: { prompt: 'picture 3' } });
		const ids = await service.submit(3, { options: { concurrency: 1 } });
		await service.simulator.until(() => service.simulator.tasks.all[1]?.finishedAt !== null);
		return ids;
	}

	it('says of each task how far it is, and fails for none of them', async () => {
		const ids = await ofEachKind();
		const run = await service.getMany({ taskIds: [...ids, 'nobody'].join(', ') });
		const traceId = expect.any(String);
		const asked = { model: 'gpt-image-2', size: '1024x1024', pricing: { step: '1K' } };
		const facts: IDataObject[] = [
			{ taskId: ids[0], status: 'succeeded', traceId, prompt: 'picture 1', ...asked },
			{
				taskId: ids[1],
				status: 'failed',
				failure: {
					...{ code: 'forbidden', message: 'No cats.' },
					meaning: 'The service refused the content of this request',
					advice: expect.stringContaining('Rephrase the prompt'),
				},
				traceId,
				prompt: 'picture 2',
				...asked,
				pricing: null,
			},
			{ taskId: ids[2], status: 'pending', traceId, prompt: 'picture 3', ...asked },
			{ taskId: 'nobody', status: 'unknown', traceId: null, model: null, prompt: null },
		];
		expect(run.json(NODE)).toMatchObject(facts);
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual(
			facts.map(() => ({ item: 0 })),
		);
		const served = service.simulator.images.all.find(({ taskId }) => taskId === ids[0])?.file;
		expect((await run.bytes(run.items(NODE)[0])).equals(served ?? Buffer.alloc(0))).toBe(true);
		expect(run.json(NODE).map((json) => Object.keys(json)[0])).toEqual(
			facts.map(({ status }) => (status === 'succeeded' ? 'url' : 'taskId')),
		);
	});

	it('gives every image of a task, counted within the task', async () => {
		const parameters = { model: 'dall-e-2', numberOfImages: 2, size: '256x256' };
		const ids = await service.finish(2, parameters);
		const run = await service.getMany({ taskIds: ids.join() });
		expect(run.json(NODE)).toMatchObject(
			ids.flatMap((taskId) => [
				{ taskId, imageIndex: 0, imageCount: 2 },
				{ taskId, imageIndex: 1, imageCount: 2 },
			]),
		);
	});

	it('is what a task gives by itself, and the status', async () => {
		const [taskId = ''] = await service.finish(1);
		const one = await service.get([{ taskId }]);
		const many = await service.getMany();
		expect(many.json(NODE)).toEqual(
			one.json(NODE).map((json) => ({ ...json, status: 'succeeded' })),
		);
	});

	it('goes to every item that asks, paired with it', async () => {
		const ids = await service.finish(3);
		const items = [{ ids: ids.slice(0, 2) }, { ids: [ids[2], ids[0]] }];
		const run = await service.studio.run(items, { ...GET_MANY, taskIds: '={{ $json.ids }}' });
		expect(idsOf(run)).toEqual([ids[0], ids[1], ids[2], ids[0]]);
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 1, 1].map((item) => ({ item })),
		);
	});

	it('has no images of which only the link is wanted', async () => {
		await service.finish(2);
		const run = await service.getMany(LINKS_ONLY);
		expect(run.json(NODE)).toMatchObject([{ image: null }, { image: null }]);
		expect(service.simulator.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});

	it('is empty where there are no tasks', async () => {
		expect((await service.getMany()).items(NODE)).toEqual([]);
		expect(service.questions()).toHaveLength(1);
	});

	it('leaves out tasks that are no images', async () => {
		const items = ['chat_completions', 'images_edits'].map((type) => ({ id: type, type }));
		const body = { items, count: 2 };
		service.simulator.misbehave({ kind: 'answer', body }, { on: ['tasks'] });
		expect(idsOf(await service.getMany())).toEqual(['images_edits']);
	});
});

describe('task IDs', () => {
	it.each<[string, (ids: string[]) => string | string[]]>([
		['commas', (ids) => ids.join(',')],
		['lines', (ids) => ids.join('\r\n')],
		['spaces, semicolons and repeats', (ids) => [...ids, ...ids, ''].join(' ; ')],
		['JSON text', (ids) => JSON.stringify(ids)],
	])('can be separated by %s', async (_how, write) => {
		const ids = await service.finish(2);
		const run = await service.getMany({ ...LINKS_ONLY, taskIds: write(ids) });
		expect(idsOf(run)).toEqual(ids);
	});

	it('can be an array, with gaps', async () => {
		const ids = await service.finish(2);
		const parameters = { ...GET_MANY, ...LINKS_ONLY, taskIds: '={{ $json.ids }}' };
		const run = await service.studio.run([{ ids: [ids[0], null, '', ids[1]] }], parameters);
		expect(idsOf(run)).toEqual(ids);
	});

	it.each(['={{ $json.missing }}', '={{ [] }}', '={{ " , " }}', ' , '])(
		'that come to nothing (%p) do not mean all tasks',
		async (taskIds) => {
			const run = await service.getMany({ taskIds });
			expect(run.error?.message).toBe("'Task IDs' gives no ID [item 0]");
			expect(run.error?.description).toContain('empty the field');
			expect(service.questions()).toEqual([]);
		},
	);

	it.each(['={{ { id: 1 } }}', '={{ [["a"]] }}', '={{ [true] }}'])(
		'that are none (%p) are refused',
		async (taskIds) => {
			const run = await service.getMany({ taskIds });
			expect(run.error?.message).toBe("'Task IDs' holds something that is no ID [item 0]");
		},
	);
});

describe('tasks of a time', () => {
	/** Three tasks, ten seconds apart. */
	async function apart(): Promise<string[]> {
		const ids: string[] = [];
		for (let task = 0; task < 3; task += 1) {
			ids.push(...(await service.finish(1)));
			service.time.pass(10_000);
		}
		return ids;
	}

	const iso = (taskId: string, plusMs: number) => new Date(timeOf(taskId) + plusMs).toISOString();

	it('come by when they were submitted', async () => {
		const [first = '', second = '', third = ''] = await apart();
		const list = async (parameters: INodeParameters) =>
			idsOf(await service.getMany({ ...LINKS_ONLY, ...parameters }));
		const createdAfter = iso(second, -3000);
		const createdBefore = iso(second, 3000);
		expect(await list({ createdAfter })).toEqual([third, second]);
		expect(await list({ createdBefore })).toEqual([second, first]);
		expect(await list({ createdAfter, createdBefore })).toEqual([second]);
		const taskIds = [first, second].join();
		expect(await list({ taskIds, createdAfter })).toEqual([second]);
		expect(await list({ taskIds, createdBefore: iso(first, 3000) })).toEqual([first]);
	});

	it('include those of the very second', async () => {
		const [taskId = ''] = await service.finish(1);
		const moment = iso(taskId, 0);
		const run = await service.getMany({
			...LINKS_ONLY,
			createdAfter: moment,
			createdBefore: moment,
		});
		expect(idsOf(run)).toEqual([taskId]);
	});

	it('are asked for in whole seconds, however the time is given', async () => {
		const noon = Date.parse('2026-04-01T12:00:00Z');
		const ways = [
			'2026-04-01T12:00:00.900Z',
			'2026-04-01T14:00:00+02:00',
			'2026-04-01 12:00:00.000Z',
			String(noon),
			String(noon / 1000),
			`={{ ${noon} }}`,
			`={{ ${noon / 1000} }}`,
			`={{ DateTime.fromMillis(${noon}) }}`,
			`={{ new Date(${noon}) }}`,
		];
		for (const createdAfter of ways) await service.getMany({ createdAfter });
		expect(service.questions()).toMatchObject(ways.map(() => ({ created_at_min: noon / 1000 })));
	});

	it('may begin before there was a service', async () => {
		const [taskId = ''] = await service.finish(1);
		for (const createdAfter of ['1960-01-01', '={{ 0 }}']) {
			expect(idsOf(await service.getMany({ ...LINKS_ONLY, createdAfter }))).toEqual([taskId]);
		}
		expect((await service.getMany({ createdBefore: '1960-01-01' })).items(NODE)).toEqual([]);
	});

	it('are those of the time zone of the workflow where none is named', async () => {
		const timezone = 'Asia/Tokyo';
		const definition = service.studio
			.image([{}], { ...GET_MANY, createdBefore: '2026-04-01T21:00:00' })
			.definition();
		const settings = { ...definition.settings, timezone };
		const credentials = service.studio.credentials();
		await (
			await execute({ ...definition, settings }, { credentials })
		).finished;
		expect(service.questions()).toMatchObject([
			{ created_at_max: Date.parse('2026-04-01T12:00:00Z') / 1000 },
		]);
	});

	it.each([
		[{ createdAfter: 'yesterday' }, "'Created After' cannot be read as a date: 'yesterday'"],
		[{ createdBefore: '={{ true }}' }, "'Created Before' cannot be read as a date: 'true'"],
		[{ createdBefore: '={{ Number("x") }}' }, "'Created Before' cannot be read as a date: 'NaN'"],
		[
			{ createdAfter: '2026-04-02T00:00:00Z', createdBefore: '2026-04-01T00:00:00Z' },
			"'Created After' is later than 'Created Before'",
		],
		[{ limit: '={{ 0 }}' }, "'Limit' is not a whole number"],
		[{ limit: '={{ "many" }}' }, "'Limit' is not a whole number"],
		[{ options: { timeout: '={{ -1 }}' } }, "'Timeout' is not a whole number"],
	])(
		'are refused where %j makes no sense, before anything is sent',
		async (parameters, message) => {
			const run = await service.getMany(parameters);
			expect(run.error?.message).toContain(message);
			expect(run.error?.message).toMatch(/\[item 0\]$/);
			expect(service.questions()).toEqual([]);
		},
	);
});

describe('what goes wrong', () => {
	it('with one item does not stop the others under continue on fail', async () => {
		const ids = await service.finish(3);
		service.time.skip();
		service.simulator.misbehave(
			{ kind: 'gateway' },
			{
				on: ['tasks'],
				times: 'always',
				when: ({ body }) => JSON.stringify(body).includes(String(ids[1])),
			},
		);
		const items = [...ids.map((id) => ({ id })), { id: null }];
		const parameters = { ...GET_MANY, taskIds: '={{ $json.id }}' };
		const settings = { onError: 'continueErrorOutput' } as const;
		const run = await service.studio.run(items, parameters, settings);
		expect(idsOf(run)).toEqual([ids[0], ids[2]]);
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ error: 'The service did not say how far the task is [item 1]' },
			{ error: "'Task IDs' gives no ID [item 3]" },
		]);
	});

	it('and may pass is asked again, then the list is whole', async () => {
		const ids = await service.finish(2);
		const slept = service.time.skip();
		service.simulator.script(
			[
				{ kind: 'error', code: 'too_many_requests', retryAfterSeconds: 9 },
				{ kind: 'resetBeforeAccepting' },
				{ kind: 'error', code: 'api_error' },
			],
			{ on: ['tasks'] },
		);
		const run = await service.getMany();
		expect(idsOf(run)).toEqual([...ids].reverse());
		expect(slept.map((ms) => Math.round(ms / 1000))).toEqual([9, 1, 2]);
	});

	it('for good with one item ends the node before anything is downloaded', async () => {
		const ids = await service.finish(2);
		service.time.skip();
		service.simulator.misbehave(
			{ kind: 'gateway' },
			{
				on: ['tasks'],
				times: 'always',
				when: ({ body }) => JSON.stringify(body).includes(String(ids[1])),
			},
		);
		const parameters = { ...GET_MANY, taskIds: '={{ $json.taskId }}' };
		const run = await service.studio.run(asItems(ids), parameters);
		expect(run.error?.message).toBe('The service did not say how far the task is [item 1]');
		expect(service.simulator.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});

	it('with one download leaves its link, and the others come out', async () => {
		const ids = await service.finish(3);
		service.time.skip();
		const aim = { times: 'always', match: { path: String(ids[1]) } } as const;
		service.simulator.misbehave({ kind: 'imageStatus', status: 404 }, aim);
		const failing = await service.getMany({ taskIds: ids.join() });
		const settings = { onError: 'continueRegularOutput' } as const;
		const run = await service.getMany({ taskIds: ids.join() }, settings);
		expect(failing.error?.message).toContain('could not be fetched');
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0] },
			{ details: { taskId: ids[1], url: expect.stringContaining(String(ids[1])) } },
			{ taskId: ids[2] },
		]);
	});

	it('is over when the execution is stopped', async () => {
		service.simulator.misbehave({ kind: 'hang' }, { on: ['tasks'], times: 'always' });
		const execution = await service.studio
			.image([{}], GET_MANY, { onError: 'continueRegularOutput' })
			.execute({ credentials: service.studio.credentials() });
		await service.simulator.until(() => service.questions().length === 1);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(service.questions()).toHaveLength(1);
	});
});

describe('in a workflow', () => {
	it('fetches what the node before has handed in, in one item', async () => {
		const taskIds = '={{ $input.all().map((item) => item.json.taskId) }}';
		const run = await service.studio
			.image(prompts(3), { delivery: 'submit', callbackUrl: 'https://n8n.example.com/lost' })
			.node('List', xhuoImage({ ...GET_MANY, ...LINKS_ONLY, taskIds }), { executeOnce: true })
			.run({ credentials: service.studio.credentials() });
		expect(run.json('List')).toHaveLength(3);
	});
});
