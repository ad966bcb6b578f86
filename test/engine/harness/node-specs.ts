import type { INodeParameters } from 'n8n-workflow';

import { packageName } from './packages';

/** What a node of a workflow is: its type and parameters, without its place in the workflow. */
export interface NodeSpec {
	type: string;
	typeVersion: number;
	parameters: INodeParameters;
	/** Credential types that the node uses. */
	credentials?: readonly string[];
}

/** A node of n8n-nodes-base. `name` as in exported workflows, behind the dot. */
export function baseNode(
	name: string,
	typeVersion: number,
	parameters: INodeParameters = {},
	credentials?: readonly string[],
): NodeSpec {
	return { type: `n8n-nodes-base.${name}`, typeVersion, parameters, credentials };
}

/** XHuo Image. Parameters as in an exported workflow; what is not given has its default. */
export function xhuoImage(parameters: INodeParameters = {}): NodeSpec {
	return {
		type: `${packageName}.xhuoImage`,
		typeVersion: 1,
		parameters,
		credentials: ['xhuoApi'],
	};
}

/** XHuo Image as n8n offers it to AI agents; `={{ $fromAI('name', …) }}` is filled in by the agent. */
export function xhuoImageTool(parameters: INodeParameters = {}): NodeSpec {
	return { ...xhuoImage(parameters), type: `${packageName}.xhuoImageTool` };
}

export const manualTrigger = () => baseNode('manualTrigger', 1);
export const noOp = () => baseNode('noOp', 1);

/** Edit Fields (its JSON mode) that sets these fields and keeps no other; `={{ … }}` is an expression. */
export function editFields(fields: INodeParameters): NodeSpec {
	const lines = Object.entries(fields).map(
		([name, value]) => `${JSON.stringify(name)}: ${jsonOrExpression(value)}`,
	);
	const jsonOutput = `={ ${lines.join(', ')} }`;
	return baseNode('set', 3.4, { mode: 'raw', jsonOutput, includeOtherFields: false });
}

function jsonOrExpression(value: unknown): string {
	const expression = typeof value === 'string' ? /^=\{\{(.*)\}\}$/s.exec(value)?.[1] : undefined;
	return expression === undefined
		? JSON.stringify(value)
		: `{{ JSON.stringify(${expression.trim()}) }}`;
}

/** One item for each element of the array in `field`; elements that are objects become the item. */
export const splitOut = (field: string) => baseNode('splitOut', 1, { fieldToSplitOut: field });

/** All items as one, in the field `data`. */
export const aggregate = () => baseNode('aggregate', 1, { aggregate: 'aggregateAllItemData' });

/** Loop Over Items: output 0 when done, output 1 once per batch. Connect the loop's end back to it. */
export const loopOverItems = (batchSize = 1) => baseNode('splitInBatches', 3, { batchSize });

/** Output 0 for items of which the expression is true, output 1 for the others. */
export function ifTrue(expression: string): NodeSpec {
	const operator = { type: 'boolean', operation: 'true', singleValue: true };
	return baseNode('if', 2.2, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 },
			conditions: [{ id: 'only', leftValue: expression, rightValue: '', operator }],
			combinator: 'and',
		},
	});
}

/** Wait. More than 65 seconds suspends the execution, as any longer Wait does in n8n. */
export const wait = (seconds: number) =>
	baseNode('wait', 1.1, { resume: 'timeInterval', amount: seconds, unit: 'seconds' });
