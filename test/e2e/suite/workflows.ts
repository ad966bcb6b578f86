import type { WorkflowFile } from '../api/workflows';

/** The name of the trigger that the workflows below start from. */
export const START = 'Start';
/** The name of the node under test in the workflows below. */
export const IMAGES = 'Images';

/** A node of a workflow; it stands on the canvas where its place in the list is. */
export interface FlowNode {
	name: string;
	type: string;
	typeVersion: number;
	parameters: Record<string, unknown>;
	/** Settings such as `onError`, and what else belongs into the workflow's file. */
	settings?: Record<string, unknown>;
}

/** The nodes that each node's outputs lead to; by name, then by output. */
export type Wires = Record<string, string[][]>;

export interface ImageWorkflowOptions {
	name?: string;
	/** What runs into the node: one item per entry, its fields for expressions. */
	items?: Array<Record<string, unknown>>;
	/** Parameters of the XHuo Image node. */
	parameters: Record<string, unknown>;
	/** Settings of the node, such as `onError` and `retryOnFail`. */
	settings?: Record<string, unknown>;
}

/** A workflow that makes the given items and hands them to the XHuo Image node, at the editor's button. */
export function imageWorkflow({
	name = 'Images',
	items = [{}],
	parameters,
	settings = {},
}: ImageWorkflowOptions): WorkflowFile {
	const nodes: FlowNode[] = [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...itemsOfList('Items', JSON.stringify({ list: items })),
		{
			name: IMAGES,
			type: 'n8n-nodes-xhuoapi.xhuoImage',
			typeVersion: 1,
			parameters,
			settings: { credentials: { xhuoApi: { id: null, name: 'XHuo account' } }, ...settings },
		},
	];
	return assemble(name, nodes, chained(nodes));
}

/**
 * Two nodes that make an item of each entry of a list. A Code node would do it alone, but n8n then has
 * to start its task runner, which makes every start slower.
 *
 * @param name of the second one
 * @param json an object with a field `list`, as text or as an expression
 */
export function itemsOfList(name: string, json: string): FlowNode[] {
	return [
		{
			name: `${name} listed`,
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: { mode: 'raw', jsonOutput: json },
		},
		{
			name,
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			parameters: { fieldToSplitOut: 'list' },
		},
	];
}

/** A workflow as a file. */
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
