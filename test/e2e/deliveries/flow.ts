import type { WorkflowFile } from '../api/workflows';
import { IMAGES, START } from '../suite/workflows';

/** The name of the node that makes the items. */
export const ITEMS = 'Items';
/** The name of the node behind the one under test. */
export const AFTER = 'After';

/** The name of the node that fetches the images of tasks. */
export const LATER = 'Later';

/** A node of a flow; it stands on the canvas where its place in the list is. */
export interface FlowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** Settings such as `onError`, and what else belongs into the workflow's file. */
	settings?: Record<string, unknown>;
}

/** The nodes that each node's outputs lead to; by name, then by output. */
type Wires = Record<string, string[][]>;

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

/** A workflow as a file; see `flow`. */
export function assemble(name: string, nodes: readonly FlowNode[], wires: Wires): WorkflowFile {
	return {
		name,
		nodes: nodes.map(({ settings, ...node }, column) => ({
			id: node.name,
			position: [column * 220, 0],
			...node,
			...settings,
		})),
		connections: Object.fromEntries(
			Object.entries(wires).map(([from, outputs]) => [
				from,
				{ main: outputs.map((names) => names.map((node) => ({ node, type: 'main', index: 0 }))) },
			]),
		),
	};
}

/** Each node leads to the next. */
export function chained(nodes: readonly FlowNode[]): Wires {
	return Object.fromEntries(
		nodes.slice(1).map(({ name }, index) => [nodes[index]?.name ?? '', [[name]]]),
	);
}

/** Makes an item for each prompt. */
export function promptItems(prompts: readonly string[]): FlowNode {
	const items = prompts.map((prompt) => ({ json: { prompt } }));
	const parameters = { jsCode: `return ${JSON.stringify(items)};` };
	return { name: ITEMS, type: 'n8n-nodes-base.code', typeVersion: 2, parameters };
}

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
