import pLimit from 'p-limit';

import type { StoredCredential } from '../../e2e/api/credentials';
import {
	activateWorkflow,
	callWebhook,
	importWorkflow,
	type WorkflowFile,
} from '../../e2e/api/workflows';
import { isListening, listen } from '../../e2e/callbacks/listener';
import type { N8n } from '../../e2e/instance/n8n';
import { assemble, chained, IMAGES, type FlowNode } from '../../e2e/suite/workflows';
import { eventually } from '../../e2e/support/eventually';
import { currentMemory, forgetPeakMemory, peakMemory } from '../../e2e/support/memory';
import { say } from '../../e2e/support/progress';
import { startSimulator, type Simulator } from '../../simulator';
import { fetchingParameters, orderingParameters } from '../../support/httpRequestNode';
import { performance, sleep } from '../../support/node';
import type { Part } from '../part';
import { inMegabytes, inRatio, inTime } from '../report';
import {
	httpRequest,
	httpRequestNode,
	ORDER,
	workflowOf,
	xhuoImage,
	type Contestant,
} from './contestants';
import { furnish, openStage } from './stage';
import { WORKS, type Work } from './works';

/** Submitted, and received by a second workflow that fetches the files. */
const WORK: Work = { ...WORKS.thousand, name: '1,000 submits and their callbacks' };
/** As many callbacks are on their way at the same moment: where hundreds are, n8n answers some with 503. */
const CALLBACKS_AT_ONCE = 8;
const REST_MS = 3000;
const PATIENCE_MS = 120_000;

interface Submitted {
	readonly name: string;
	/** Until the last one was submitted, and from the first callback to the last file; in milliseconds. */
	readonly submitMs: number;
	readonly ms: number;
	readonly memory: number;
	readonly requests: number;
	readonly callbacks: number;
	readonly images: number;
}

/** First all are submitted; then their callbacks come, and a second workflow of the same n8n fetches the files. */
export async function measureSubmits(): Promise<Part> {
	const stage = await openStage();
	const rows: Submitted[] = [];
	try {
		for (const way of [throughTheTrigger, throughTheWebhookNode]) {
			const simulator = await startSimulator({
				latencyMs: WORK.latencyMs,
				imageBytes: WORK.bytes,
				pictures: 'plain',
			});
			simulator.callbacks.hold();
			const n8n = await stage.start();
			try {
				const row = await way(n8n, simulator, await furnish(n8n, simulator));
				say(`· ${row.name}: ${inTime(row.ms)}, ${row.images} images`);
				rows.push(row);
			} finally {
				await n8n.dispose();
				await simulator.close();
			}
		}
	} finally {
		await stage.close();
	}
	const first = rows[0]?.ms ?? NaN;
	return {
		tables: [
			{
				title: `${WORK.name}, ${CALLBACKS_AT_ONCE} at a time; images of 1.5 MB, fetched by a second workflow`,
				headings: [
					...['', 'submitting', 'receiving', 'of the first', 'memory', 'requests'],
					...['callbacks', 'images'],
				],
				rows: rows.map((row) => [
					row.name,
					inTime(row.submitMs),
					inTime(row.ms),
					inRatio(row.ms / first),
					inMegabytes(row.memory),
					...[row.requests, row.callbacks, row.images].map(String),
				]),
			},
		],
		targets: [],
		figures: rows,
	};
}

type Credentials = StoredCredential[];

async function throughTheTrigger(n8n: N8n, simulator: Simulator, credentials: Credentials) {
	const [xhuo] = credentials;
	if (!xhuo) throw new Error('There is no credential');
	const { url } = await listen(n8n, xhuo);
	const submitting: Contestant = {
		...xhuoImage,
		nodes: (work, baseUrl) =>
			xhuoImage.nodes(work, baseUrl).map((node) => ({
				...node,
				parameters: { ...node.parameters, delivery: 'submit', callbackUrl: url },
			})),
	};
	const file = workflowOf(submitting, WORK, simulator.baseUrl);
	return await run('XHuo Image and its trigger', n8n, simulator, file, credentials);
}

async function throughTheWebhookNode(n8n: N8n, simulator: Simulator, credentials: Credentials) {
	const path = 'finished';
	const nodes: FlowNode[] = [
		{
			name: 'Finished',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { path, httpMethod: 'POST' },
			settings: { webhookId: path },
		},
		httpRequestNode(IMAGES, fetchingParameters(undefined, '={{ $json.body.data.data[0].url }}')),
	];
	const receiving = await importWorkflow(n8n.api, assemble(path, nodes, chained(nodes)));
	await activateWorkflow(n8n.api, receiving);
	const url = `${n8n.url}/webhook/${path}`;
	await isListening({ url });
	const order = ORDER.replace(' }', `, callback_url: '${url}' }`);
	const submitting: Contestant = {
		...httpRequest,
		nodes: ({ concurrency, latencyMs }, baseUrl) => {
			const batch = { batchSize: concurrency, batchInterval: latencyMs };
			return [httpRequestNode(IMAGES, orderingParameters(baseUrl, order, batch))];
		},
	};
	const file = workflowOf(submitting, WORK, simulator.baseUrl);
	return await run('HTTP Request and Webhook', n8n, simulator, file, credentials);
}

async function run(
	name: string,
	n8n: N8n,
	simulator: Simulator,
	file: WorkflowFile,
	credentials: Credentials,
): Promise<Submitted> {
	const workflow = await importWorkflow(n8n.api, file, credentials);
	await activateWorkflow(n8n.api, workflow);
	await sleep(REST_MS);
	const rest = await currentMemory(n8n.processId);
	await forgetPeakMemory(n8n.processId);
	let started = performance.now();
	await callWebhook(n8n.api, file.name, {});
	const submitMs = performance.now() - started;
	const { callbacks, requests } = simulator;
	await callbacks.settled();
	const fetched = () =>
		requests.filter(
			({ method, status, finishedAt }) => method === 'GET' && status === 200 && finishedAt,
		).length;
	started = performance.now();
	const limit = pLimit(CALLBACKS_AT_ONCE);
	await Promise.all(
		callbacks
			.pending()
			.map(async ({ taskId }) => await limit(async () => await callbacks.deliver(taskId))),
	);
	await eventually('all images are fetched', () => fetched() >= WORK.images, {
		timeoutMs: PATIENCE_MS,
		everyMs: 100,
	});
	const ms = performance.now() - started;
	return {
		name,
		submitMs,
		ms,
		memory: (await peakMemory(n8n.processId)) - rest,
		requests: requests.length,
		callbacks: callbacks.deliveries.length,
		images: fetched(),
	};
}
