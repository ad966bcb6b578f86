import type { WorkflowFile } from '../../e2e/api/workflows';
import { assemble, chained, IMAGES, itemsOfList, type FlowNode } from '../../e2e/suite/workflows';
import {
	fetchingParameters,
	HTTP_REQUEST_VERSION,
	orderingParameters,
	type HttpRequestParameters,
} from '../../support/httpRequestNode';
import { promptsOf, type Work } from './works';

/** One way to turn prompts into images in n8n. Its images leave the node `IMAGES`. */
export interface Contestant {
	readonly name: string;
	/** The nodes that do the work, one after the other. */
	nodes(work: Work, baseUrl: string): FlowNode[];
	/** Whether it makes one image after the other: what takes it minutes, it does once. */
	readonly isSlow?: boolean;
}

const XHUO = { credentials: { xhuoApi: { id: null, name: 'XHuo account' } } };

/** The body of a call, for an expression. */
export const ORDER = "{ model: 'gpt-image-2', prompt: $json.prompt, size: '1024x1024' }";

export const httpRequestNode = (name: string, parameters: HttpRequestParameters): FlowNode => ({
	name,
	type: 'n8n-nodes-base.httpRequest',
	typeVersion: HTTP_REQUEST_VERSION,
	parameters,
	settings: { ...XHUO, onError: 'continueRegularOutput' },
});

export const xhuoImage: Contestant = {
	name: 'XHuo Image',
	nodes: ({ concurrency }) => [
		{
			name: IMAGES,
			type: 'n8n-nodes-xhuoapi.xhuoImage',
			typeVersion: 1,
			parameters: { prompt: '={{ $json.prompt }}', options: { concurrency } },
			settings: XHUO,
		},
	],
};

/**
 * Two nodes: the first one asks, the second one fetches the files. They know nothing of how many are
 * under way, only how many to begin, and then how long to wait. Here they wait as long as a call takes,
 * which the user of a real service does not know.
 */
export const httpRequest: Contestant = {
	name: 'HTTP Request, twice',
	nodes: ({ concurrency, latencyMs }, baseUrl) => {
		const asking = { batchSize: concurrency, batchInterval: latencyMs };
		const fetching = { batchSize: concurrency, batchInterval: 1 };
		return [
			httpRequestNode('Ask', orderingParameters(baseUrl, ORDER, asking)),
			httpRequestNode(IMAGES, fetchingParameters(fetching)),
		];
	},
};

/** n8n's own node for OpenAI, which takes base64 alone, and one item after the other. */
export const openAi: Contestant = {
	name: 'OpenAI',
	isSlow: true,
	nodes: () => [
		{
			name: IMAGES,
			type: '@n8n/n8n-nodes-langchain.openAi',
			typeVersion: 2,
			parameters: {
				resource: 'image',
				operation: 'generate',
				model: 'dall-e-3',
				prompt: '={{ $json.prompt }}',
				options: {},
			},
			settings: {
				credentials: { openAiApi: { id: null, name: 'OpenAI account' } },
				onError: 'continueRegularOutput',
			},
		},
	],
};

export const FLOOR = 'undici program';

/** A workflow that a webhook starts, and that answers when it is over. */
export function workflowOf(contestant: Contestant, work: Work, baseUrl: string): WorkflowFile {
	const path = `${contestant.name} ${work.name}`.toLowerCase().replace(/[^a-z0-9]+/g, '-');
	const list = promptsOf(work).map((prompt) => ({ prompt }));
	const nodes: FlowNode[] = [
		{
			name: 'Called',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { path, httpMethod: 'POST', responseMode: 'lastNode', responseData: 'noData' },
			settings: { webhookId: path },
		},
		...itemsOfList('Prompts', JSON.stringify({ list })),
		...contestant.nodes(work, baseUrl),
	];
	return assemble(path, nodes, chained(nodes));
}
