import { billed, lighthouses, publishAndCall, suspended } from '../deliveries/bench';
import { flow, getTasks, imageNode, promptItems } from '../deliveries/flow';
import {
	complaintsOf,
	listenAtWebhook,
	makeAndSend,
	openQueueBench,
	startAtWebhook,
	submitAndFinish,
	type QueueBench,
} from '../queue/bench';
import { eventually } from '../support/eventually';

/** In minutes: 3 s. */
const OFTEN = '0.05';

const KEEPS_LITTLE = {
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	EXECUTIONS_DATA_SAVE_ON_SUCCESS: 'none',
	EXECUTIONS_DATA_PRUNE: 'true',
	EXECUTIONS_DATA_MAX_AGE: '0',
	EXECUTIONS_DATA_HARD_DELETE_BUFFER: '0',
	EXECUTIONS_DATA_PRUNE_SOFT_DELETE_INTERVAL: OFTEN,
	EXECUTIONS_DATA_PRUNE_HARD_DELETE_INTERVAL: OFTEN,
};

describe('n8n in queue mode that keeps no execution that is over, and files in a shared folder', () => {
	let bench: QueueBench;

	beforeAll(async () => {
		bench = await openQueueBench('queue.settings', { env: KEEPS_LITTLE });
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	it.each(['wait', 'poll', 'pause'])('%s: the next node has the bytes', async (delivery) => {
		const { simulator, gate, sink } = bench;
		const prompts = lighthouses(3);
		const id = await startAtWebhook(bench, makeAndSend(bench, delivery, prompts, { delivery }));
		if (delivery === 'pause') await suspended(bench, id, 3);
		else await simulator.until(() => simulator.ledger.length === 3);
		gate.open();
		await simulator.callbacks.settled();
		if (delivery === 'pause') await simulator.callbacks.deliver('all');

		expect(await sink.receive(3, simulator)).toEqual(prompts);
		expect(sink.files.map(({ mode }) => mode)).toEqual(Array(3).fill('filesystem-v2'));
		expect(billed(bench)).toEqual(prompts);
		await isDeleted(id);
	});

	it('submit, and the trigger: a worker fetches them, and the next node has the bytes', async () => {
		const { n8n, simulator, sink } = bench;
		const prompts = lighthouses(3);
		const listener = await listenAtWebhook(bench);
		await submitAndFinish(bench, 'submit', listener, prompts);
		const answers = await simulator.callbacks.deliver('all');

		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		expect(await sink.receive(3, simulator)).toEqual(prompts);
		for (const { executionId, mode } of sink.files) {
			expect(mode).toBe('filesystem-v2');
			expect(n8n.workersOf(executionId)).toHaveLength(1);
		}
		expect(billed(bench)).toEqual(prompts);
	});

	it('a paused execution stays, while others are deleted, and goes on', async () => {
		const { n8n, simulator, gate, sink } = bench;
		const paused = makeAndSend(bench, 'paused', lighthouses(2), { delivery: 'pause' });
		const { id } = await suspended(bench, await startAtWebhook(bench, paused), 2);
		simulator.misbehave({ kind: 'error', code: 'bad_request' });
		const failing = flow('failing', [...promptItems(['Failing']), imageNode({})]);
		await publishAndCall(bench, failing, { url: n8n.urlOf('webhook1') });
		await eventually('the execution that failed is deleted', async () => {
			const [only, ...others] = await n8n.stores.query('SELECT id FROM execution_entity');
			return simulator.requests.length > 2 && only !== undefined && others.length === 0;
		});

		gate.open();
		await simulator.callbacks.settled();
		await simulator.callbacks.deliver('all');
		expect(await sink.receive(2, simulator)).toEqual(lighthouses(2));
		await isDeleted(id);
	});

	describe('a workflow with a time limit of 3 s', () => {
		const limited = { executionTimeout: 3 };

		it('that is paused for longer: the images come all the same', async () => {
			const { simulator, gate, sink } = bench;
			const pause = { delivery: 'pause' };
			const file = makeAndSend(bench, 'outlasts', lighthouses(2), pause, limited);
			const { startedAt } = await suspended(bench, await startAtWebhook(bench, file), 2);
			const since = Date.parse(String(startedAt));
			await eventually('the time limit has passed', () => Date.now() - since > 4000);
			gate.open();
			await simulator.callbacks.settled();
			await simulator.callbacks.deliver('all');

			expect(await sink.receive(2, simulator)).toEqual(lighthouses(2));
		});

		it('whose Limit (Minutes) passes while it is paused: it has the task ids, and gets the images', async () => {
			const { simulator, gate, sink } = bench;
			// 6 s. The field takes whole minutes, an expression parts of them too.
			const pause = imageNode({ delivery: 'pause', pauseLimit: '={{ 0.1 }}' });
			const nodes = [...promptItems(lighthouses(2)), pause, getTasks(), sink.node];
			const file = { ...flow('late', nodes), settings: limited };
			await suspended(bench, await startAtWebhook(bench, file), 2);
			gate.open();
			await simulator.callbacks.settled();

			expect(await sink.receive(2, simulator)).toEqual(lighthouses(2));
			expect(billed(bench)).toEqual(lighthouses(2));
		});

		it('that would ask for longer: it is refused, and nothing is paid', async () => {
			const { n8n, simulator } = bench;
			const poll = { delivery: 'poll', pauseLimit: 60 };
			const file = makeAndSend(bench, 'refused', lighthouses(2), poll, limited);
			const { id } = await publishAndCall(bench, file, { url: n8n.urlOf('webhook1') });
			const refusal = /^'Limit \(Minutes\)' is 60, but n8n ends this workflow after 0.05/;
			await eventually(`workflow ${id} was refused`, () =>
				complaintsOf(bench).some((message) => refusal.test(message)),
			);

			expect(simulator.requests).toHaveLength(0);
		});
	});

	it('nothing in the logs speaks of other trouble', () => {
		expect(complaintsOf(bench, OF_THESE_TESTS)).toEqual([]);
	});

	async function isDeleted(id: string): Promise<void> {
		await eventually(`execution ${id} is deleted`, async () => {
			const rows = await bench.n8n.stores.query(`SELECT id FROM execution_entity WHERE id = ${id}`);
			return rows.length === 0;
		});
	}
});

const OF_THESE_TESTS = [
	/The execution "\d+" does not exist/,
	/^The service did not accept the request/,
	/^'Limit \(Minutes\)' is 60/,
];
