import { assemble, chained, IMAGES, itemsOfList, type FlowNode } from './workflows';
import {
	allServed,
	billed,
	compareImages,
	finishAll,
	lighthouses,
	listed,
	openDeliveryBench,
	startAndSuspend,
	startInProduction,
	suspended,
	type DeliveryBench,
} from '../deliveries/bench';
import { OF_OTHER_FILES, unexpectedComplaints } from '../deliveries/complaints';
import { AFTER, flow, imageNode, ITEMS, pairingNode, promptItems } from '../deliveries/flow';
import { itemsOf } from '../api/execution-data';
import { readExecution, waitForExecution } from '../api/executions';
import { activateWorkflow, importWorkflow } from '../api/workflows';
import { eventually } from '../support/eventually';
import { fetchOnOwnConnection } from '../support/own-connection';

const PAUSE = { delivery: 'pause', pauseLimit: 30 };

describe('a pause in the midst of a workflow', () => {
	let bench: DeliveryBench;

	beforeAll(async () => {
		bench = await openDeliveryBench();
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	it('in a sub-workflow lets the calling workflow wait, and then go on with the images', async () => {
		const { api, credential } = bench;
		const called: FlowNode[] = [
			{
				name: 'Called by another',
				type: 'n8n-nodes-base.executeWorkflowTrigger',
				typeVersion: 1.1,
				parameters: { inputSource: 'passthrough' },
			},
			imageNode(PAUSE),
		];
		const child = await importWorkflow(api, assemble('child', called, chained(called)), [
			credential,
		]);
		await activateWorkflow(api, child);
		const call: FlowNode = {
			name: 'Call',
			type: 'n8n-nodes-base.executeWorkflow',
			typeVersion: 1.2,
			parameters: {
				workflowId: { __rl: true, mode: 'id', value: child.id },
				options: { waitForSubWorkflow: true },
			},
		};
		const parent = flow('parent', [...promptItems(lighthouses(3)), call, pairingNode]);
		const waiting = await startAndSuspend(bench, parent, 3);

		await finishAll(bench);
		const execution = await waitForExecution(api, waiting.id);
		expect(execution.status).toBe('success');
		const images = await compareImages(bench, execution, AFTER);
		expect(images.map(({ prompt, isServed }) => [prompt, isServed])).toEqual(
			lighthouses(3).map((prompt) => [prompt, true]),
		);
		expect(billed(bench)).toEqual(lighthouses(3));
	});

	it('in a loop suspends the execution in every round', async () => {
		const { simulator, gate } = bench;
		const loop: FlowNode = {
			name: 'Loop',
			type: 'n8n-nodes-base.splitInBatches',
			typeVersion: 3,
			parameters: { batchSize: 2 },
		};
		const nodes = [...promptItems(lighthouses(5)), loop, imageNode(PAUSE), pairingNode];
		const file = flow('loop', nodes, {
			[`${ITEMS} listed`]: [[ITEMS]],
			[ITEMS]: [['Loop']],
			Loop: [[AFTER], [IMAGES]],
			[IMAGES]: [['Loop']],
		});
		const id = await startInProduction(bench, file);
		await simulator.callbacks.release();
		for (const submitted of [2, 4, 5]) {
			await suspended(bench, id, submitted);
			gate.finish(2);
		}

		const execution = await waitForExecution(bench.api, id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, AFTER)).toEqual(allServed(lighthouses(5)));
		expect(itemsOf(execution, AFTER).map(({ json }) => json.pairedWith)).toEqual(lighthouses(5));
		expect(billed(bench)).toEqual(lighthouses(5));
	});

	it('is over with it: late callbacks wake neither a Wait node nor a second XHuo Image', async () => {
		const { api, simulator } = bench;
		const { callbacks } = simulator;
		const wait: FlowNode = {
			name: 'Wait',
			type: 'n8n-nodes-base.wait',
			typeVersion: 1.1,
			parameters: { resume: 'webhook', httpMethod: 'POST', options: {} },
			settings: { webhookId: 'wait' },
		};
		const second = imageNode({ ...PAUSE, prompt: '=again {{ $json.prompt }}' }, {}, 'Second');
		// What a resumed Wait node gives is the call's own data: the prompts come from the first node.
		const again = itemsOfList(
			'Prompts',
			`={{ { "list": $('${IMAGES}').all().map(({ json }) => json) } }}`,
		);
		const file = flow('late', [
			...promptItems(lighthouses(2)),
			imageNode(PAUSE),
			wait,
			...again,
			second,
		]);
		const { id } = await startAndSuspend(bench, file, 2);
		await finishAll(bench);
		const first = simulator.tasks.all.map((task) => task.id);
		const url = new URL(String(callbacks.deliveries[0]?.url));
		await suspendedAt('Wait', id, 2);

		const whileWaiting = await callbacks.deliver(first, { times: 2 });
		expect(whileWaiting.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
		expect((await readExecution(api, id)).status).toBe('waiting');

		callbacks.hold();
		bench.gate.close();
		url.pathname = url.pathname.replace('/xhuo-image', '');
		expect((await fetchOnOwnConnection(url, { method: 'POST' })).status).toBe(200);
		await suspendedAt('Second', id, 4);
		const whileSecond = await callbacks.deliver(first, { times: 2 });
		expect(whileSecond.map(({ status }) => status)).toEqual([404, 404, 404, 404]);
		expect((await readExecution(api, id)).status).toBe('waiting');

		await finishAll(bench);
		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		const secondPrompts = lighthouses(2).map((prompt) => `again ${prompt}`);
		expect(await compareImages(bench, execution, 'Second')).toEqual(allServed(secondPrompts));
		expect(billed(bench)).toEqual([...lighthouses(2), ...secondPrompts]);
		expect(await listed(bench, execution)).toMatchObject({ status: 'success' });
	});

	it('has left nothing in the log of n8n but that it turned late callbacks away', () => {
		expect(unexpectedComplaints(bench.n8n, OF_OTHER_FILES)).toEqual([]);
	});

	/** Waits until an execution is suspended at a node. */
	async function suspendedAt(node: string, id: string, tasks: number): Promise<void> {
		await eventually(`the execution is suspended at ${node}`, async () => {
			const { data } = await suspended(bench, id, tasks);
			return data.resultData.lastNodeExecuted === node;
		});
	}
});
