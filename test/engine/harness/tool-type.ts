import type { INodeProperties, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

const SUFFIX = 'Tool';

const DESCRIPTION_FIELDS: INodeProperties[] = [
	{
		displayName: 'Tool Description',
		name: 'descriptionType',
		type: 'options',
		options: [
			{ name: 'Set Automatically', value: 'auto' },
			{ name: 'Set Manually', value: 'manual' },
		],
		default: 'auto',
	},
	{
		displayName: 'Description',
		name: 'toolDescription',
		type: 'string',
		default: '',
		displayOptions: { show: { descriptionType: ['manual'] } },
	},
];

/** The name of the node type that the name of a tool type was made from; undefined if it is none. */
export function nameBehindTool(name: string): string | undefined {
	return name.endsWith(SUFFIX) ? name.slice(0, -SUFFIX.length) : undefined;
}

/**
 * The tool that n8n's server makes of every node type with `usableAsTool`: same fields and same
 * `execute`, no input, one output of the type `ai_tool`.
 */
export function asToolType(type: INodeType): INodeType {
	const { description, execute, methods } = type;
	const toolDescription: INodeTypeDescription = {
		...description,
		name: `${description.name}${SUFFIX}`,
		displayName: `${description.displayName} ${SUFFIX}`,
		inputs: [],
		outputs: [NodeConnectionTypes.AiTool],
		usableAsTool: undefined,
		properties: [...DESCRIPTION_FIELDS, ...description.properties],
	};
	return { description: toolDescription, execute, methods };
}
