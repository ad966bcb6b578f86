import { IMAGES } from './workflows';
import { itemsOf } from '../api/execution-data';
import { listExecutions, retryExecution, waitForExecution, waitForStatus } from '../api/executions';
import { finishedExecutions } from '../callbacks/harvest';
import { billed, downloads, finishAll, lighthouses, suspended } from '../deliveries/bench';
import { flow, imageNode, promptItems } from '../deliveries/flow';
import {
	complaintsOf,
	fetchAll,
	listenAtWebhook,
	makeAndSend,
	openQueueBench,
	startAtWebhook,
	submitAndFinish,
	type QueueBench,
} from '../queue/bench';
import type { ProcessName } from '../queue/queue-n8n';

const PAUSED = 20;

describe('when a process of n8n in queue mode is killed', () => {
	let bench: QueueBench;

	beforeAll(async () => {
		bench = await openQueueBench('queue.kill');
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	const questions = () =>
		bench.simulator.requests.filter(({ path }) => path.endsWith('/tasks')).length;

	it(`a worker, while ${PAUSED} executions are paused: all of them go on, at the other worker`, async () => {
		const { api, n8n, simulator, gate, sink } = bench;
		const ids: string[] = [];
		for (const prompt of lighthouses(PAUSED)) {
			const path = prompt.replace(' ', '-');
			ids.push(await startAtWebhook(bench, makeAndSend(bench, path, [prompt], PAUSE)));
		}
		for (const id of ids) await suspended(bench, id, PAUSED);
		const [worker] = n8n.workersOf(String(ids[0]));
		if (!worker) throw new Error('No worker has had the first execution');
		await n8n.kill9(worker);

		gate.open();
		await simulator.callbacks.settled();
		const answers = await simulator.callbacks.deliver('all', { order: 'shuffled' });
		expect(answers.map(({ status }) => status)).toEqual(Array(PAUSED).fill(200));

		const executions = await Promise.all(ids.map(async (id) => await waitForExecution(api, id)));
		expect(executions.map(({ status }) => status)).toEqual(Array(PAUSED).fill('success'));
		const prompts = lighthouses(PAUSED).sort();
		expect(await sink.receive(PAUSED, simulator)).toEqual(prompts);
		expect(billed(bench)).toEqual(prompts);
		await n8n.boot(worker);
	});

	it('the workers, while they ask and fetch: the executions end, and Get Many finds what was paid for', async () => {
		const { api, n8n, simulator, gate } = bench;
		const listener = await listenAtWebhook(bench);
		const letters = await submitAndFinish(bench, 'fetched', listener, ['Trigger']);
		const slow = simulator.misbehave({ kind: 'imageLatency', ms: 600_000 }, { times: 'always' });
		await simulator.callbacks.deliver(letters.map(({ taskId }) => taskId));
		await simulator.until(() => downloads(bench) === 1);
		const [fetching] = await listExecutions(api, listener.workflow);
		gate.close();
		const file = makeAndSend(bench, 'asks', lighthouses(3), { delivery: 'poll' });
		const asking = await startAtWebhook(bench, file);
		await simulator.until(() => simulator.ledger.length === 4);
		const asked = questions();
		await simulator.until(() => questions() > asked);
		await n8n.kill9(...n8n.names('worker'));
		slow.cancel();
		await n8n.replace(...n8n.names('worker'));

		// Of such an execution n8n keeps nothing that could be retried.
		for (const id of [asking, String(fetching?.id)]) {
			const { data } = await waitForStatus(api, id, ['error'], { timeoutMs: 120_000 });
			expect(data.resultData.error?.message).toMatch(/^This execution failed to be processed/);
		}
		gate.open();
		await simulator.callbacks.settled();
		const paid = [...lighthouses(3), 'Trigger'];
		expect(await fetchAll(bench, 'found', 4)).toEqual(paid);
		expect(billed(bench)).toEqual(paid);
	});

	it.each([
		['asks', async () => await asks()],
		['fetches', async () => await fetches()],
	])(
		'one worker, while it %s: the other does not begin anew, and nothing paid is lost',
		async (what, working) => {
			const { api, n8n, simulator, gate } = bench;
			const slow = simulator.misbehave({ kind: 'imageLatency', ms: 600_000 }, { times: 'always' });
			if (what === 'fetches') gate.open();
			const file = makeAndSend(bench, `alone-${what}`, lighthouses(3), { delivery: 'poll' });
			const id = await startAtWebhook(bench, file);
			await working();
			const workers = n8n.workersOf(id);
			expect(workers).toHaveLength(1);
			await n8n.kill9(...workers);
			slow.cancel();

			const { data } = await waitForStatus(api, id, ['error'], { timeoutMs: 120_000 });
			expect(data.resultData.error?.message).toMatch(/^This execution failed to be processed/);
			expect(n8n.names('worker').flatMap(startsOf(id))).toHaveLength(1);
			await finishAll(bench);
			expect(await fetchAll(bench, `found-${what}`, 3)).toEqual(lighthouses(3));
			expect(billed(bench)).toEqual(lighthouses(3));
			await n8n.boot(...workers);
		},
	);

	const asks = async () => {
		await bench.simulator.until(() => bench.simulator.ledger.length === 3);
		const asked = questions();
		await bench.simulator.until(() => questions() > asked);
	};
	const fetches = async () => await bench.simulator.until(() => downloads(bench) > 0);
	/** The beginnings of an execution in the log of a worker. */
	const startsOf = (id: string) => (worker: ProcessName) =>
		bench.n8n
			.logOf(worker)
			.text()
			.match(new RegExp(`Worker started execution ${id} `, 'g')) ?? [];

	it.each([
		['are replaced by new ones, go on with what came meanwhile', 'replace'],
		['are started again, have taken it for crashed; Retry goes on, and pays nothing', 'boot'],
	] as const)('all workers: callbacks are taken; workers that %s', async (_what, how) => {
		const { api, n8n, simulator, sink } = bench;
		const listener = await listenAtWebhook(bench);
		const file = makeAndSend(bench, `no-worker-${how}`, lighthouses(2), PAUSE);
		const { id } = await suspended(bench, await startAtWebhook(bench, file), 2);
		await submitAndFinish(bench, `for-no-worker-${how}`, listener, ['Trigger']);
		await simulator.until(() => simulator.callbacks.pending().length === 3);
		const workers = n8n.names('worker');
		await n8n.kill9(...workers);
		const answers = await simulator.callbacks.deliver('all');
		expectTaken(answers, 3);
		// The images of the paused execution. The trigger's is fetched by a worker, and there is none.
		expect(downloads(bench)).toBe(2);

		await n8n[how](...workers);

		await finishedExecutions(api, listener, 1);
		const woken = await waitForExecution(api, id);
		expect(woken.status).toBe(how === 'boot' ? 'crashed' : 'success');
		if (how === 'boot') {
			const retried = await waitForExecution(api, await retryExecution(api, id));
			expect(retried.status).toBe('success');
		}
		expect(await sink.receive(3, simulator)).toEqual([...lighthouses(2), 'Trigger']);
		expect(downloads(bench)).toBe(3);
		expect(billed(bench)).toEqual([...lighthouses(2), 'Trigger']);
	});

	it('the main process: callbacks are taken, workers go on, and paused executions survive', async () => {
		const { api, n8n, simulator, gate, sink } = bench;
		const woken = makeAndSend(bench, 'woken', lighthouses(2), PAUSE);
		const first = await suspended(bench, await startAtWebhook(bench, woken), 2);
		const later = makeAndSend(bench, 'later', ['Later'], PAUSE);
		const second = await suspended(bench, await startAtWebhook(bench, later), 3);
		const limited = { ...PAUSE, pauseLimit: '={{ 0.1 }}' };
		const late = flow('limited', [...promptItems(['Late']), imageNode(limited)]);
		const third = await suspended(bench, await startAtWebhook(bench, late), 4);
		await n8n.kill9('main');

		gate.finish(2);
		await simulator.until(() => simulator.callbacks.pending().length === 2);
		const answers = await simulator.callbacks.deliver('all');
		expectTaken(answers, 2);
		expect(await sink.receive(2, simulator)).toEqual(lighthouses(2));

		await n8n.boot('main');
		gate.finish(1);
		await simulator.until(() => simulator.callbacks.pending().length === 1);
		await simulator.callbacks.deliver('all');

		for (const { id } of [first, second]) {
			expect((await waitForExecution(api, id)).status).toBe('success');
		}
		expect(await sink.receive(3, simulator)).toEqual(['Later', ...lighthouses(2)].sort());
		const timedOut = await waitForExecution(api, third.id);
		expect(itemsOf(timedOut, IMAGES).map(({ json }) => json)).toMatchObject([
			{ status: 'timedOut', prompt: 'Late', taskId: expect.any(String) },
		]);
		expect(billed(bench)).toEqual(['Late', 'Later', ...lighthouses(2)].sort());
	});

	it('nothing in the logs speaks of other trouble', () => {
		expect(complaintsOf(bench, OF_DEAD_PROCESSES)).toEqual([]);
	});
});

const PAUSE = { delivery: 'pause' };

/**
 * Whether callbacks were taken, of which two are of one paused execution: the first of these wakes it,
 * and n8n answers the second with 409 if the execution goes on by then.
 */
function expectTaken(answers: ReadonlyArray<{ readonly status: number | null }>, count: number) {
	const statuses = answers.map(({ status }) => status).sort();
	expect(statuses).toHaveLength(count);
	expect(statuses.slice(0, -1)).toEqual(Array(count - 1).fill(200));
	expect([200, 409]).toContain(statuses.at(-1));
}

/** What n8n says of processes and jobs that ended without a word. */
const OF_DEAD_PROCESSES = [
	/^Cluster check warning/,
	/This execution failed to be processed too many times/,
	/job stalled more than maxStalledCount/,
];
