import type { WorkflowFile } from '../api/workflows';

/** The name of the trigger that the workflows below start from. */
export const START = 'Start';
/** The name of the node under test in the workflows below. */
export const IMAGES = 'Images';

export interface ImageWorkflowOptions {
	name?: string;
	/** What runs into the node: one item per entry, its fields for expressions. */
	items?: Array<Record<string, unknown>>;
	/** Parameters of the XHuo Image node. */
	parameters: Record<string, unknown>;
	/** Settings of the node, such as `onError` and `retryOnFail`. */
	settings?: Record<string, unknown>;
}

/** Start → Items → Images: a workflow that makes the given items and hands them to the XHuo Image node. */
export function imageWorkflow({
	name = 'Images',
	items = [{}],
	parameters,
	settings = {},
}: ImageWorkflowOptions): WorkflowFile {
	const jsCode = `return ${JSON.stringify(items.map((json) => ({ json })))};`;
	return {
		name,
		nodes: [
			node(START, 'n8n-nodes-base.manualTrigger', 1, 0, {}),
			node('Items', 'n8n-nodes-base.code', 2, 1, { jsCode }),
			{
				...node(IMAGES, 'n8n-nodes-xhuoapi.xhuoImage', 1, 2, parameters),
				credentials: { xhuoApi: { id: null, name: 'XHuo account' } },
				...settings,
			},
		],
		connections: { [START]: { main: [[to('Items')]] }, Items: { main: [[to(IMAGES)]] } },
	};
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	column: number,
	parameters: Record<string, unknown>,
) {
	return { id: name, name, type, typeVersion, position: [column * 220, 0], parameters };
}

function to(name: string) {
	return { node: name, type: 'main', index: 0 };
}
