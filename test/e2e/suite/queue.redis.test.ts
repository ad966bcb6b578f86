import { z } from 'zod';

import { IMAGES } from './workflows';
import { itemsOf } from '../api/execution-data';
import { readExecution, retryExecution, waitForExecution } from '../api/executions';
import { finishedExecutions } from '../callbacks/harvest';
import { billed, downloads, lighthouses, suspended } from '../deliveries/bench';
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
import { RedisLine } from '../queue/redis-line';
import { eventually } from '../support/eventually';
import { sleep } from '../support/node';
import { fetchOnOwnConnection } from '../support/own-connection';
import type { Letter } from '../../simulator';

/** How long Redis is away, and how long a sender waits who is gone before it is back; in ms. */
const AWAY_MS = 3000;
const IMPATIENT_MS = 1500;
const PATIENT_MS = 60_000;

/**
 * n8n looks into Redis for each callback, before it reads it and before it asks the node; and when it
 * has stored the execution, it puts a job into Redis. It waits at both for as long as Redis is away,
 * for 10 s (`QUEUE_BULL_REDIS_TIMEOUT_THRESHOLD`). Then its processes end.
 */
describe('n8n in queue mode whose Redis goes away and comes back', () => {
	let line: RedisLine;
	let bench: QueueBench;

	beforeAll(async () => {
		line = await RedisLine.open();
		bench = await openQueueBench('queue.redis', { env: line.env });
	});
	afterAll(async () => {
		await bench?.close();
		await line?.cut();
	});
	beforeEach(() => bench.reset());

	/** The statuses of a workflow's executions, as the database has them. */
	const stored = async (workflowId: string): Promise<string[]> => {
		const rows = await bench.n8n.stores.query(
			`SELECT status FROM execution_entity WHERE "workflowId" = '${workflowId}' ORDER BY id`,
		);
		return z
			.array(z.object({ status: z.string() }))
			.parse(rows)
			.map(({ status }) => status);
	};
	const listener = async (path: string) => {
		const listening = await listenAtWebhook(bench);
		const [letter] = await submitAndFinish(bench, path, listening, [path]);
		if (!letter) throw new Error('There is no callback');
		return { listening, letter, id: listening.workflow.id };
	};
	/** Suspends an execution whose tasks are then finished; gives their callbacks, which are held. */
	const paused = async (path: string, prompts: readonly string[]) => {
		const { gate, simulator } = bench;
		const before = simulator.tasks.all.length;
		const file = makeAndSend(bench, path, prompts, { delivery: 'pause' });
		const execution = await suspended(
			bench,
			await startAtWebhook(bench, file),
			before + prompts.length,
		);
		gate.open();
		await simulator.callbacks.settled();
		gate.close();
		const url = `/webhook-waiting/${execution.id}/`;
		const letters = simulator.callbacks.pending().filter((letter) => letter.url.includes(url));
		return { id: execution.id, letters };
	};

	it('a callback whose sender does not wait: the second try starts the workflow, and only once', async () => {
		const { simulator, sink, api } = bench;
		const { listening, letter, id } = await listener('waits');
		await line.cut();
		expect(await send(letter, IMPATIENT_MS)).toBe('gave up');
		expect(await stored(id)).toEqual([]);
		await line.mend();

		expect(await send(letter)).toBe(200);
		await finishedExecutions(api, listening, 1);
		expect(await send(letter)).toBe(200);
		expect(await sink.receive(1, simulator)).toEqual(['waits']);
		await finishedExecutions(api, listening, 1);
	});

	it('a callback whose execution is being stored: tried again meanwhile, it starts the workflow once', async () => {
		const { simulator, sink, api } = bench;
		const { listening, letter, id } = await listener('stores');
		const cut = line.cutAtJobs(1);
		const first = send(letter, IMPATIENT_MS);
		await cut;
		expect(await first).toBe('gave up');
		expect(await stored(id)).toEqual(['new']);
		const second = send(letter);
		await sleep(IMPATIENT_MS);
		await line.mend();

		expect(await second).toBe(200);
		expect(await sink.receive(1, simulator)).toEqual(['stores']);
		await finishedExecutions(api, listening, 1);
	});

	it('a paused execution: callbacks whose senders wait bring its images, each once', async () => {
		const { api, simulator, sink } = bench;
		const { id, letters } = await paused('held', lighthouses(3));
		await line.cut('reset');
		const answers = Promise.all(letters.map(async (letter) => await send(letter)));
		await sleep(AWAY_MS);
		expect((await readExecution(api, id)).status).toBe('waiting');
		await line.mend();

		expect(await answers).toContain(200);
		expect((await waitForExecution(api, id)).status).toBe('success');
		expect(await sink.receive(3, simulator)).toEqual(lighthouses(3));
		expect(downloads(bench)).toBe(3);
		expect(billed(bench)).toEqual(lighthouses(3));
	});

	it('a paused execution: one callback makes up for those whose senders gave up', async () => {
		const { api, simulator, sink } = bench;
		const { id, letters } = await paused('given-up', lighthouses(3));
		await line.cut();
		const answers = letters.map(async (letter) => await send(letter, IMPATIENT_MS));
		expect(await Promise.all(answers)).toEqual(Array(3).fill('gave up'));
		await line.mend();
		const [letter] = letters;
		if (letter) expect(await send(letter)).toBe(200);

		expect((await waitForExecution(api, id)).status).toBe('success');
		expect(await sink.receive(3, simulator)).toEqual(lighthouses(3));
		expect(downloads(bench)).toBe(3);
	});

	it('a callback that Redis refuses: the sender is told, and the second try starts the workflow', async () => {
		const { api, simulator, sink } = bench;
		const { listening, letter, id } = await listener('refused');
		line.refuseNextJob();
		expect(await send(letter)).toBe(500);
		expect(await stored(id)).toEqual(['error']);

		expect(await send(letter)).toBe(200);
		expect(await sink.receive(1, simulator)).toEqual(['refused']);
		expect(await send(letter)).toBe(200);
		await finishedExecutions(api, listening, 2);
		expect(sink.files).toHaveLength(1);
	});

	it('a paused execution that Redis refuses is ended by n8n: the log says so, Get Many has its images', async () => {
		const { api, n8n } = bench;
		const { id, letters } = await paused('refused-pause', lighthouses(2));
		line.refuseNextJob();
		const [letter] = letters;
		if (letter) expect(await send(letter)).toBe(500);
		expect((await readExecution(api, id)).status).toBe('error');
		await eventually('the log says where the images are', () =>
			n8n
				.logOf('webhook1')
				.complaints()
				.some(({ message }) => GIVEN_UP.test(message)),
		);

		expect(await fetchAll(bench, 'found', 2)).toEqual(lighthouses(2));
		expect(billed(bench)).toEqual(lighthouses(2));
	});

	it('for longer than n8n waits, which ends then: started again, it has lost no task', async () => {
		const { api, n8n, simulator, sink } = bench;
		const waking = await paused('waking', lighthouses(2));
		const waiting = await paused('waiting', ['Waiting']);
		const { listening, letter, id } = await listener('starting');
		const cut = line.cutAtJobs(2);
		const answers = Promise.all([letter, ...waking.letters].map(async (one) => await send(one)));
		await cut;
		expect(await Promise.all(waiting.letters.map(async (one) => await send(one)))).toEqual([
			'cut off',
		]);
		const [ofTrigger, ...ofPause] = await answers;
		expect(ofTrigger).toBe('cut off');
		expect(ofPause).toContain('cut off');
		await n8n.haveEnded(...n8n.names());
		expect(await stored(id)).toEqual(['new']);
		await line.mend();
		await n8n.boot(...n8n.names());
		await eventually('the execution that was in no queue is given up', async () =>
			(await stored(id)).includes('crashed'),
		);

		expect(await send(letter)).toBe(200);
		expect(await send(letter)).toBe(200);
		await Promise.all(waiting.letters.map(async (one) => await send(one)));
		expect((await waitForExecution(api, waiting.id)).status).toBe('success');
		// Its images were fetched, and are stored with it; but n8n resumes no execution that has crashed.
		expect((await readExecution(api, waking.id)).status).toBe('crashed');
		const retried = await waitForExecution(api, await retryExecution(api, waking.id));
		expect(itemsOf(retried, IMAGES).map(({ json }) => json.prompt)).toEqual(lighthouses(2));
		expect(await sink.receive(4, simulator)).toEqual([...lighthouses(2), 'Waiting', 'starting']);
		const executions = await finishedExecutions(api, listening, 2);
		expect(executions.map(({ status }) => status)).toEqual(['success', 'crashed']);
		expect(billed(bench)).toEqual([...lighthouses(2), 'Waiting', 'starting']);
		expect(downloads(bench)).toBe(4);
	});

	it('nothing in the logs speaks of other trouble', () => {
		expect(complaintsOf(bench, OF_REDIS_AWAY)).toEqual([]);
	});
});

