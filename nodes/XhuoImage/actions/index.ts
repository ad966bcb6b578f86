import {
	NodeOperationError,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { isToolUse } from '../output/toolUse';
import * as edit from './image/edit.operation';
import * as generate from './image/generate.operation';
import * as get from './task/get.operation';
import * as getMany from './task/getMany.operation';

/** An operation: its entry in the list, its fields and what it does. */
interface Operation {
	readonly choice: INodePropertyOptions;
	readonly properties: INodeProperties[];
	execute(context: IExecuteFunctions): Promise<INodeExecutionData[]>;
}

interface Resource {
	readonly choice: INodePropertyOptions;
	readonly operations: Readonly<Record<string, Operation>>;
	readonly defaultOperation: string;
}

/** What the node can do: a new operation is one more entry here. */
const RESOURCES: Readonly<Record<string, Resource>> = {
	image: {
		choice: { name: 'Image', value: 'image' },
		operations: { edit, generate },
		defaultOperation: 'generate',
	},
	task: {
		choice: { name: 'Task', value: 'task' },
		operations: { get, getMany },
		defaultOperation: 'get',
	},
};

/** The fields of the node, those of every operation after the choice of it. */
export const properties: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: Object.values(RESOURCES).map(({ choice }) => choice),
		default: 'image',
	},
	...Object.entries(RESOURCES).map(
		([resource, { operations, defaultOperation }]): INodeProperties => ({
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			noDataExpression: true,
			options: Object.values(operations).map(({ choice }) => choice),
			default: defaultOperation,
			displayOptions: { show: { resource: [resource] } },
		}),
	),
	...Object.values(RESOURCES).flatMap(({ operations }) =>
		Object.values(operations).flatMap((operation) => operation.properties),
	),
];

/**
 * Runs the operation that the node is set to.
 *
 * @throws NodeOperationError if there is no such operation
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const resource = String(context.getNodeParameter('resource', 0));
	const name = String(context.getNodeParameter('operation', 0));
	const operation = RESOURCES[resource]?.operations[name];
	if (!operation) {
		throw new NodeOperationError(
			context.getNode(),
			`The operation '${name}' of the resource '${resource}' does not exist`,
			{ description: "Choose 'Resource' and 'Operation' from their lists." },
		);
	}
	if (!isToolUse(context)) return [await operation.execute(context)];
	const { executeAsTool } = await import('./executeAsTool');
	return [await executeAsTool(context, operation.execute)];
}
