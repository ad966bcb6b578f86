import type { WorkflowBuilder } from '../engine/harness';
import { baseNode, loopOverItems, workflow, xhuoImage } from '../engine/harness';
import {
	fetchingParameters,
	HTTP_REQUEST_VERSION,
	orderingParameters,
	type Batch,
} from '../support/httpRequestNode';

/** What each contender is given, so that all do the same work. */
export interface Task {
	prompts: readonly string[];
	model: string;
	concurrency: number;
	baseUrl: string;
}

/** One way to turn prompts into images in n8n; the images leave the node `Image`. */
export interface Contender {
	name: string;
	build: (task: Task) => WorkflowBuilder;
}

/** Milliseconds between two batches of the HTTP Request node when the user leaves its default. */
const DEFAULT_BATCH_INTERVAL = 1000;

const start = ({ prompts }: Task) => workflow().start(prompts.map((prompt) => ({ prompt })));

export const xhuoImageNode: Contender = {
	name: 'XHuo Image',
	build: (task) =>
		start(task).node(
			'Image',
			xhuoImage({
				model: task.model,
				prompt: '={{ $json.prompt }}',
				options: { concurrency: task.concurrency },
			}),
		),
};

/** What n8n itself offers: one HTTP Request node asks, a second one fetches the file. */
export const httpRequestNodes: Contender = {
	name: 'HTTP Request nodes, in batches',
	build: (task) => {
		const batch = { batchSize: task.concurrency, batchInterval: DEFAULT_BATCH_INTERVAL };
		return start(task).node('Ask', ask(task, batch)).node('Image', fetchFile(batch));
	},
};

export const loopWithHttpRequestNodes: Contender = {
	name: 'HTTP Request nodes in a loop, one at a time',
	build: (task) =>
		start(task)
			.node('Loop', loopOverItems())
			.detached('Ask', ask(task))
			.node('Image', fetchFile())
			.connect('Loop', 'Ask', { output: 1 })
			.connect('Image', 'Loop'),
};

const ask = ({ baseUrl, model }: Task, batch?: Batch) =>
	baseNode(
		'httpRequest',
		HTTP_REQUEST_VERSION,
		orderingParameters(
			baseUrl,
			`{ model: '${model}', prompt: $json.prompt, size: '1024x1024' }`,
			batch,
		),
		['xhuoApi'],
	);

const fetchFile = (batch?: Batch) =>
	baseNode('httpRequest', HTTP_REQUEST_VERSION, fetchingParameters(batch));
