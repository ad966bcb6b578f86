import { QueueN8n, type QueueOptions } from './queue-n8n';
import { Sink } from './sink';
import { startSimulator } from '../../simulator';
import type { Letter } from '../../simulator/callbacks/postman';
import {
	publishAndCall,
	startInProduction,
	withGate,
	type DeliveryBench,
} from '../deliveries/bench';
import { unexpectedComplaints } from '../deliveries/complaints';
import { imageNode, flow, getTasks, promptItems } from '../deliveries/flow';
import { waitForExecution } from '../api/executions';
import type { WorkflowFile } from '../api/workflows';
import { listen, type Listener, type ListenerOptions } from '../callbacks/listener';
import { WITHOUT_CODE_NODES } from '../instance/environment';
import { prepared } from '../setup/prepared';
import { furnish } from '../setup/workbench';
import { fetchOnOwnConnection } from '../support/own-connection';
import { TaskGate } from '../support/task-gate';

/** An n8n in queue mode, the service beside it, and a sink for what its workflows make. */
export interface QueueBench extends DeliveryBench<QueueN8n> {
	sink: Sink;
}

/**
 * Sets everything up, in an n8n of its own.
 *
 * @param name of the test file, without `.test.ts`
 */
export async function openQueueBench(
	name: string,
	options: Pick<QueueOptions, 'webhooks' | 'env'> = {},
): Promise<QueueBench> {
	const { installation, communityPackage } = prepared();
	const env = { ...WITHOUT_CODE_NODES, ...options.env };
	const n8n = await QueueN8n.start({ name, installation, communityPackage, ...options, env });
	const gate = new TaskGate();
	const simulator = await startSimulator(gate.options);
	const sink = await Sink.open();
	const bench = withGate({ ...(await furnish(n8n, simulator)), close: async () => {} }, gate);
	return {
		...bench,
		sink,
		async reset() {
			await bench.reset();
			sink.reset();
		},
		async close() {
			await Promise.all([simulator.close(), sink.close(), n8n.dispose()]);
		},
	};
}

/** A workflow that makes an image of each prompt and sends it to the sink. */
export const makeAndSend = (
	{ sink }: QueueBench,
	path: string,
	prompts: readonly string[],
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
): WorkflowFile => ({
	...flow(path, [...promptItems(prompts), imageNode(parameters), sink.node]),
	settings,
});

/** Publishes a workflow and calls its webhook at the first webhook process; gives the execution's id. */
export async function startAtWebhook(bench: QueueBench, file: WorkflowFile): Promise<string> {
	return await startInProduction(bench, file, { url: bench.n8n.urlOf('webhook1') });
}

/**
 * Hands a task in for each prompt, for a trigger at the first webhook process, and lets all of them end.
 *
 * @returns their callbacks, which are held
 */
export async function submitAndFinish(
	bench: QueueBench,
	path: string,
	{ url }: Listener,
	prompts: readonly string[],
): Promise<readonly Letter[]> {
	const { n8n, simulator, gate } = bench;
	const submit = { delivery: 'submit', callbackUrl: url };
	const file = flow(path, [...promptItems(prompts), imageNode(submit)]);
	const before = simulator.ledger.length;
	await publishAndCall(bench, file, { url: n8n.urlOf('webhook1') });
	await simulator.until(() => simulator.ledger.length === before + prompts.length);
	gate.open();
	const own = () => simulator.callbacks.pending().filter((letter) => letter.url.startsWith(url));
	await simulator.until(() => own().length === prompts.length);
	return own();
}

/** A workflow at the first webhook process whose trigger hands each image to the sink. */
export async function listenAtWebhook(
	{ n8n, credential, sink }: QueueBench,
	options: ListenerOptions = {},
): Promise<Listener> {
	return await listen(n8n.at('webhook1'), credential, { next: sink.node, ...options });
}

/**
 * Has Get Many bring the images of all tasks to the sink, in a workflow of its own.
 *
 * @returns their prompts, sorted
 */
export async function fetchAll(bench: QueueBench, path: string, images: number): Promise<string[]> {
	const { api, sink, simulator } = bench;
	const all = { operation: 'getMany', createdAfter: '2020-01-01', returnAll: true };
	const file = flow(path, [...promptItems(['all']), getTasks(all), sink.node]);
	const { status } = await waitForExecution(api, await startAtWebhook(bench, file));
	if (status !== 'success') throw new Error(`Get Many ended with ${status}`);
	return await sink.receive(images, simulator);
}

/** Warnings and errors in the logs of any process that nothing explains. */
export function complaintsOf({ n8n }: QueueBench, explained: readonly RegExp[] = []): string[] {
	const expected = [...OF_QUEUE_MODE, ...explained];
	return n8n.names().flatMap((name) => unexpectedComplaints(n8n.at(name), expected));
}

/** What n8n says with PostgreSQL and of several processes on one machine, whatever the nodes do. */
const OF_QUEUE_MODE = [
	/^Postgres \d+ is (not supported|on compatibility support)/,
	/DeprecationWarning: Calling client\.query\(\)|node --trace-deprecation/,
	// It looks every three minutes, and in a container takes the name of the machine for the process.
	/^Cluster check warning Detected multiple instances sharing the same hostId/,
];

/** Sends a callback to another process than the one it is addressed to; gives the answer's status. */
export async function deliverAt(url: string, letter: Letter): Promise<number> {
	const address = new URL(letter.url);
	const { status } = await fetchOnOwnConnection(`${url}${address.pathname}${address.search}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: letter.text,
	});
	return status;
}
