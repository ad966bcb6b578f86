import { imageWorkflow, IMAGES, START, type ImageWorkflowOptions } from './workflows';
import { itemsOf, runOf } from '../api/execution-data';
import { retryExecution, runToTheEnd, waitForExecution, type Execution } from '../api/executions';
import { importWorkflow } from '../api/workflows';
import { openWorkbench, type Workbench } from '../setup/workbench';

/** Five items, of which moderation refuses the third. */
const ONE_REFUSED = [0, 1, 2, 3, 4].map((n) => ({
	prompt: n === 2 ? 'forbidden content' : `Lighthouse ${n}`,
}));
const parameters = { prompt: '={{ $json.prompt }}' };

describe('when one item of five is refused', () => {
	let bench: Workbench;

	beforeAll(async () => {
		bench = await openWorkbench();
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.simulator.reset());

	it('fails the execution, names the item and tells what to do', async () => {
		const execution = await run({ items: ONE_REFUSED });

		expect(execution.status).toBe('error');
		const error = execution.data.resultData.error;
		expect(error?.message).toMatch(/\[item 2\]/);
		expect(error?.description).toBeTruthy();
	});

	it('gives every other item with "continue", and the message in the place of the failed one', async () => {
		const execution = await run({
			items: ONE_REFUSED,
			settings: { onError: 'continueRegularOutput' },
		});

		expect(execution.status).toBe('success');
		const items = itemsOf(execution, IMAGES);
		expect(items.map(({ json }) => typeof json.url)).toEqual([
			'string',
			'string',
			'undefined',
			'string',
			'string',
		]);
		expect(JSON.stringify(items[2]?.json.error)).toMatch(/item 2/);
	});

	it('puts the failed item on the error output', async () => {
		const execution = await run({
			items: ONE_REFUSED,
			settings: { onError: 'continueErrorOutput' },
		});

		expect(itemsOf(execution, IMAGES, 0).map(({ json }) => json.prompt)).toEqual(
			ONE_REFUSED.map(({ prompt }) => prompt).filter((prompt) => prompt.startsWith('Lighthouse')),
		);
		expect(itemsOf(execution, IMAGES, 1)).toHaveLength(1);
		expect(JSON.stringify(itemsOf(execution, IMAGES, 1)[0]?.json)).toMatch(/item 2/);
	});

	it('asks again only for what is missing with Retry On Fail', async () => {
		const { simulator } = bench;
		simulator.misbehave(
			{ kind: 'error', code: 'bad_request' },
			{ match: { prompt: 'Lighthouse 3' } },
		);

		const execution = await run({
			items: lighthouses(5),
			settings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, IMAGES).map(({ json }) => json.prompt)).toEqual(
			lighthouses(5).map(({ prompt }) => prompt),
		);
		expect(simulator.ledger.map(({ prompt }) => prompt).sort()).toEqual(
			lighthouses(5).map(({ prompt }) => prompt),
		);
	});

	it('asks again only for what is missing when the execution is retried from the list', async () => {
		const { api, simulator } = bench;
		simulator.misbehave(
			{ kind: 'error', code: 'bad_request' },
			{ match: { prompt: 'Lighthouse 3' } },
		);
		const failed = await run({ items: lighthouses(5) });
		expect(failed.status).toBe('error');

		const retried = await waitForExecution(api, await retryExecution(api, failed.id));

		expect(retried).toMatchObject({ status: 'success', retryOf: failed.id });
		expect(itemsOf(retried, IMAGES)).toHaveLength(5);
		expect(simulator.ledger.map(({ prompt }) => prompt).sort()).toEqual(
			lighthouses(5).map(({ prompt }) => prompt),
		);
	});

	it('never repeats by itself what may have been billed', async () => {
		const { simulator } = bench;
		simulator.misbehave({ kind: 'resetAfterAccepting' }, { times: 'always' });

		const execution = await run({ items: lighthouses(1) });

		expect(execution.status).toBe('error');
		expect(simulator.ledger).toHaveLength(1);
		expect(runOf(execution, IMAGES).error?.description).toMatch(/billed/i);
	});

	async function run(options: Omit<ImageWorkflowOptions, 'parameters'>): Promise<Execution> {
		const { api, credential } = bench;
		const workflow = imageWorkflow({ ...options, parameters });
		return await runToTheEnd(api, await importWorkflow(api, workflow, [credential]), START);
	}
});

function lighthouses(count: number): Array<{ prompt: string }> {
	return Array.from({ length: count }, (_, n) => ({ prompt: `Lighthouse ${n}` }));
}
