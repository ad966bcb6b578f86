import { itemsOf, runOf } from '../api/execution-data';
import {
	listAllExecutions,
	listenForTestEvent,
	retryExecution,
	waitForExecution,
} from '../api/executions';
import { finishedExecutions, imageFrom } from '../callbacks/harvest';
import { isListening, listen, storeListener, TRIGGER } from '../callbacks/listener';
import { submitImages } from '../callbacks/submit';
import { wavesOf } from '../callbacks/waves';
import type { N8n } from '../instance/n8n';
import { openOwnWorkbench, type Workbench } from '../setup/workbench';

const SEED = 20_261_123;
const TASKS = 200;
const REPEATS = 50;
/** A download is tried so often before the node gives up, for about 7 seconds. */
const TRIES = 4;

describe('callbacks of submitted tasks', () => {
	let bench: Workbench<N8n>;

	beforeAll(async () => {
		bench = await openOwnWorkbench('callbacks');
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.simulator.reset());

	it('start a workflow once per task with its image and context, in any order, also repeated', async () => {
		const { n8n, api, simulator, credential } = bench;
		const listener = await listen(n8n, credential);
		simulator.callbacks.hold();
		const submitted = await submitImages(bench, listener.url, TASKS);
		expect(submitted.map(({ status }) => status)).toEqual(Array(TASKS).fill('submitted'));
		await simulator.until(() => simulator.callbacks.pending().length === TASKS);
		const waves = wavesOf(
			submitted.map(({ taskId }) => String(taskId)),
			SEED,
		);

		const answers = [];
		for (const wave of waves) {
			answers.push(...(await simulator.callbacks.deliver(wave, { concurrent: true })));
		}

		expect(answers).toHaveLength(TASKS + REPEATS);
		expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
		expect(answers.filter(isSeenBefore)).toHaveLength(REPEATS);
		const executions = await finishedExecutions(api, listener, TASKS);
		for (const execution of executions) {
			expect(execution).toMatchObject({ status: 'success', mode: 'webhook' });
			const { sha256, url, taskId, context } = await imageFrom(api, execution);
			const served = simulator.images.find(url);
			expect(sha256).toBe(served?.sha256);
			expect(taskId).toBe(served?.taskId);
			expect(context).toEqual({ picture: served?.prompt, channel: 'summer' });
		}
		expect(simulator.ledger).toHaveLength(TASKS);

		await n8n.restart();
		await isListening(listener);
		const late = await simulator.callbacks.deliver(waves[0] ?? []);
		expect(late.filter((answer) => !isSeenBefore(answer))).toEqual([]);
		expect(await listAllExecutions(api, listener.workflow)).toHaveLength(TASKS);
	});

	it('start a workflow whose trigger listens for a test event', async () => {
		const { n8n, api, credential } = bench;
		const listener = await storeListener(n8n, credential);
		const editor = await listenForTestEvent(api, listener.workflow, TRIGGER);

		await submitImages(bench, listener.testUrl, 1);
		const [execution] = await finishedExecutions(api, listener, 1);
		editor.close();

		expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
		expect(execution && itemsOf(execution, TRIGGER)).toMatchObject([
			{ json: { success: true, context: { channel: 'summer' } } },
		]);
	});

	it('whose image cannot be fetched at first get it with Retry On Fail', async () => {
		const { n8n, api, simulator, credential } = bench;
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 };
		const listener = await listen(n8n, credential, { settings });
		simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: TRIES });

		await submitImages(bench, listener.url, 1);
		const [execution] = await finishedExecutions(api, listener, 1);

		expect(execution?.status).toBe('success');
		expect(execution && itemsOf(execution, TRIGGER)).toHaveLength(1);
		expect(simulator.ledger).toHaveLength(1);
	});

	it('whose image cannot be fetched stay in the execution, and Retry fetches it', async () => {
		const { n8n, api, simulator, credential } = bench;
		const listener = await listen(n8n, credential);
		simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: TRIES });
		await submitImages(bench, listener.url, 1);
		const [failed] = await finishedExecutions(api, listener, 1);
		expect(failed?.status).toBe('error');
		const url = String(simulator.images.all[0]?.url);
		expect(failed && runOf(failed, TRIGGER).error?.description).toContain(url);

		const retry = await retryExecution(api, String(failed?.id));
		const retried = await waitForExecution(api, retry);

		expect(retried).toMatchObject({ status: 'success', retryOf: failed?.id });
		const { sha256 } = await imageFrom(api, retried);
		expect(sha256).toBe(simulator.images.find(url)?.sha256);
		expect(simulator.ledger).toHaveLength(1);
	});
});

const isSeenBefore = ({ responseBody }: { responseBody: string | null }) =>
	responseBody?.includes('already seen') ?? false;
