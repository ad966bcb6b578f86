import { imageWorkflow, START } from './workflows';
import { runManually, stopExecution, waitForExecution } from '../api/executions';
import { importWorkflow } from '../api/workflows';
import { openWorkbench, type Workbench } from '../setup/workbench';
import { performance } from '../support/node';

const LATENCY_MS = 120_000;
const CONCURRENCY = 3;

describe('an execution that is stopped in the editor', () => {
	let bench: Workbench;

	beforeAll(async () => {
		bench = await openWorkbench({ simulator: { latencyMs: LATENCY_MS } });
	});
	afterAll(async () => await bench?.close());

	beforeEach(() => bench.simulator.reset());

	// n8n ends the requests that it authenticates by itself, and sends none after the stop.
	it.each(['stopWorkflow', 'continueRegularOutput'])(
		'ends its requests at once and starts no more, with %s',
		async (onError) => {
			const { api, simulator, credential } = bench;
			const items = Array.from({ length: 10 }, (_, n) => ({ prompt: `Lighthouse ${n}` }));
			const parameters = { prompt: '={{ $json.prompt }}', options: { concurrency: CONCURRENCY } };
			const workflow = await importWorkflow(
				api,
				imageWorkflow({ items, parameters, settings: { onError } }),
				[credential],
			);
			const id = await runManually(api, workflow, START);
			await simulator.until(() => simulator.requests.length === CONCURRENCY);

			const pressed = performance.now();
			await stopExecution(api, id);
			const execution = await waitForExecution(api, id);
			await simulator.until(() =>
				simulator.requests.every(({ finishedAt }) => finishedAt !== null),
			);

			expect(performance.now() - pressed).toBeLessThan(10_000);
			expect(execution.status).toBe('canceled');
			expect(simulator.requests).toHaveLength(CONCURRENCY);
			expect(simulator.requests.every(({ closedByClient }) => closedByClient)).toBe(true);
		},
	);
});
