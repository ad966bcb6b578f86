import { IMAGES } from './workflows';
import { itemsOf } from '../api/execution-data';
import { waitForExecution } from '../api/executions';
import {
	billed,
	lighthouses,
	startAndSuspend,
	withGate,
	type DeliveryBench,
} from '../deliveries/bench';
import { flow, imageNode, promptItems } from '../deliveries/flow';
import type { N8n } from '../instance/n8n';
import { openOwnWorkbench } from '../setup/workbench';
import { sleep } from '../support/node';
import { say } from '../support/progress';
import { TaskGate } from '../support/task-gate';

/** The tasks end evenly over so long, in so many portions; in milliseconds. */
const DURATION_MS = 8000;
const PORTIONS = 40;

describe('a pause of many tasks, finished over 8 s', () => {
	let bench: DeliveryBench<N8n>;

	beforeAll(async () => {
		const gate = new TaskGate();
		const simulator = { ...gate.options, pictures: 'plain' } as const;
		bench = withGate(await openOwnWorkbench('pause-many', { simulator }), gate);
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	it.each([
		[200, 25],
		[1000, 150],
	])(
		'%d tasks: the service is asked once a second at most, and %d times in all',
		async (count, most) => {
			const { api, gate, simulator } = bench;
			const prompts = lighthouses(count);
			const parameters = {
				model: 'dall-e-2',
				size: '256x256',
				delivery: 'pause',
				downloadImages: false,
				options: { concurrency: 50 },
			};
			const nodes = [...promptItems(prompts), imageNode(parameters)];
			const { id } = await startAndSuspend(bench, flow(`many-${count}`, nodes), count);
			await simulator.callbacks.release();
			for (let portion = 0; portion < PORTIONS; portion += 1) {
				gate.finish(count / PORTIONS);
				await sleep(DURATION_MS / PORTIONS);
			}

			const execution = await waitForExecution(api, id);
			expect(execution.status).toBe('success');
			expect(itemsOf(execution, IMAGES).map(({ json }) => json.prompt)).toEqual(prompts);
			expect(billed(bench)).toEqual([...prompts].sort());
			const asked = simulator.requests
				.filter(({ path }) => path.endsWith('/tasks'))
				.map(({ at }) => at);
			const seconds = (Math.max(...asked) - Math.min(...asked)) / 1000;
			say(`· ${count} tasks: ${asked.length} questions in ${seconds.toFixed(1)} s`);
			// Of when they leave, to the millisecond, unit/tasks/sharedQuestions speaks.
			expect(asked.length).toBeLessThanOrEqual(seconds + 2);
			expect(asked.length).toBeLessThanOrEqual(most);
		},
	);
});
