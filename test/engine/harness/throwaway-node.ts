import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

type Execute = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

const description = (name: string): INodeTypeDescription => ({
	displayName: name,
	name,
	group: ['transform'],
	version: 1,
	description: 'Exists in one test only',
	defaults: { name },
	inputs: [NodeConnectionTypes.Main],
	outputs: [NodeConnectionTypes.Main],
	properties: [],
});

/** A node type that does just this, for tests of what the engine itself does with a node. */
export function throwawayNode(
	name: string,
	execute: Execute,
	parts: Partial<INodeTypeDescription> = {},
): INodeType {
	return { description: { ...description(name), ...parts }, execute };
}
