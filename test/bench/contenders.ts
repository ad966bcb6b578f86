import type { WorkflowBuilder } from '../engine/harness';
import { baseNode, loopOverItems, workflow, xhuoImage } from '../engine/harness';

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
		const options = { batching: { batch } };
		return start(task).node('Ask', ask(task, options)).node('Image', fetchFile(options));
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

function ask({ baseUrl, model }: Task, options = {}) {
	const parameters = {
		method: 'POST',
		url: `${baseUrl}/openai/images/generations`,
		authentication: 'predefinedCredentialType',
		nodeCredentialType: 'xhuoApi',
		sendBody: true,
		specifyBody: 'json',
		jsonBody: `={{ JSON.stringify({ model: '${model}', prompt: $json.prompt, size: '1024x1024' }) }}`,
		options,
	};
	return baseNode('httpRequest', 4.2, parameters, ['xhuoApi']);
}

function fetchFile(options = {}) {
	return baseNode('httpRequest', 4.2, {
		url: '={{ $json.data[0].url }}',
		options: { ...options, response: { response: { responseFormat: 'file' } } },
	});
}
