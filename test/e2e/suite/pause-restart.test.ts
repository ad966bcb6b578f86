import { IMAGES } from './workflows';
import {
	allServed,
	billed,
	compareImages,
	finishAll,
	lighthouses,
	listed,
	openOwnDeliveryBench,
	startAndSuspend,
	type DeliveryBench,
} from '../deliveries/bench';
import { unexpectedComplaints } from '../deliveries/complaints';
import { flow, getTasks, imageNode, LATER, promptItems } from '../deliveries/flow';
import { itemsOf } from '../api/execution-data';
import { readExecution, waitForExecution, waitForStatus } from '../api/executions';
import type { N8n } from '../instance/n8n';

describe('a suspended execution', () => {
	let bench: DeliveryBench<N8n>;

	beforeAll(async () => {
		bench = await openOwnDeliveryBench('pause-restart');
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	const images = (path: string, prompts: readonly string[], parameters = {}) =>
		flow(path, [...promptItems(prompts), imageNode({ delivery: 'pause', ...parameters })]);

	// Just after the start, n8n calls such an execution crashed for a moment: hence waitForStatus.
	it('survives kill -9 after the submission, again amid the callbacks, and a proper restart', async () => {
		const { n8n, api, simulator, gate } = bench;
		const { callbacks } = simulator;
		const { id } = await startAndSuspend(bench, images('killed', lighthouses(12)), 12);
		await n8n.kill9();
		await n8n.boot();
		await waitForStatus(api, id, ['waiting']);

		gate.finish(8);
		await simulator.until(() => callbacks.pending().length === 8);
		// n8n asks for all tasks at each callback: so the callbacks take a while.
		const slow = simulator.misbehave(
			{ kind: 'latency', ms: 300 },
			{ on: ['tasks'], times: 'always' },
		);
		const underWay = callbacks.deliver('all', { order: 'shuffled' });
		await simulator.until(() => callbacks.deliveries.filter(({ status }) => status).length === 3);
		await n8n.kill9();
		const statuses = (await underWay).map(({ status }) => status);
		slow.cancel();
		expect(statuses.slice(0, 3)).toEqual([200, 200, 200]);
		expect(statuses.at(-1)).toBeNull();

		await n8n.boot();
		gate.finish(2);
		await simulator.until(() => callbacks.pending().length === 2);
		await callbacks.deliver('all');
		expect((await readExecution(api, id)).status).toBe('waiting');

		await n8n.restart();
		await finishAll(bench);
		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		expect(await compareImages(bench, execution, IMAGES)).toEqual(allServed(lighthouses(12)));
		expect(billed(bench)).toEqual(lighthouses(12).sort());
	});

	it('gives the task ids when the limit has passed and every callback was lost; Get fetches all', async () => {
		const { api, simulator } = bench;
		simulator.misbehave({ kind: 'callbackLost' }, { times: 'always' });
		// n8n checks once a minute. The field takes whole minutes, an expression parts of them too.
		const pause = { delivery: 'pause', pauseLimit: '={{ 0.1 }}' };
		const file = flow('lost', [...promptItems(lighthouses(3)), imageNode(pause), getTasks()]);
		const waiting = await startAndSuspend(bench, file, 3);
		await finishAll(bench);

		const execution = await waitForExecution(api, waiting.id);
		expect(execution.status).toBe('success');
		const taskOf = (prompt: string) =>
			simulator.tasks.all.find(({ request }) => request.prompt === prompt);
		expect(itemsOf(execution, IMAGES).map(({ json }) => json)).toMatchObject(
			lighthouses(3).map((prompt) => ({ status: 'timedOut', taskId: taskOf(prompt)?.id, prompt })),
		);
		expect(itemsOf(execution, IMAGES).map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 1, 2].map((item) => ({ item })),
		);
		expect(await compareImages(bench, execution, LATER)).toEqual(allServed(lighthouses(3)));
		expect(billed(bench)).toEqual(lighthouses(3));
		expect(await listed(bench, execution)).toMatchObject({ status: 'success', waitTill: null });
	});

	it('has left nothing in the log of n8n that speaks of trouble', () => {
		expect(unexpectedComplaints(bench.n8n)).toEqual([]);
	});
});
