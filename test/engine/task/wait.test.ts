import { NODE } from '../image/studio';
import { asItems, GET, useService } from './service';

const service = useService({ pictures: 'plain' });

const WAIT = { waitUntilFinished: true };
const minute = 60_000;

describe('waiting until a task is finished', () => {
	it('asks every five seconds, and gives the image', async () => {
		service.takes(62_000);
		const [taskId = ''] = await service.submit(1);
		const slept = service.time.skip();
		const run = await service.get(asItems([taskId]), { options: WAIT });

		expect(run.json(NODE)).toMatchObject([{ taskId, image: { mimeType: 'image/png' } }]);
		expect(new Set(slept)).toEqual(new Set([5000]));
		expect(service.gaps(taskId)).toHaveLength(13);
	});

	it('of a finished task takes no time, and one question', async () => {
		const [taskId = ''] = await service.finish(1);
		const slept = service.time.skip();
		const run = await service.get(asItems([taskId]), { options: WAIT });
		expect(run.items(NODE)).toHaveLength(1);
		expect([slept, service.questions().length]).toEqual([[], 1]);
	});

	it('of many items asks for all that are not finished together, each by itself at first', async () => {
		service.takes(12_000, { match: { prompt: 'picture 1' } });
		service.takes(3_000, { match: { prompt: 'picture 3' } });
		const ids = await service.submit(4);
		service.time.skip();
		const items = asItems([...ids].reverse());
		const run = await service.get(items, { options: WAIT });

		expect(run.json(NODE).map(({ taskId }) => taskId)).toEqual([...ids].reverse());
		expect(service.questions().slice(4)).toMatchObject([
			{ action: 'retrieve_batch', ids: expect.arrayContaining([ids[2], ids[0]]) },
			{ action: 'retrieve_batch', ids: [ids[0]] },
			{ action: 'retrieve_batch', ids: [ids[0]] },
		]);
	});

	it('fetches what is finished while it waits for the others', async () => {
		service.takes(60 * minute, { match: { prompt: 'picture 2' } });
		const ids = await service.submit(2);
		await service.simulator.until(() => service.simulator.tasks.all[0]?.finishedAt !== null);
		const execution = await service.studio
			.image(asItems(ids), { ...GET, options: WAIT })
			.execute({ credentials: service.studio.credentials() });
		await service.simulator.until(() =>
			service.simulator.requests.some(
				({ method, finishedAt }) => method === 'GET' && finishedAt !== null,
			),
		);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
	});

	it.each([1, 2, 59])('keeps to an interval of %i seconds', async (waitInterval) => {
		service.takes(minute);
		const [taskId = ''] = await service.submit(1);
		service.time.skip();
		await service.get(asItems([taskId]), { options: { ...WAIT, waitInterval } });
		expect(service.gaps(taskId).length).toBeGreaterThan(0);
		expect(Math.min(...service.gaps(taskId))).toBeGreaterThanOrEqual(1000);
		expect(service.gaps(taskId)[0]).toBeGreaterThanOrEqual(waitInterval * 1000);
	});

	it('asks once a second at most for a task that several items want', async () => {
		service.takes(20_000);
		const [taskId = ''] = await service.submit(1);
		service.time.skip();
		const parameters = { options: { ...WAIT, waitInterval: 1 } };
		const run = await service.get(asItems([taskId, taskId, taskId]), parameters);
		expect(run.items(NODE)).toHaveLength(3);
		expect(service.gaps(taskId).length).toBeGreaterThan(15);
		expect(Math.min(...service.gaps(taskId))).toBeGreaterThanOrEqual(1000);
	});

	it('asks again when a question fails, and longer after when the service says so', async () => {
		service.takes(minute);
		const [taskId = ''] = await service.submit(1);
		const slept = service.time.skip();
		service.simulator.script(
			[
				'fine',
				{ kind: 'error', code: 'api_error' },
				{ kind: 'resetBeforeAccepting' },
				{ kind: 'error', code: 'too_many_requests', retryAfterSeconds: 30 },
				{ kind: 'notJson' },
			],
			{ on: ['tasks'] },
		);
		const run = await service.get(asItems([taskId]), { options: WAIT });
		expect(run.items(NODE)).toHaveLength(1);
		expect(slept.slice(0, 5)).toEqual([5000, 5000, 5000, 30_000, 5000]);
	});

	it('goes on when the service cannot even be asked at first', async () => {
		service.takes(minute);
		const ids = await service.submit(1);
		service.time.skip();
		const aim = { on: ['tasks'], times: 8 } as const;
		service.simulator.misbehave({ kind: 'gateway', status: 503 }, aim);
		const run = await service.get(asItems(ids), { options: WAIT });
		expect(run.items(NODE)).toHaveLength(1);
	});

	it('ends with the ids when the limit is over', async () => {
		service.takes(60 * minute, { match: { prompt: 'picture 2' } });
		const ids = await service.submit(3);
		await service.simulator.until(() => service.simulator.tasks.all[2]?.finishedAt !== null);
		service.time.skip();
		const options = { ...WAIT, waitLimit: 2, waitInterval: 7 };
		const run = await service.get(asItems(ids), { options });

		expect(run.status).toBe('success');
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0], imageIndex: 0 },
			{ taskId: ids[1], status: 'timedOut', prompt: 'picture 2', pricing: { step: '1K' } },
			{ taskId: ids[2], imageIndex: 0 },
		]);
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		const waited = service.gaps(String(ids[1])).reduce((sum, gap) => sum + gap, 0);
		expect(Math.round(waited / 1000)).toBe(120);
	});

	it('has a limit of an hour where nothing is said', async () => {
		service.takes(300 * minute);
		const [taskId = ''] = await service.submit(1);
		service.time.skip();
		await service.get(asItems([taskId]), { options: { ...WAIT, waitInterval: 60 } });
		expect(service.gaps(taskId)).toHaveLength(60);
	});
});

