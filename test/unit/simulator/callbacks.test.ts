import type { CallbackFault, Simulator, SimulatorOptions } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';
import { createServer } from '../../support/node';

interface Received {
	text: string;
	contentType: string | undefined;
}

let simulator: Simulator;
let client: TestClient;
let received: Received[];
let statuses: number[];

/** Answers with the next of `statuses`, or 200. */
const receiver = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const text = Buffer.concat(chunks).toString('utf8');
		received.push({ text, contentType: request.headers['content-type'] });
		response.writeHead(statuses.shift() ?? 200).end('thank you');
	});
});
let receiverUrl = '';

beforeAll(async () => {
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	const address = receiver.address();
	receiverUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
});
afterAll(async () => await new Promise((resolve) => receiver.close(resolve)));
beforeEach(() => {
	received = [];
	statuses = [];
});
afterEach(async () => {
	await client.close();
	await simulator.close();
});

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator({ pictures: 'plain', ...options });
	client = new TestClient(simulator);
}

async function submit(body: object = {}): Promise<string> {
	const fox = { model: 'gpt-image-2', prompt: 'a fox', size: '256x256', callback_url: receiverUrl };
	const answer = await client.generate({ ...fox, ...body });
	expect(answer.status).toBe(200);
	return simulator.ledger.at(-1)?.taskId ?? simulator.tasks.all.at(-1)?.id ?? '';
}

const bodies = (): unknown[] => received.map(({ text }) => JSON.parse(text));
const taskIds = () => simulator.callbacks.deliveries.map(({ taskId }) => taskId);

describe('a submission', () => {
	it('is answered with the id of its task alone, before the work is done', async () => {
		await start({ latencyMs: 60_000 });
		const { body } = await client.generate({
			model: 'dall-e-3',
			prompt: 'a fox',
			callback_url: receiverUrl,
		});

		expect(body).toEqual({ task_id: simulator.ledger[0]?.taskId });
		expect(simulator.tasks.all).toMatchObject([{ finishedAt: null }]);
	});

	it('can be answered with success beside it', async () => {
		await start({ callbacks: { answersSuccess: true } });
		const { body } = await client.generate({
			model: 'nano-banana',
			prompt: 'a fox',
			callback_url: receiverUrl,
		});

		expect(body).toEqual({ success: true, task_id: expect.any(String) });
		await simulator.callbacks.settled();
	});
});

describe('the callback', () => {
	it('is nested, as in the guide', async () => {
		await start();
		const taskId = await submit();
		await simulator.callbacks.settled();

		expect(bodies()).toEqual([
			{
				success: true,
				task_id: taskId,
				trace_id: simulator.ledger[0]?.traceId,
				data: {
					created: expect.any(Number),
					data: [{ revised_prompt: 'a fox', url: simulator.images.all[0]?.url }],
				},
			},
		]);
		expect(received[0]?.contentType).toBe('application/json');
	});

	it('is flat when told to', async () => {
		await start({ callbacks: { form: 'flat' } });
		await submit();
		await simulator.callbacks.settled();

		expect(bodies()).toMatchObject([{ success: true, created: expect.any(Number), data: [{}] }]);
	});

	it('tells of a failure, which costs nothing', async () => {
		await start();
		simulator.misbehave({ kind: 'taskFails', code: 'forbidden', message: 'not this' });
		await submit();
		await simulator.callbacks.settled();

		expect(bodies()).toEqual([
			{
				success: false,
				task_id: simulator.tasks.all[0]?.id,
				trace_id: simulator.tasks.all[0]?.traceId,
				error: { code: 'forbidden', message: 'not this' },
			},
		]);
		expect(simulator.ledger).toEqual([]);
	});

	it('may carry base64', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackBase64' });
		await submit();
		await simulator.callbacks.settled();

		const b64_json = simulator.images.all[0]?.file.toString('base64');
		expect(bodies()).toMatchObject([{ data: { data: [{ b64_json }] } }]);
	});

	it('may be repeated', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackRepeated', times: 3 });
		await submit();
		await simulator.callbacks.settled();

		expect(received).toHaveLength(3);
		expect(new Set(received.map(({ text }) => text)).size).toBe(1);
	});

	it('may be lost, and the task can be looked up all the same', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackLost' });
		const taskId = await submit();
		await simulator.callbacks.settled();

		expect(received).toEqual([]);
		expect(simulator.tasks.find(taskId)?.outcome).toMatchObject({ success: true });
	});

	it('may be preceded by a forged one', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackForged', taskId: 'nobody-asked' });
		const taskId = await submit();
		await simulator.callbacks.settled();

		expect(bodies()).toMatchObject([{ task_id: 'nobody-asked' }, { task_id: taskId }]);
	});

	it('may come before the submission is answered', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackBeforeAnswer' });
		await submit();

		expect(received).toHaveLength(1);
	});

	it('may be late: so long after the task has ended', async () => {
		const slept: number[] = [];
		await start({
			latencyMs: 2_000,
			clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
		});
		simulator.misbehave({ kind: 'callbackDelay', ms: 90_000 });
		await submit();
		await simulator.callbacks.settled();

		expect(slept).toEqual([2_000, 90_000]);
	});

	const malformed: Array<[Extract<CallbackFault, { kind: 'callbackMalformed' }>['shape'], RegExp]> =
		[
			['notJson', /^the task/],
			['truncated', /^\{"success":true.*[^}]$/],
			['empty', /^$/],
			['array', /^\[\]$/],
			['noTaskId', /^\{"success":true,"trace_id"/],
			['noData', /^\{"success":true,"task_id":"[^"]+","trace_id":"[^"]+"\}$/],
			['wrongTypes', /"task_id":17/],
		];
	it.each(malformed)('may be malformed: %s', async (shape, text) => {
		await start();
		simulator.misbehave({ kind: 'callbackMalformed', shape });
		await submit();
		await simulator.callbacks.settled();

		expect(received).toEqual([expect.objectContaining({ text: expect.stringMatching(text) })]);
	});

	it('may be several of these at once', async () => {
		await start();
		simulator.misbehave({ kind: 'callbackForm', form: 'flat' });
		simulator.misbehave({ kind: 'callbackRepeated', times: 2 });
		await submit();
		await simulator.callbacks.settled();

		expect(bodies()).toMatchObject([{ data: [{}] }, { data: [{}] }]);
	});
});

