import type { WorkflowFile } from '../api/workflows';
import { assemble, chained, IMAGES, itemsOfList, START, type FlowNode } from '../suite/workflows';

/** The name of the node that makes the items. */
export const ITEMS = 'Items';
/** The name of the node behind the one under test. */
export const AFTER = 'After';

/** The name of the node that fetches the images of tasks. */
export const LATER = 'Later';

/**
 * A workflow that begins with a webhook (production) and a manual trigger (the editor's button), both
 * of which lead to the first of the nodes.
 *
 * @param path of the webhook
 * @param wires where the outputs of the nodes lead; without it, each leads to the next
 */
export function flow(
	path: string,
	nodes: readonly FlowNode[],
	wires = chained(nodes),
): WorkflowFile {
	const [first] = nodes;
	const starts: FlowNode[] = [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: 'Called',
			type: 'n8n-nodes-base.webhook',
			typeVersion: 2,
			parameters: { path, httpMethod: 'POST' },
			settings: { webhookId: path },
		},
	];
	const toFirst = first ? [[first.name]] : [];
	return assemble(path, [...starts, ...nodes], {
		[START]: toFirst,
		Called: toFirst,
		...wires,
	});
}

/** Makes an item for each prompt. */
export const promptItems = (prompts: readonly string[]): FlowNode[] =>
	itemsOfList(ITEMS, JSON.stringify({ list: prompts.map((prompt) => ({ prompt })) }));

/** The node under test, with `{{ $json.prompt }}` as its prompt. */
export function imageNode(
	parameters: Record<string, unknown>,
	settings: Record<string, unknown> = {},
	name = IMAGES,
): FlowNode {
	return {
		name,
		type: 'n8n-nodes-xhuoapi.xhuoImage',
		typeVersion: 1,
		parameters: { prompt: '={{ $json.prompt }}', ...parameters },
		settings: { ...settings, credentials: { xhuoApi: { id: null, name: 'XHuo account' } } },
	};
}

/** Fetches the images of the tasks that come in. */
export const getTasks = (
	parameters: Record<string, unknown> = { operation: 'get', taskId: '={{ $json.taskId }}' },
): FlowNode => ({
	...imageNode({}, {}, LATER),
	parameters: { resource: 'task', ...parameters },
});

/** Says of each item to which item of the beginning n8n has it paired. */
export const pairingNode: FlowNode = {
	name: AFTER,
	type: 'n8n-nodes-base.set',
	typeVersion: 3.4,
	parameters: {
		assignments: {
			assignments: [
				{
					id: '1',
					name: 'pairedWith',
					type: 'string',
					value: `={{ $('${ITEMS}').item.json.prompt }}`,
				},
			],
		},
		includeOtherFields: true,
	},
};
