import { binaryOf, downloadBinary } from '../api/binaries';
import { itemsOf } from '../api/execution-data';
import {
	listExecutions,
	readExecution,
	type Execution,
	type ExecutionSummary,
} from '../api/executions';
import {
	activateWorkflow,
	callWebhook,
	importWorkflow,
	type StoredWorkflow,
	type WorkflowFile,
} from '../api/workflows';
import type { Session } from '../api/session';
import type { N8n } from '../instance/n8n';
import type { RunningN8n } from '../instance/running-n8n';
import {
	openOwnWorkbench,
	openWorkbench,
	type OwnWorkbenchOptions,
	type Workbench,
} from '../setup/workbench';
import { eventually } from '../support/eventually';
import { TaskGate } from '../support/task-gate';

/** A workbench whose service finishes tasks when the test says so, and holds their callbacks. */
export type DeliveryBench<Instance extends RunningN8n = RunningN8n> = Workbench<Instance> & {
	gate: TaskGate;
	/** Lets the tasks of the test before end, forgets them, and holds callbacks again. */
	reset(): Promise<void>;
};

/** See `openWorkbench`. */
export async function openDeliveryBench(): Promise<DeliveryBench> {
	const gate = new TaskGate();
	return withGate(await openWorkbench({ simulator: gate.options }), gate);
}

/** See `openOwnWorkbench`. */
export async function openOwnDeliveryBench(
	name: string,
	n8n: OwnWorkbenchOptions['n8n'] = {},
): Promise<DeliveryBench<N8n>> {
	const gate = new TaskGate();
	return withGate(await openOwnWorkbench(name, { simulator: gate.options, n8n }), gate);
}

/** Gives a workbench what a gate adds. The gate's options went to its service. */
export function withGate<Instance extends RunningN8n>(
	bench: Workbench<Instance>,
	gate: TaskGate,
): DeliveryBench<Instance> {
	return {
		...bench,
		gate,
		async reset() {
			bench.simulator.callbacks.hold();
			gate.open();
			await bench.simulator.callbacks.settled();
			bench.simulator.reset();
			bench.simulator.callbacks.hold();
			gate.close();
		},
	};
}

/** The prompts of so many items. */
export const lighthouses = (count: number): string[] =>
	Array.from({ length: count }, (_, n) => `Lighthouse ${n}`);

/**
 * Publishes a workflow made by `flow` and calls its webhook; gives the execution's id.
 *
 * @param at where to call it, when not at the process that has the REST API
 */
export async function startInProduction(
	bench: Workbench,
	file: WorkflowFile,
	at: Pick<Session, 'url'> = bench.api,
): Promise<string> {
	const workflow = await publishAndCall(bench, file, at);
	return await eventually('the execution is in the list', async () => {
		const [newest] = await listExecutions(bench.api, workflow);
		return newest?.id;
	});
}

/** Does so without asking for the execution, which some settings of n8n do not keep. */
export async function publishAndCall(
	{ api, credential }: Workbench,
	file: WorkflowFile,
	at: Pick<Session, 'url'>,
): Promise<StoredWorkflow> {
	const workflow = await importWorkflow(api, file, [credential]);
	await activateWorkflow(api, workflow);
	await callWebhook(at, file.name, {});
	return workflow;
}

/** Starts a workflow and waits until so many tasks are submitted and the execution is suspended. */
export async function startAndSuspend(
	bench: DeliveryBench,
	file: WorkflowFile,
	tasks: number,
): Promise<Execution> {
	const id = await startInProduction(bench, file);
	return await suspended(bench, id, tasks);
}

/**
 * Waits until so many tasks were submitted in all, and n8n has stored the execution as suspended. It
 * tells so a moment earlier to those who ask for the execution itself; the list is read from the
 * database. A callback in between is turned away, and a crash would lose the execution.
 */
export async function suspended(
	{ api, simulator }: Workbench,
	id: string,
	tasks: number,
): Promise<Execution> {
	return await eventually(
		`${tasks} tasks are submitted and execution ${id} is stored as suspended`,
		async () => {
			const line = await listed({ api }, await readExecution(api, id));
			const isSuspended = line?.status === 'waiting' && typeof line.waitTill === 'string';
			return simulator.tasks.all.length >= tasks && isSuspended && (await readExecution(api, id));
		},
		{ timeoutMs: 60_000 },
	);
}

/** An execution's line in the list of executions. */
export async function listed(
	{ api }: Pick<Workbench, 'api'>,
	{ id, workflowId }: ExecutionSummary,
): Promise<ExecutionSummary | undefined> {
	const list = await listExecutions(api, { id: workflowId });
	return list.find((summary) => summary.id === id);
}

/** For each item of a node: its prompt, and whether n8n holds the very bytes that were served. */
export async function compareImages(
	{ api, simulator }: Workbench,
	execution: Execution,
	node: string,
): Promise<Array<{ prompt: unknown; isServed: boolean; belongsToExecution: boolean }>> {
	return await Promise.all(
		itemsOf(execution, node).map(async (item) => {
			const served = simulator.images.find(String(item.json.url));
			const binary = binaryOf(item);
			const { sha256 } = await downloadBinary(api, binary);
			return {
				prompt: item.json.prompt,
				isServed: sha256 === served?.sha256,
				belongsToExecution: binary.id?.includes(`/executions/${execution.id}/`) ?? false,
			};
		}),
	);
}

/** What `compareImages` gives when every image is there, in order. */
export const allServed = (prompts: readonly string[]) =>
	prompts.map((prompt) => ({ prompt, isServed: true, belongsToExecution: true }));

/** The prompts that were paid for, sorted. */
export const billed = ({ simulator }: Workbench): string[] =>
	simulator.ledger.map(({ prompt }) => prompt).sort();

/** How often images were fetched. */
export const downloads = ({ simulator }: Workbench): number =>
	simulator.requests.filter(({ method }) => method === 'GET').length;

/** Finishes all tasks and sends their callbacks, one after the other. */
export async function finishAll({ gate, simulator }: DeliveryBench): Promise<void> {
	gate.open();
	await simulator.callbacks.settled();
	await simulator.callbacks.release();
}
