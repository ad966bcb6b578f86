import type { IDataObject, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { throwawayNode } from './throwaway-node';

/** What a model sees of a tool. */
interface Tool {
	name: string;
	description: string;
	schema: { shape: Record<string, unknown> };
	invoke(toolArguments: IDataObject): Promise<unknown>;
}

function isTool(value: unknown): value is Tool {
	return typeof value === 'object' && value !== null && 'invoke' in value && 'schema' in value;
}

/**
 * A node that does with its tools what an AI agent does, without a model: it gets them from the
 * engine and calls each one with these arguments, once for each set of them, one after the other.
 * Connect tools to it with the type `ai_tool`. One item comes out per call: `name`, `description`,
 * `parameters` (names) and the tool's `answer`.
 */
export function agent(...calls: IDataObject[]): INodeType {
	return throwawayNode(
		'agent',
		async function () {
			const connected = await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0);
			const items = [];
			for (const tool of [connected].flat().filter(isTool)) {
				const { name, description } = tool;
				const parameters = Object.keys(tool.schema.shape);
				for (const toolArguments of calls) {
					const answer = String(await tool.invoke(toolArguments));
					items.push({ json: { name, description, parameters, answer }, pairedItem: 0 });
				}
			}
			return [items];
		},
		{
			inputs: [
				NodeConnectionTypes.Main,
				{ type: NodeConnectionTypes.AiTool, displayName: 'Tools' },
			],
		},
	);
}
