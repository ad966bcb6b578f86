import { IMAGES } from './workflows';
import { itemsOf, runOf } from '../api/execution-data';
import { waitForExecution } from '../api/executions';
import {
	allServed,
	billed,
	compareImages,
	lighthouses,
	startInProduction,
} from '../deliveries/bench';
import { OF_OTHER_FILES, unexpectedComplaints } from '../deliveries/complaints';
import {
	AFTER,
	flow,
	getTasks,
	imageNode,
	LATER,
	pairingNode,
	promptItems,
} from '../deliveries/flow';
import { freePort } from '../instance/free-port';
import { openWorkbench, type Workbench } from '../setup/workbench';
import { startCuttingProxy, type CuttingProxy } from '../support/cutting-proxy';
import { GATED_MS, TaskGate } from '../support/task-gate';

/** How old a connection gets, in ms. */
const CUT_AFTER_MS = 3000;

describe('delivery Ask Until Finished, behind a proxy that cuts every connection after 3 s', () => {
	let proxy: CuttingProxy;
	let bench: Workbench;
	const gate = new TaskGate();
	/** How long a task takes, in ms. */
	let taskMs = 0;

	beforeAll(async () => {
		const port = await freePort();
		proxy = await startCuttingProxy(port, CUT_AFTER_MS);
		const latencyMs = () => taskMs;
		const simulator = { ...gate.options, port, publicUrl: proxy.url, latencyMs };
		bench = await openWorkbench({ simulator });
	});
	afterAll(async () => {
		await bench?.close();
		await proxy?.close();
	});
	beforeEach(() => bench.simulator.reset());

	const requestsTo = (end: string) =>
		bench.simulator.requests.filter(({ path }) => path.endsWith(end));
	const images = (name: string, count: number, parameters = {}, settings = {}) =>
		flow(name, [
			...promptItems(lighthouses(count)),
			imageNode({ delivery: 'poll', ...parameters }, settings),
		]);

	it('brings what a held connection cannot, though every second question fails', async () => {
		taskMs = GATED_MS;
		const { api, simulator } = bench;
		simulator.script(
			[{ kind: 'gateway' }, 'fine', { kind: 'resetBeforeAccepting' }, 'fine', { kind: 'gateway' }],
			{ on: ['tasks'] },
		);
		const several = imageNode({ delivery: 'poll', numberOfImages: 2 });
		const file = flow('asked', [...promptItems(lighthouses(2)), several, pairingNode]);
		const id = await startInProduction(bench, file);
		await simulator.until(() => requestsTo('/tasks').length === 4);
		gate.open();
		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		const pairs = lighthouses(2).flatMap((prompt) => [prompt, prompt]);
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(pairs));
		expect(itemsOf(execution, AFTER).map(({ json }) => json.pairedWith)).toEqual(pairs);
		expect(billed(bench)).toEqual(pairs);

		simulator.reset();
		taskMs = 13_000;
		const held = await startInProduction(bench, images('held', 1, { delivery: 'wait' }));
		const cut = await waitForExecution(api, held);
		expect(cut.status).toBe('error');
		expect(runOf(cut, IMAGES).error?.message).toMatch(/cut before the answer/);
		expect(proxy.cut).toBeGreaterThan(0);
	});

	it('hands no task in twice with Retry On Fail, not even one that is still open', async () => {
		taskMs = 3000;
		const { api, simulator } = bench;
		// The first try ends at its limit of 6 s, with one task open, one failed and one refused.
		simulator.misbehave({ kind: 'latency', ms: 6000 }, { match: { prompt: 'Lighthouse 0' } });
		simulator.misbehave({ kind: 'taskFails' }, { match: { prompt: 'Lighthouse 1' } });
		const aim = { match: { prompt: 'Lighthouse 2' } };
		simulator.misbehave({ kind: 'error', code: 'bad_request' }, aim);
		const parameters = { pauseLimit: '={{ 0.1 }}', options: { concurrency: 1 } };
		const retried = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const id = await startInProduction(bench, images('retried', 3, parameters, retried));

		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(3)));
		expect(requestsTo('/generations')).toHaveLength(5);
		expect(billed(bench)).toEqual(lighthouses(3));
	});

	it('gives the task ids when the limit has passed, and Get waits for the images', async () => {
		taskMs = 12_000;
		const { api } = bench;
		const file = flow('limited', [
			...promptItems(lighthouses(2)),
			// The field takes whole minutes, an expression parts of them too.
			imageNode({ delivery: 'poll', pauseLimit: '={{ 0.1 }}' }),
			getTasks({
				operation: 'get',
				taskId: '={{ $json.taskId }}',
				options: { waitUntilFinished: true, waitInterval: 1 },
			}),
		]);
		const execution = await waitForExecution(api, await startInProduction(bench, file));
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, IMAGES).map(({ json }) => json)).toMatchObject(
			lighthouses(2).map((prompt) => ({ prompt, status: 'timedOut', taskId: expect.any(String) })),
		);
		expect(await compareImages(bench, execution, LATER)).toEqual(allServed(lighthouses(2)));
		expect(billed(bench)).toEqual(lighthouses(2));
	});

	it('has left nothing in the log of n8n but the failures of this test', () => {
		expect(unexpectedComplaints(bench.n8n, OF_OTHER_FILES)).toEqual([]);
	});
});
