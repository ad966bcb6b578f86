import { IMAGES } from './workflows';
import { itemsOf } from '../api/execution-data';
import { createCredential } from '../api/credentials';
import { FINAL, listAllExecutions, waitForExecution } from '../api/executions';
import { finishedExecutions } from '../callbacks/harvest';
import { TRIGGER } from '../callbacks/listener';
import { billed, finishAll, lighthouses, suspended } from '../deliveries/bench';
import {
	complaintsOf,
	deliverAt,
	listenAtWebhook,
	makeAndSend,
	openQueueBench,
	startAtWebhook,
	submitAndFinish,
	type QueueBench,
} from '../queue/bench';
import type { ProcessName } from '../queue/queue-n8n';
import { eventually } from '../support/eventually';
import { sleep } from '../support/node';
import { say } from '../support/progress';

describe('n8n in queue mode, with two webhook processes, two workers, and files in its database', () => {
	let bench: QueueBench;

	beforeAll(async () => {
		bench = await openQueueBench('queue', { webhooks: 2 });
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	it.each([
		['wait', 'Wait for the Image'],
		['poll', 'Ask Until Finished'],
	])('%s: a worker makes the images, and the next node has their bytes', async (delivery) => {
		const { api, n8n, simulator, gate, sink } = bench;
		gate.open();
		const prompts = lighthouses(3);
		const id = await startAtWebhook(bench, makeAndSend(bench, delivery, prompts, { delivery }));

		expect((await waitForExecution(api, id)).status).toBe('success');
		expect(await sink.receive(3, simulator)).toEqual(prompts);
		expect(billed(bench)).toEqual(prompts);
		expect(n8n.workersOf(id)).toHaveLength(1);
		expect(sink.files.map(({ mode }) => mode)).toEqual(Array(3).fill('database'));
	});

	it('pause: the webhook process wakes the execution, and a worker goes on with it', async () => {
		const { api, n8n, simulator, sink } = bench;
		const prompts = lighthouses(3);
		const file = makeAndSend(bench, 'pause', prompts, { delivery: 'pause' });
		const { id } = await suspended(bench, await startAtWebhook(bench, file), 3);
		await finishAll(bench);

		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, IMAGES).map(({ json }) => json.prompt)).toEqual(prompts);
		expect(await sink.receive(3, simulator)).toEqual(prompts);
		expect(billed(bench)).toEqual(prompts);
		const asked = simulator.callbacks.deliveries.map(({ url }) => new URL(url).origin);
		expect(new Set(asked)).toEqual(new Set([n8n.urlOf('webhook1')]));
	});

	it('submit, and the trigger: a worker fetches each image, and the next node has its bytes', async () => {
		const { api, n8n, simulator, sink } = bench;
		const prompts = lighthouses(3);
		const listener = await listenAtWebhook(bench);
		await submitAndFinish(bench, 'submit', listener, prompts);
		const answers = await simulator.callbacks.release();
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);

		const executions = await finishedExecutions(api, listener, 3);
		expect(executions.map(({ status }) => status)).toEqual(Array(3).fill('success'));
		expect(await sink.receive(3, simulator)).toEqual(prompts);
		for (const execution of executions) {
			expect(itemsOf(execution, TRIGGER)).toMatchObject([{ json: { success: true } }]);
			expect(n8n.workersOf(execution.id)).toHaveLength(1);
		}
		expect(sink.files.map(({ mode }) => mode)).toEqual(Array(3).fill('database'));
		expect(billed(bench)).toEqual(prompts);
	});

	it('a paused execution goes on once when each callback comes at both processes at once', async () => {
		const { api, n8n, simulator, gate, sink } = bench;
		const prompts = lighthouses(4);
		const file = makeAndSend(bench, 'both', prompts, { delivery: 'pause' });
		const { id } = await suspended(bench, await startAtWebhook(bench, file), 4);
		gate.open();
		await simulator.callbacks.settled();
		const letters = simulator.callbacks.pending();
		const both = n8n.names('webhook').map((name) => n8n.urlOf(name));
		const answers = await Promise.all(
			letters.flatMap((letter) => both.map(async (url) => await deliverAt(url, letter))),
		);
		expect(answers).toContain(200);

		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, IMAGES).map(({ json }) => json.prompt)).toEqual(prompts);
		expect(await sink.receive(4, simulator)).toEqual(prompts);
		for (const letter of letters) {
			for (const url of both) expect(await deliverAt(url, letter)).toBe(409);
		}
		expect(sink.files).toHaveLength(4);
		expect(billed(bench)).toEqual(prompts);
	});

	it('a callback starts the workflow once, also when it comes again at the other process', async () => {
		const { api, n8n, simulator, sink } = bench;
		const prompts = lighthouses(5);
		const listener = await listenAtWebhook(bench);
		const letters = await submitAndFinish(bench, 'repeated', listener, prompts);
		const sendAll = async (name: ProcessName) => {
			const statuses = [];
			for (const letter of letters) statuses.push(await deliverAt(n8n.urlOf(name), letter));
			return statuses;
		};
		expect(await sendAll('webhook1')).toEqual(Array(5).fill(200));
		await finishedExecutions(api, listener, 5);

		expect(await sendAll('webhook2')).toEqual(Array(5).fill(200));
		expect(await sendAll('webhook1')).toEqual(Array(5).fill(200));

		await finishedExecutions(api, listener, 5);
		expect(await sink.receive(5, simulator)).toEqual(prompts);
	});

	it('a callback that comes at both at the same moment starts it at most once a process', async () => {
		const { api, n8n, simulator, sink } = bench;
		const listener = await listenAtWebhook(bench);
		const letters = await submitAndFinish(bench, 'at-once', listener, lighthouses(1));
		const both = n8n.names('webhook').map((name) => n8n.urlOf(name));
		const answers = await Promise.all(
			letters.flatMap((letter) =>
				[...both, ...both].map(async (url) => await deliverAt(url, letter)),
			),
		);
		expect(answers).toEqual(Array(4).fill(200));

		const statuses = await eventually('all executions are over', async () => {
			const all = (await listAllExecutions(api, listener.workflow)).map(({ status }) => status);
			return all.length > 0 && all.every((status) => FINAL.includes(status)) && all;
		});
		expect(['success', 'success,success']).toContain(statuses.join());
		expect(new Set(await sink.receive(1, simulator))).toEqual(new Set(lighthouses(1)));
	});

	it('pause is refused on a worker whose address the service cannot reach', async () => {
		const { api, n8n } = bench;
		const data = { apiToken: 'x', baseUrl: 'https://api.xhuo.invalid/v1' };
		const credential = await createCredential(api, { name: 'XHuo account', type: 'xhuoApi', data });
		const elsewhere = { ...bench, credential };
		const file = makeAndSend(bench, 'private', lighthouses(1), { delivery: 'pause' });
		const id = await startAtWebhook(elsewhere, file);

		const { data: of } = await waitForExecution(api, id);
		const address = n8n.urlOf('webhook1');
		expect(of.resultData.error?.message).toContain(`cannot reach this n8n at ${address}`);
		expect(n8n.workersOf(id)).toHaveLength(1);
	});

	it('the callbacks of 100 tasks, at both processes in turn: each asks once a second at most', async () => {
		const { api, n8n, simulator, gate, sink } = bench;
		const prompts = lighthouses(100);
		const pause = { delivery: 'pause', options: { concurrency: 50 } };
		const file = makeAndSend(bench, 'in-turn', prompts, pause);
		const { id } = await suspended(bench, await startAtWebhook(bench, file), 100);
		const both = n8n.names('webhook').map((name) => n8n.urlOf(name));
		const answers = [];
		for (let sent = 0; sent < 100; sent += 2) {
			gate.finish(2);
			await simulator.until(() => simulator.callbacks.pending().length === sent + 2);
			const letters = simulator.callbacks.pending().slice(-2);
			answers.push(...letters.map(async (letter, n) => await deliverAt(String(both[n]), letter)));
			await sleep(100);
		}
		expect(await Promise.all(answers)).toContain(200);

		expect((await waitForExecution(api, id)).status).toBe('success');
		expect(await sink.receive(100, simulator)).toEqual([...prompts].sort());
		const asked = simulator.requests
			.filter(({ path }) => path.endsWith('/tasks'))
			.map(({ at }) => at);
		const seconds = (Math.max(...asked) - Math.min(...asked)) / 1000;
		say(`· 100 tasks, two processes: ${asked.length} questions in ${seconds.toFixed(1)} s`);
		expect(asked.length).toBeLessThanOrEqual(2 * (seconds + 2));
	});

	it('nothing in the logs speaks of trouble', () => {
		expect(complaintsOf(bench, OF_THESE_TESTS)).toEqual([]);
	});
});

/** What n8n says of the execution that is refused, and of callbacks at the same moment. */
const OF_THESE_TESTS = [
	/cannot be 'Pause Until Finished' while the service cannot reach this n8n/,
	// When it turns a callback away, because another is just waking the execution:
	/^Execution is already being resumed by another process/,
	/^Error in handling webhook request POST \/webhook-waiting\/.*reading 'node'/,
	// Its cause, in the same line of the log: the execution is already being resumed.
	/^Error in handling webhook request POST \/webhook-waiting\/.*There was a problem executing the workflow/,
];
