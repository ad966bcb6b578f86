import type { FAULT_GROUPS, FaultName, Simulator } from '../../simulator';
import { namedFault, startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';
import { createServer } from '../../support/node';

interface Received {
	text: string;
	contentType: string | undefined;
}

let received: Received[] = [];
const receiver = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const text = Buffer.concat(chunks).toString('utf8');
		received.push({ text, contentType: request.headers['content-type'] });
		response.end();
	});
});
let hook = '';
let simulator: Simulator;
let client: TestClient;
let slept: number[] = [];

beforeAll(async () => {
	await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
	const address = receiver.address();
	hook = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/hook`;
	const sleep = async (ms: number) => void slept.push(ms);
	simulator = await startSimulator({ pictures: 'plain', clock: { now: Date.now, sleep } });
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
	await new Promise((resolve) => receiver.close(resolve));
});
beforeEach(() => {
	simulator.reset();
	[received, slept] = [[], []];
});

const FOX = { model: 'gpt-image-2', prompt: 'a fox', size: '256x256' };

/** Submits, and waits until the task and its callback have been dealt with. */
async function submit(): Promise<string> {
	await client.generate({ ...FOX, callback_url: hook });
	await simulator.callbacks.settled();
	return simulator.tasks.all.at(-1)?.id ?? '';
}
const ask = async (id: string) => await client.tasks({ action: 'retrieve', id });
const bodies = (): unknown[] => received.map(({ text }) => JSON.parse(text));

type CallbackName = keyof (typeof FAULT_GROUPS)['Submitted tasks and callbacks'];
const one = (contentType: string | undefined) => () =>
	expect(received).toEqual([{ text: expect.stringMatching(/^\{.*\}$/s), contentType }]);
const textIs = (text: RegExp) => () =>
	expect(received).toMatchObject([{ text: expect.stringMatching(text) }]);
const failsWith = (code: string) => () =>
	expect(bodies()).toMatchObject([{ success: false, error: { code } }]);

const CALLBACKS: Record<CallbackName, (id: string) => void> = {
	'callback-late': () => expect([slept.includes(2_000), received.length]).toEqual([true, 1]),
	'callback-repeated': () => {
		expect(received).toHaveLength(3);
		expect(new Set(received.map(({ text }) => text)).size).toBe(1);
	},
	'callback-reordered': () => expect(slept).toContain(1_000),
	'callback-lost': () => expect(received).toEqual([]),
	'callback-early': () => expect(received).toHaveLength(1),
	'callback-forged': (id) => {
		expect(bodies()).toMatchObject([{ task_id: expect.any(String) }, { task_id: id }]);
		expect(bodies()[0]).not.toMatchObject({ task_id: id });
	},
	'callback-base64': () =>
		expect(bodies()).toMatchObject([{ data: { data: [{ b64_json: expect.any(String) }] } }]),
	'callback-flat': () => expect(bodies()).toMatchObject([{ data: [{ url: expect.any(String) }] }]),
	'callback-text-plain': one('text/plain'),
	'callback-x-json': one('application/x+json'),
	'callback-no-type': one(undefined),
	'callback-not-json': textIs(/^the task has finished$/),
	'callback-cut': textIs(/^\{"success":true.*[^}]$/),
	'callback-empty': textIs(/^$/),
	'callback-no-data': textIs(/^\{"success":true,"task_id":"[^"]+","trace_id":"[^"]+"\}$/),
	'task-fails': failsWith('api_error'),
	'task-refused': failsWith('forbidden'),
};

/** The keys of a table, as the names that they are. */
const namesOf = <N extends FaultName>(table: Record<N, unknown>): N[] =>
	Object.keys(table).filter((name): name is N => Object.hasOwn(table, name));

describe('a callback that goes wrong, by the name of the fault', () => {
	it.each(namesOf(CALLBACKS))('%s', async (name) => {
		simulator.misbehave(name);

		const id = await submit();

		CALLBACKS[name](id);
		expect(simulator.ledger).toHaveLength(namedFault(name).billed ? 1 : 0);
		expect(simulator.tasks.find(id)).toMatchObject({
			finishedAt: expect.any(Number),
			faults: [name],
		});
		const answer = await ask(id);
		expect(answer.body).toMatchObject({ response: { success: namedFault(name).billed } });
	});

	it('a shape of answers changes the callback too, nested or flat', async () => {
		simulator.misbehave('shape-data-texts', { on: ['callbacks'] });
		simulator.misbehave('shape-error-empty-text', { on: ['callbacks'] });
		await submit();
		simulator.misbehave('shape-data-object', { on: ['callbacks'] });
		simulator.misbehave('callback-flat');
		await submit();

		const [one, two] = simulator.images.all.map(({ url }) => url);
		expect(bodies()).toMatchObject([{ data: { data: [one] }, error: '' }, { data: { url: two } }]);
	});
});

type TaskName = keyof (typeof FAULT_GROUPS)['Asking for tasks'];
const LOST = ['tasks-reset', 'tasks-cut', 'tasks-no-answer'] as const;
interface Expected {
	body: unknown;
	status?: number;
	/** Questions that are answered so; 1. */
	times?: number;
}
const FOR_EVER = 5;
const like = (part: object): unknown => expect.objectContaining(part);
const pending = (odd: object) => ({ times: 2, body: like({ id: expect.any(String), ...odd }) });
const done = (odd: object) => ({ times: FOR_EVER, body: like(odd) });
const error = (code: string) => like({ error: like({ code }) });

const TASKS: Record<Exclude<TaskName, (typeof LOST)[number]>, Expected> = {
	'tasks-401': { status: 401, body: error('invalid_token'), times: FOR_EVER },
	'tasks-403': { status: 403, body: error('disabled'), times: FOR_EVER },
	'tasks-404': { status: 404, body: error('no_api'), times: FOR_EVER },
	'tasks-429': { status: 429, body: error('too_many_requests') },
	'tasks-500': { status: 500, body: error('api_error') },
	'tasks-502': { status: 502, body: expect.stringContaining('502 Bad Gateway') },
	'tasks-html': { body: expect.stringContaining('<!doctype html>') },
	'tasks-unknown': { body: {}, times: FOR_EVER },
	'tasks-items-null': { body: { items: null, count: 0 } },
	'tasks-end-year-one': pending({ finished_at: '0001-01-01T00:00:00Z' }),
	'tasks-end-minus-one': pending({ finished_at: -1 }),
	'tasks-hiccup': pending({ response: { success: false, error: { message: expect.any(String) } } }),
	'tasks-hiccup-at-top': pending({ success: false }),
	'tasks-end-no-response': pending({ finished_at: expect.any(Number) }),
	'tasks-response-text': done({ response: expect.stringMatching(/^\{"success":true,.*"data":\[/) }),
	'tasks-status-result': done({
		status: 'succeeded',
		result: like({ data: [like({ url: expect.any(String) })] }),
	}),
	'tasks-type-images': done({ type: 'images', response: like({ success: true }) }),
};
/** Fields that an odd pending task must lack. */
const LACKS: Partial<Record<FaultName, string[]>> = {
	'tasks-end-year-one': ['response'],
	'tasks-end-minus-one': ['response'],
	'tasks-hiccup': ['finished_at'],
	'tasks-hiccup-at-top': ['finished_at', 'response'],
	'tasks-end-no-response': ['response'],
};

describe('asking for a task, by the name of the fault', () => {
	it.each(namesOf(TASKS))('%s', async (name) => {
		const id = await submit();
		simulator.misbehave(name);
		const { status = 200, body, times = 1 } = TASKS[name];

		for (let question = 0; question < times; question++) {
			const answer = await ask(id);
			expect(answer.status).toBe(status);
			expect(answer.body).toEqual(body);
			for (const field of LACKS[name] ?? []) expect(answer.body).not.toHaveProperty(field);
		}
		const after = await ask(id);

		const isOver = times !== FOR_EVER;
		expect(after.status === 200 && JSON.stringify(after.body).includes('"data":[')).toBe(
			isOver || name === 'tasks-status-result' || name === 'tasks-type-images',
		);
	});

	it.each(LOST)('%s: the question gets no answer', async (name) => {
		const id = await submit();
		simulator.misbehave(name);
		const signal = AbortSignal.timeout(100);

		const first = client.tasks({ action: 'retrieve', id }, { signal });
		await expect(first).rejects.toThrow();

		expect((await ask(id)).body).toMatchObject({ id });
	});

	it('lists are changed as single tasks are', async () => {
		const ids = [await submit(), await submit()];
		simulator.script(['tasks-status-result', 'tasks-items-null']);
		const list = async () => (await client.tasks({ action: 'retrieve_batch', ids })).body;

		expect(await list()).toMatchObject({
			count: 2,
			items: [{ status: 'succeeded' }, { status: 'succeeded' }],
		});
		expect(await list()).toEqual({ items: null, count: 0 });
	});

	it('a shape of tasks is about look-ups, also without a name', async () => {
		simulator.misbehave({ kind: 'taskShape', shape: 'typeImages' });
		const id = await submit();

		expect((await ask(id)).body).toMatchObject({ type: 'images' });
	});

	it('a task that failed says so in its other form too', async () => {
		simulator.misbehave('task-refused');
		const id = await submit();
		simulator.misbehave('tasks-status-result');

		expect((await ask(id)).body).toEqual({
			id,
			status: 'failed',
			result: { error: { code: 'forbidden', message: 'Rejected by moderation.' } },
		});
	});
});
