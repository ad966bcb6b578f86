import type { Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

/** Nobody listens there: these tests look tasks up instead. */
const NOWHERE = 'http://127.0.0.1:1/hook';
const NOON = Date.parse('2026-04-01T12:00:00Z');

let simulator: Simulator;
let client: TestClient;
let now: number;
let endWork: () => void;
let work: Promise<void>;

beforeEach(async () => {
	now = NOON;
	work = Promise.resolve();
	simulator = await startSimulator({
		pictures: 'plain',
		latencyMs: 1,
		clock: { now: () => now, sleep: async (ms) => (ms > 0 ? await work : undefined) },
	});
	client = new TestClient(simulator);
	simulator.misbehave({ kind: 'callbackLost' }, { times: 'always' });
});
afterEach(async () => {
	await client.close();
	await simulator.close();
});

async function submit(body: object = {}): Promise<string> {
	const fox = { model: 'gpt-image-2', prompt: 'a fox', size: '256x256', callback_url: NOWHERE };
	await client.generate({ ...fox, ...body });
	return simulator.tasks.all.at(-1)?.id ?? '';
}

const retrieve = async (body: object) => (await client.tasks({ action: 'retrieve', ...body })).body;
const batch = async (body: object) =>
	(await client.tasks({ action: 'retrieve_batch', ...body })).body;

describe('one task', () => {
	it('has no end and no response while it runs', async () => {
		work = new Promise((resolve) => (endWork = resolve));
		const id = await submit();

		const running = await retrieve({ id });
		now += 61_500;
		endWork();
		await simulator.callbacks.settled();
		const finished = await retrieve({ id });

		const head = {
			id,
			trace_id: simulator.ledger[0]?.traceId,
			type: 'images_generations',
			created_at: NOON / 1000,
			request: { model: 'gpt-image-2', prompt: 'a fox', size: '256x256', callback_url: NOWHERE },
		};
		expect(running).toMatchObject(head);
		expect(running).not.toHaveProperty('finished_at');
		expect(running).not.toHaveProperty('response');
		expect(finished).toMatchObject({
			...head,
			finished_at: NOON / 1000 + 61.5,
			duration: 61.5,
			response: {
				success: true,
				created: expect.any(Number),
				data: [{ revised_prompt: 'a fox', url: simulator.images.all[0]?.url }],
			},
		});
	});

	it('that failed says so in its response', async () => {
		simulator.misbehave({ kind: 'taskFails', code: 'api_error', message: 'no image' });
		const id = await submit();
		await simulator.callbacks.settled();

		expect(await retrieve({ id })).toMatchObject({
			finished_at: expect.any(Number),
			response: { success: false, error: { code: 'api_error', message: 'no image' } },
		});
	});

	it('is found by the trace id of the original request, which wins over the id', async () => {
		const own = await submit({ trace_id: 'mine' });
		const other = await submit();

		expect(await retrieve({ trace_id: 'mine' })).toMatchObject({ id: own });
		expect(await retrieve({ trace_id: 'mine', id: other })).toMatchObject({ id: own });
	});

	it('is an empty object when it is unknown, forgotten, or was not submitted', async () => {
		const id = await submit();
		simulator.tasks.forget(id);
		await client.generate({ model: 'gpt-image-2', prompt: 'a fox', size: '256x256' });
		const synchronous = simulator.ledger.at(-1)?.taskId;

		expect(await retrieve({ id })).toEqual({});
		expect(await retrieve({ id: synchronous })).toEqual({});
		expect(await retrieve({ id: 'unknown' })).toEqual({});
	});

	it('remembers when it was asked for', async () => {
		const id = await submit();
		await retrieve({ id });
		now += 5_000;
		await batch({ ids: [id, 'unknown'] });

		expect(simulator.tasks.find(id)?.lookups).toEqual([NOON, NOON + 5_000]);
	});
});

describe('several tasks', () => {
	it('by their ids or trace ids; unknown ones are left out', async () => {
		const [one, two] = [await submit({ trace_id: 'first' }), await submit()];
		await submit();

		expect(await batch({ ids: [one, two, 'unknown'] })).toMatchObject({
			count: 2,
			items: [{ id: two }, { id: one }],
		});
		expect(await batch({ trace_ids: ['first'] })).toMatchObject({ count: 1, items: [{ id: one }] });
	});

	it('by when they were made', async () => {
		await submit();
		now += 10_000;
		const second = await submit();
		now += 10_000;
		await submit();

		const created_at_min = NOON / 1000 + 5;
		expect(await batch({ created_at_min })).toMatchObject({ count: 2 });
		expect(await batch({ created_at_min, created_at_max: created_at_min + 10 })).toMatchObject({
			count: 1,
			items: [{ id: second }],
		});
	});

	it('twelve at a time, newest first, unless told otherwise', async () => {
		const ids: string[] = [];
		for (let task = 0; task < 14; task++) ids.unshift(await submit());
		const all = { created_at_min: 0 };
		const idsOf = (page: unknown[]) => page.map((id) => ({ id }));

		expect(await batch(all)).toMatchObject({ count: 14, items: idsOf(ids.slice(0, 12)) });
		expect(await batch({ ...all, offset: 12 })).toMatchObject({ items: idsOf(ids.slice(12)) });
		expect(await batch({ ...all, limit: 2, offset: 1 })).toMatchObject({
			items: idsOf(ids.slice(1, 3)),
		});
	});

	it('by their type', async () => {
		await submit();

		expect(await batch({ created_at_min: 0, type: 'images_edits' })).toEqual({
			items: [],
			count: 0,
		});
	});
});

describe('the endpoint', () => {
	it.each([
		[{}, /action/],
		[{ action: 'list' }, /action/],
		[{ action: 'retrieve' }, /id or trace_id/],
		[{ action: 'retrieve', id: 7 }, /id/],
		[{ action: 'retrieve_batch' }, /needs one of/],
		[{ action: 'retrieve_batch', ids: 'one' }, /ids/],
		[{ action: 'retrieve_batch', ids: [], limit: 0 }, /limit/],
	])('turns down %j', async (body, message) => {
		expect(await client.tasks(body)).toMatchObject({
			status: 400,
			body: { error: { code: 'bad_request', message: expect.stringMatching(message) } },
		});
	});

	it('is free, also for an account without balance, but needs a token', async () => {
		const body = { action: 'retrieve', id: 'any' };

		expect(await client.tasks(body, { token: simulator.emptyToken })).toMatchObject({
			status: 200,
		});
		expect(await client.tasks(body, { token: 'guessed' })).toMatchObject({ status: 401 });
		expect(simulator.ledger).toEqual([]);
		expect(simulator.maxInFlight).toBe(0);
	});

	it('misbehaves when told to', async () => {
		simulator.script([{ kind: 'error', code: 'api_error' }, { kind: 'notJson' }], {
			on: ['tasks'],
		});
		const body = { action: 'retrieve', id: 'any' };

		expect((await client.tasks(body)).status).toBe(500);
		expect((await client.tasks(body)).body).toBe('OK');
		expect((await client.tasks(body)).body).toEqual({});
	});
});
