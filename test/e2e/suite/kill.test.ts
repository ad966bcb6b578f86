import { IMAGES } from './workflows';
import {
	allServed,
	billed,
	compareImages,
	downloads,
	lighthouses,
	openOwnDeliveryBench,
	startAndSuspend,
	startInProduction,
	type DeliveryBench,
} from '../deliveries/bench';
import { unexpectedComplaints } from '../deliveries/complaints';
import { flow, getTasks, imageNode, LATER, promptItems } from '../deliveries/flow';
import { itemsOf } from '../api/execution-data';
import { readExecution, waitForExecution, waitForStatus } from '../api/executions';
import type { N8n } from '../instance/n8n';

/** In minutes. The field takes whole ones, an expression parts of them too. */
const SHORTER_THAN_A_START = '={{ 0.1 }}';

describe('when n8n is killed while executions wait for their images in every way, and starts again', () => {
	let bench: DeliveryBench<N8n>;
	let since: string;
	/** The ids of the executions, by what they were doing. */
	let fetching: string;
	let suspended: string;
	let asking: string;
	let holding: string;

	beforeAll(async () => {
		bench = await openOwnDeliveryBench('kill');
		const { n8n, api, simulator, gate } = bench;
		const { callbacks } = simulator;
		callbacks.hold();
		since = new Date(Date.now() - 1000).toISOString();

		const pause = { delivery: 'pause' };
		fetching = (await startAndSuspend(bench, images('fetching', lighthouses(3), pause), 3)).id;
		asking = await startInProduction(bench, images('asking', ['Asked'], { delivery: 'poll' }));
		holding = await startInProduction(bench, images('holding', ['Held'], { delivery: 'wait' }));
		await simulator.until(() => simulator.ledger.length === 5);
		const slow = simulator.misbehave({ kind: 'imageLatency', ms: 60_000 }, { times: 'always' });
		gate.finish(3);
		await simulator.until(() => callbacks.pending().length === 3);
		await callbacks.deliver('all');
		await simulator.until(() => downloads(bench) > 0);
		for (const id of [asking, holding]) {
			expect((await readExecution(api, id)).status).toBe('running');
		}
		const limited = { delivery: 'pause', pauseLimit: SHORTER_THAN_A_START };
		suspended = (await startAndSuspend(bench, images('limited', ['Late'], limited), 5)).id;

		await n8n.kill9();
		slow.cancel();
		gate.open();
		await callbacks.settled();
		const unheard = await callbacks.deliver('all');
		expect(unheard.map(({ status }) => status)).toEqual([null, null]);
		await n8n.boot();
	});
	afterAll(async () => await bench?.close());

	const images = (path: string, prompts: readonly string[], parameters: Record<string, unknown>) =>
		flow(path, [...promptItems(prompts), imageNode(parameters)]);

	// Just after the start, n8n calls such an execution crashed for a moment: hence waitForStatus.
	it('Pause Until Finished, amid fetching the images: one callback more wakes it', async () => {
		const { api, simulator } = bench;
		await waitForStatus(api, fetching, ['waiting']);

		await simulator.callbacks.deliver(String(taskOf('Lighthouse 1')));

		const execution = await waitForExecution(api, fetching);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(3)));
	});

	it('Pause Until Finished, whose limit has passed meanwhile: it gives the task ids', async () => {
		const execution = await waitForExecution(bench.api, suspended);

		expect(itemsOf(execution, IMAGES).map(({ json }) => json)).toMatchObject([
			{ status: 'timedOut', taskId: taskOf('Late') },
		]);
	});

	it('Ask Until Finished and Wait: they have crashed; but Get Many finds what was paid for', async () => {
		const { api } = bench;
		for (const id of [asking, holding]) await waitForStatus(api, id, ['crashed']);

		const file = flow('found', [
			...promptItems(['all']),
			getTasks({ operation: 'getMany', createdAfter: since, returnAll: true }),
		]);
		const found = await waitForExecution(api, await startInProduction(bench, file));

		expect(found.status).toBe('success');
		const served = await compareImages(bench, found, LATER);
		const tasks = [...lighthouses(3), 'Asked', 'Late'];
		expect(served).toHaveLength(tasks.length);
		expect(served).toEqual(expect.arrayContaining(allServed(tasks)));
	});

	it('nothing was paid for twice', () => {
		expect(billed(bench)).toEqual(['Asked', 'Held', 'Late', ...lighthouses(3)]);
	});

	it('nothing in the log of n8n speaks of other trouble', () => {
		expect(unexpectedComplaints(bench.n8n)).toEqual([]);
	});

	function taskOf(prompt: string): string | undefined {
		return bench.simulator.tasks.all.find(({ request }) => request.prompt === prompt)?.id;
	}
});
