import { IMAGES } from './workflows';
import { itemsOf, runOf } from '../api/execution-data';
import { retryExecution, waitForExecution } from '../api/executions';
import {
	billed,
	finishAll,
	openDeliveryBench,
	startAndSuspend,
	startInProduction,
	type DeliveryBench,
} from '../deliveries/bench';
import { AFTER, flow, imageNode, pairingNode, promptItems } from '../deliveries/flow';
import { eventually } from '../support/eventually';

const LIMIT_OF_WORKFLOW = { executionTimeout: 3 };

describe('a workflow with a time limit of 3 s, in an n8n that is not in queue mode', () => {
	let bench: DeliveryBench;

	beforeAll(async () => {
		bench = await openDeliveryBench();
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	const paused = (path: string, pauseLimit: string | number) => {
		const node = imageNode({ delivery: 'pause', pauseLimit });
		const nodes = [...promptItems(['Lighthouse']), node, pairingNode];
		return { ...flow(path, nodes), settings: LIMIT_OF_WORKFLOW };
	};

	it('goes on when the image comes later, and was warned', async () => {
		const waiting = await startAndSuspend(bench, paused('outlasts', 30), 1);
		expect(runOf(waiting, IMAGES).hints).toContainEqual(
			expect.objectContaining({
				type: 'warning',
				message: expect.stringMatching(
					/^'Limit \(Minutes\)' is 30, but 'Timeout After' .* is 0.05/,
				),
			}),
		);
		const since = Date.parse(String(waiting.startedAt));
		await eventually('the time limit has passed', () => Date.now() - since > 4000);
		await finishAll(bench);

		const execution = await waitForExecution(bench.api, waiting.id);
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, AFTER)).toHaveLength(1);
	});

	it('is ended when the limit of the node passes; Retry gives the task ids', async () => {
		// The field takes whole minutes, an expression parts of them too.
		const waiting = await startAndSuspend(bench, paused('ended', '={{ 0.1 }}'), 1);
		const ended = await waitForExecution(bench.api, waiting.id);
		expect(ended.status).toBe('canceled');

		const retry = await retryExecution(bench.api, ended.id);
		const retried = await waitForExecution(bench.api, retry);

		const [task] = bench.simulator.tasks.all;
		expect(itemsOf(retried, AFTER).map(({ json }) => json)).toMatchObject([
			{ status: 'timedOut', taskId: task?.id },
		]);
		expect(billed(bench)).toEqual(['Lighthouse']);
	});

	it('is refused before anything is paid, when the node would ask for longer', async () => {
		const { api, simulator } = bench;
		const poll = imageNode({ delivery: 'poll', pauseLimit: 60 });
		const file = flow('refused', [...promptItems(['Lighthouse']), poll]);
		const id = await startInProduction(bench, { ...file, settings: LIMIT_OF_WORKFLOW });

		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('error');
		expect(runOf(execution, IMAGES).error?.message).toBe(
			"'Limit (Minutes)' is 60, but n8n ends this workflow after 0.05",
		);
		expect(simulator.requests).toHaveLength(0);
	});
});