const GIVEN_UP = /^XHuo Image: the tasks are finished, but n8n does not resume .* 'Get Many'/;

/** What n8n says while Redis is away, and of callbacks whose senders had gone when it was back. */
const OF_REDIS_AWAY = [
	/^Lost Redis connection|^Unable to connect to Redis|^Exiting process due to Redis/,
	// Of connections that were reset, which its queue throws for n8n to write down with the stack.
	/^(\[Redis client\] )?(read ECONNRESET|write EPIPE)|^Queue errored$/,
	/LOADING Redis is loading|There was a problem executing the workflow/,
	GIVEN_UP,
	// Of what n8n keeps there, by what was under way at that moment.
	/^Pubsub subscriber connection is unresponsive|^Failed to (re)?subscribe to/,
	/^Failed to (heartbeat instance|get all registrations|(get|save) last known state)|^Heartbeat failed/,
	/^Failed to (acquire|release) lock|^Lock (renewal|was)|^Lost lock/,
	/Request body stream was aborted or is not readable/,
	// Of processes that ended without a word.
	/^Cluster check (warning|failed)/,
];

/** What became of a callback: the status of the answer, or why there was none. */
async function send(
	letter: Letter,
	patienceMs = PATIENT_MS,
): Promise<number | 'gave up' | 'cut off'> {
	const signal = AbortSignal.timeout(patienceMs);
	const headers = { 'content-type': 'application/json' };
	try {
		const { status } = await fetchOnOwnConnection(letter.url, {
			method: 'POST',
			headers,
			body: letter.text,
			signal,
		});
		return status;
	} catch {
		return signal.aborted ? 'gave up' : 'cut off';
	}
}
