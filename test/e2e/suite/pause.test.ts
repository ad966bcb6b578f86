import { IMAGES, START } from './workflows';
import {
	allServed,
	billed,
	compareImages,
	downloads,
	finishAll,
	lighthouses,
	listed,
	openDeliveryBench,
	startAndSuspend,
	suspended,
	type DeliveryBench,
} from '../deliveries/bench';
import { OF_OTHER_FILES, unexpectedComplaints } from '../deliveries/complaints';
import { AFTER, flow, imageNode, pairingNode, promptItems } from '../deliveries/flow';
import { itemsOf, runOf } from '../api/execution-data';
import { runManually, waitForExecution } from '../api/executions';
import { importWorkflow } from '../api/workflows';

const PAUSE = { delivery: 'pause', pauseLimit: 30 };

describe('delivery Pause Until Finished', () => {
	let bench: DeliveryBench;

	beforeAll(async () => {
		bench = await openDeliveryBench();
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	const images = (path: string, prompts: readonly string[], parameters = {}, settings = {}) =>
		flow(path, [
			...promptItems(prompts),
			imageNode({ ...PAUSE, ...parameters }, settings),
			pairingNode,
		]);

	it('suspends a production execution, whose line in the list says until when', async () => {
		const before = Date.now();
		const waiting = await startAndSuspend(bench, images('one', lighthouses(1)), 1);

		const line = await listed(bench, waiting);
		expect(line).toMatchObject({ status: 'waiting', mode: 'webhook' });
		const minutes = (Date.parse(String(line?.waitTill)) - before) / 60_000;
		expect(minutes).toBeGreaterThan(29.9);
		expect(minutes).toBeLessThan(31);
		expect(runOf(waiting, IMAGES)).toMatchObject({
			executionStatus: 'waiting',
			hints: [{ message: expect.stringMatching(/^Waiting for 1 image task, until 20\d\d-/) }],
		});

		await finishAll(bench);
		const execution = await waitForExecution(bench.api, waiting.id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(1)));
		expect(billed(bench)).toEqual(lighthouses(1));
	});

	it("does the same when it is started by the editor's button", async () => {
		const { api, credential } = bench;
		const workflow = await importWorkflow(api, images('manual', lighthouses(2)), [credential]);
		const id = await runManually(api, workflow, START);
		const waiting = await suspended(bench, id, 2);
		expect(await listed(bench, waiting)).toMatchObject({ status: 'waiting', mode: 'manual' });

		await finishAll(bench);
		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(2)));
	});

	it('goes on once with all of 12 images: callbacks shuffled, five repeated, two at once', async () => {
		const { simulator, gate } = bench;
		const { callbacks } = simulator;
		const waiting = await startAndSuspend(bench, images('twelve', lighthouses(12)), 12);
		gate.finish(10);
		await simulator.until(() => callbacks.pending().length === 10);
		const repeated = callbacks.pending().slice(0, 5);
		const early = [
			...(await callbacks.deliver('all', { order: 'shuffled' })),
			...(await callbacks.deliver(repeated.map(({ taskId }) => taskId))),
		];
		expect(early.map(({ status }) => status)).toEqual(Array(15).fill(200));
		expect(await listed(bench, waiting)).toMatchObject({ status: 'waiting' });

		gate.finish(2);
		await simulator.until(() => callbacks.pending().length === 2);
		const last = await callbacks.deliver('all', { concurrent: true });

		const execution = await waitForExecution(bench.api, waiting.id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(12)));
		expect(itemsOf(execution, AFTER).map(({ json }) => json.pairedWith)).toEqual(lighthouses(12));
		expect(billed(bench)).toEqual(lighthouses(12).sort());
		expect(downloads(bench)).toBe(12);
		expect(last.map(({ status }) => status)).toContain(200);
	});

	it('fetches each image once when all callbacks come at the same moment', async () => {
		const { simulator, gate } = bench;
		const waiting = await startAndSuspend(bench, images('at-once', lighthouses(6)), 6);
		gate.open();
		await simulator.callbacks.settled();
		await simulator.callbacks.deliver('all', { concurrent: true, times: 2 });

		const execution = await waitForExecution(bench.api, waiting.id);
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(6)));
		expect(downloads(bench)).toBe(6);
		const late = await simulator.callbacks.deliver(simulator.tasks.all.map(({ id }) => id));
		expect(late.map(({ status }) => status)).toEqual(Array(6).fill(409));
	});

	it('says that several images of one item are not kept paired: n8n numbers them anew', async () => {
		const prompts = lighthouses(2);
		const several = imageNode({ ...PAUSE, numberOfImages: 2 });
		const file = flow('several', [...promptItems(prompts), several]);
		const waiting = await startAndSuspend(bench, file, 4);
		expect(runOf(waiting, IMAGES).hints).toMatchObject([
			{ message: expect.stringContaining('Waiting for 4 image tasks') },
			{ type: 'warning', message: expect.stringContaining('paired') },
		]);

		await finishAll(bench);
		const execution = await waitForExecution(bench.api, waiting.id);
		expect(await compareImages(bench, execution, IMAGES)).toEqual(
			allServed(prompts.flatMap((prompt) => [prompt, prompt])),
		);
		expect(itemsOf(execution, IMAGES).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2, 3].map((item) => ({ item })),
		);
	});

	it.each([
		['on the error output', 'continueErrorOutput', 1],
		['among the images, with "continue"', 'continueRegularOutput', 0],
		['among the images, also where the workflow should stop', 'stopWorkflow', 0],
	])('gives a task that failed %s', async (_where, onError, output) => {
		bench.simulator.misbehave(
			{ kind: 'taskFails', code: 'forbidden' },
			{ match: { prompt: 'Lighthouse 1' } },
		);
		const file = images(`failed-${onError}`, lighthouses(3), {}, { onError });
		const waiting = await startAndSuspend(bench, file, 3);
		await finishAll(bench);

		const execution = await waitForExecution(bench.api, waiting.id);
		expect(execution.status).toBe('success');
		const failed = itemsOf(execution, IMAGES, output).filter(({ json }) => 'error' in json);
		expect(failed.map(({ json }) => json)).toMatchObject([
			{
				error: expect.stringContaining('[item 1]'),
				details: { code: 'forbidden', taskId: expect.any(String), mayHaveBeenBilled: false },
			},
		]);
		const made = itemsOf(execution, IMAGES).filter(({ json }) => 'url' in json);
		expect(made.map(({ json }) => json.prompt)).toEqual(['Lighthouse 0', 'Lighthouse 2']);
		const pairs = itemsOf(execution, AFTER).filter(({ json }) => 'url' in json);
		expect(pairs.map(({ json }) => json.pairedWith)).toEqual(['Lighthouse 0', 'Lighthouse 2']);
	});

	it('has left nothing in the log of n8n but that it turned late callbacks away', () => {
		expect(unexpectedComplaints(bench.n8n, OF_OTHER_FILES)).toEqual([]);
	});
});