describe('delivery', () => {
	it('keeps a record of what the receiver answered', async () => {
		await start();
		statuses = [409];
		const taskId = await submit();
		await simulator.callbacks.settled();

		expect(simulator.callbacks.deliveries).toEqual([
			{
				taskId,
				contentType: 'application/json',
				url: receiverUrl,
				text: received[0]?.text,
				attempt: 1,
				at: expect.any(Number),
				ms: expect.any(Number),
				status: 409,
				responseBody: 'thank you',
				failure: null,
			},
		]);
	});

	it('is tried again after anything but 2xx, when told to', async () => {
		const slept: number[] = [];
		await start({
			clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
			callbacks: { attempts: 3, retryIntervalMs: 7_000 },
		});
		statuses = [500, 409, 204];
		await submit();
		await simulator.callbacks.settled();

		expect(simulator.callbacks.deliveries.map(({ status }) => status)).toEqual([500, 409, 204]);
		expect(slept.filter((ms) => ms === 7_000)).toHaveLength(2);
	});

	it('notes a receiver that cannot be reached', async () => {
		await start();
		await submit({ callback_url: 'http://127.0.0.1:1/nobody' });
		await simulator.callbacks.settled();

		expect(simulator.callbacks.deliveries).toMatchObject([
			{ status: null, failure: expect.stringContaining('ECONNREFUSED') },
		]);
	});
});

describe('by hand', () => {
	async function threeEndedTasks(): Promise<string[]> {
		await start();
		simulator.callbacks.hold();
		const ids = [await submit(), await submit(), await submit()];
		await simulator.callbacks.settled();
		return ids;
	}

	it('callbacks wait while they are held', async () => {
		const ids = await threeEndedTasks();

		expect(received).toEqual([]);
		const pending = simulator.callbacks.pending().map(({ taskId }) => taskId);
		expect([...pending].sort()).toEqual([...ids].sort());
	});

	it('they go in the order of the ids given', async () => {
		const [one = '', two = '', three = ''] = await threeEndedTasks();
		await simulator.callbacks.deliver([three, one, two]);

		expect(taskIds()).toEqual([three, one, two]);
		expect(simulator.callbacks.pending()).toEqual([]);
	});

	it('they go in reverse, or shuffled', async () => {
		const ids = await threeEndedTasks();
		const pending = simulator.callbacks.pending().map(({ taskId }) => taskId);
		await simulator.callbacks.deliver('all', { order: 'reversed' });
		expect(taskIds()).toEqual(pending.reverse());

		await simulator.callbacks.deliver(ids, { order: 'shuffled' });
		expect(taskIds().slice(3).sort()).toEqual([...ids].sort());
	});

	it('one goes several times, also at the same moment and after it was sent', async () => {
		const [one = ''] = await threeEndedTasks();
		await simulator.callbacks.deliver(one, { times: 2 });
		await simulator.callbacks.deliver(one, { times: 4, concurrent: true });

		expect(taskIds()).toEqual(Array.from({ length: 6 }, () => one));
	});

	it('release sends what waits, and holds no longer', async () => {
		await threeEndedTasks();
		await simulator.callbacks.release();
		await submit();
		await simulator.callbacks.settled();

		expect(received).toHaveLength(4);
	});

	it('a task that was never submitted has no callback', async () => {
		await threeEndedTasks();

		await expect(simulator.callbacks.deliver('unknown')).rejects.toThrow('never submitted');
	});
});