describe('waiting for several tasks', () => {
	const oneFails = async () => {
		service.simulator.misbehave({ kind: 'taskFails' }, { match: { prompt: 'picture 2' } });
		service.takes(10_000, { match: { prompt: 'picture 2' } });
		service.takes(40_000, { match: { prompt: 'picture 3' } });
		const ids = await service.submit(3);
		return { ids, slept: service.time.skip() };
	};

	it('ends as soon as one of them failed', async () => {
		const { ids, slept } = await oneFails();
		const run = await service.get(asItems(ids), { options: WAIT });
		expect(run.error?.message).toBe('The service could not make this image [item 1]');
		expect(slept.length).toBeLessThanOrEqual(3);
	});

	it('goes on to the end under continue on fail', async () => {
		const { ids } = await oneFails();
		const settings = { onError: 'continueRegularOutput' } as const;
		const run = await service.get(asItems(ids), { options: WAIT }, settings);
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0], image: { mimeType: 'image/png' } },
			{ error: 'The service could not make this image [item 1]' },
			{ taskId: ids[2], image: { mimeType: 'image/png' } },
		]);
	});

	it('waits only for those that are to be waited for', async () => {
		service.takes(10_000);
		const ids = await service.submit(2);
		service.time.skip();
		const waitUntilFinished = '={{ $itemIndex === 1 }}';
		const run = await service.get(asItems(ids), { options: { waitUntilFinished } });
		expect(run.json(NODE)).toMatchObject([
			{ taskId: ids[0], status: 'pending' },
			{ taskId: ids[1], imageIndex: 0 },
		]);
		expect(service.gaps(String(ids[0]))).toEqual([]);
	});
});

describe('how long to wait', () => {
	it.each([
		[{ waitInterval: '={{ 0.5 }}' }, "'Interval (Seconds)' is not a whole number"],
		[{ waitInterval: '={{ 0 }}' }, "'Interval (Seconds)' is not a whole number"],
		[{ waitLimit: '={{ "soon" }}' }, "'Limit (Minutes)' is not a whole number"],
	])('is refused where it makes no sense: %j', async (options, message) => {
		const ids = await service.finish(1);
		const run = await service.get(asItems(ids), { options: { ...WAIT, ...options } });
		expect(run.error?.message).toContain(message);
		expect(run.error?.message).toMatch(/\[item 0\]$/);
		expect(service.questions()).toEqual([]);
	});

	it('is cut short when the execution is stopped', async () => {
		service.takes(60 * minute);
		const ids = await service.submit(2);
		const execution = await service.studio
			.image(asItems(ids), { ...GET, options: WAIT }, { onError: 'continueRegularOutput' })
			.execute({ credentials: service.studio.credentials() });
		await service.simulator.until(() => service.questions().length === 2);
		const stopped = Date.now();
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(Date.now() - stopped).toBeLessThan(2000);
		expect(service.questions()).toHaveLength(2);
	});
});
