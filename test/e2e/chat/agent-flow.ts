import type { WorkflowFile } from '../api/workflows';
import { assemble, START, type FlowNode } from '../suite/workflows';

/** The names of the agent, its chat model and the tool that draws. */
export const AGENT = 'AI Agent';
const MODEL = 'Chat Model';
export const DRAW = 'Draw';

/** What is left to the model of the agent, with the hints that it reads. */
export const FROM_AI = {
	prompt: "={{ $fromAI('prompt', 'What the image is to show, in detail', 'string') }}",
	model:
		"={{ $fromAI('model', 'gpt-image-2 for detail, nano-banana for a sketch', 'string', 'gpt-image-2') }}",
	size: "={{ $fromAI('size', '1024x1024, or 1536x1024 for landscape', 'string', '1024x1024') }}",
};

/** A tool of the agent. */
export interface AgentTool {
	readonly name: string;
	readonly parameters: Record<string, unknown>;
	/** Settings such as `retryOnFail`. */
	readonly settings?: Record<string, unknown>;
}

/** An AI Agent that is asked for a fox, with a chat model and tools that draw. */
export function agentFlow(
	name: string,
	tools: readonly AgentTool[],
	agentVersion = 3.1,
): WorkflowFile {
	const main: FlowNode[] = [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		{
			name: AGENT,
			type: '@n8n/n8n-nodes-langchain.agent',
			typeVersion: agentVersion,
			parameters: { promptType: 'define', text: 'Draw me a fox.', options: {} },
		},
	];
	const beside: FlowNode[] = [
		{
			name: MODEL,
			type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
			typeVersion: 1.2,
			parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: {} },
			settings: { credentials: { openAiApi: { id: null, name: 'Chat model' } } },
		},
		...tools.map(
			({ name: tool, parameters, settings = {} }): FlowNode => ({
				name: tool,
				type: 'n8n-nodes-xhuoapi.xhuoImageTool',
				typeVersion: 1,
				parameters,
				settings: { credentials: { xhuoApi: { id: null, name: 'XHuo account' } }, ...settings },
			}),
		),
	];
	const flow = assemble(name, [...main, ...beside], { [START]: [[AGENT]] });
	const positions: Record<string, [number, number]> = { [START]: [0, 0], [AGENT]: [220, 0] };
	const lead = (type: string) => ({ [type]: [[{ node: AGENT, type, index: 0 }]] });
	return {
		...flow,
		// As the editor makes them; in the old order n8n asks the model before its tools have answered.
		settings: { executionOrder: 'v1' },
		nodes: flow.nodes.map((node) => ({
			...node,
			position: positions[node.name] ?? [
				200 + 240 * beside.findIndex((other) => other.name === node.name),
				260,
			],
		})),
		connections: {
			...flow.connections,
			[MODEL]: lead('ai_languageModel'),
			...Object.fromEntries(tools.map((tool) => [tool.name, lead('ai_tool')])),
		},
	};
}
