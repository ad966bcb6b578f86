import type {
	IConnection,
	INode,
	INodeExecutionData,
	INodeType,
	IWorkflowSettings,
	NodeConnectionType,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { WorkflowDefinition } from './definition';
import type { Execution, RunOptions } from './execution';
import { execute } from './execution';
import type { NodeSpec } from './node-specs';
import { manualTrigger } from './node-specs';
import { TEST_PACKAGE } from './node-types';
import type { RunResult } from './run-result';

/** The settings tab of a node: Retry On Fail, On Error, Execute Once, … */
export type NodeSettings = Partial<
	Pick<
		INode,
		| 'retryOnFail'
		| 'maxTries'
		| 'waitBetweenTries'
		| 'onError'
		| 'continueOnFail'
		| 'executeOnce'
		| 'alwaysOutputData'
		| 'disabled'
		| 'webhookId'
	>
>;

interface Wire {
	/** Which output of the source, 0 is the first. */
	output?: number;
	/** Which input of the target. */
	input?: number;
	/** `main`, or `ai_tool` and its like for sub-nodes. */
	type?: NodeConnectionType;
}

const HORIZONTAL_STEP = 200;

/** Builds a workflow node by node. Every node is connected to the one before it unless told otherwise. */
export class WorkflowBuilder {
	private readonly nodes: INode[] = [];
	private readonly connections: WorkflowDefinition['connections'] = {};
	private readonly pinData: NonNullable<WorkflowDefinition['pinData']> = {};
	private readonly testNodes = new Map<string, INodeType>();
	private ownSettings: IWorkflowSettings = {};
	private last: string | undefined;

	/** A Manual Trigger named `Start` with these items pinned to it. */
	start(items: Array<INodeExecutionData | INodeExecutionData['json']>): this {
		this.pinData.Start = items.map(asItem);
		return this.node('Start', manualTrigger());
	}

	/** Adds a node and connects it to the node that was added before it. */
	node(name: string, spec: NodeSpec, settings: NodeSettings = {}): this {
		this.place(name, spec, settings);
		if (this.last !== undefined) this.connect(this.last, name);
		this.last = name;
		return this;
	}

	/** Adds a node that nothing leads to yet; `connect` does that. The next `node` follows it. */
	detached(name: string, spec: NodeSpec, settings: NodeSettings = {}): this {
		this.place(name, spec, settings);
		this.last = name;
		return this;
	}

	/** Adds a node of a type that only this workflow knows. */
	testNode(name: string, type: INodeType, settings: NodeSettings = {}): this {
		this.testNodes.set(type.description.name, type);
		const spec = {
			type: `${TEST_PACKAGE}.${type.description.name}`,
			typeVersion: 1,
			parameters: {},
		};
		return this.node(name, spec, settings);
	}

	/** Leads an output of one node to another node, besides what is connected already. */
	connect(from: string, to: string, wire: Wire = {}): this {
		const { output = 0, input = 0, type = NodeConnectionTypes.Main } = wire;
		const target: IConnection = { node: to, type, index: input };
		const outputs = ((this.connections[from] ??= {})[type] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push(target);
		return this;
	}

	/** Settings of the workflow, such as `executionTimeout` in seconds. */
	set(settings: IWorkflowSettings): this {
		this.ownSettings = { ...this.ownSettings, ...settings };
		return this;
	}

	/** The workflow as n8n would export it. */
	definition(): WorkflowDefinition {
		return {
			id: 'workflow-under-test',
			name: 'Workflow under test',
			nodes: structuredClone(this.nodes),
			connections: structuredClone(this.connections),
			settings: { executionOrder: 'v1', ...this.ownSettings },
			pinData: structuredClone(this.pinData),
		};
	}

	/** The node types that only this workflow knows, by name. */
	ownNodes(): ReadonlyMap<string, INodeType> {
		return this.testNodes;
	}

	/** Starts an execution, which can be cancelled while it runs. */
	async execute(options: RunOptions = {}): Promise<Execution> {
		return await execute(this.definition(), { ...options, testNodes: this.testNodes });
	}

	/** Runs the workflow to its end, or to where it suspends itself. */
	async run(options: RunOptions = {}): Promise<RunResult> {
		return await (
			await this.execute(options)
		).finished;
	}

	private place(name: string, spec: NodeSpec, settings: NodeSettings): void {
		if (this.nodes.some((node) => node.name === name)) throw new Error(`Two nodes named "${name}"`);
		const { type, typeVersion, parameters, credentials } = spec;
		const used = credentials?.map((credential) => [
			credential,
			{ id: credential, name: credential },
		]);
		this.nodes.push({
			id: name,
			name,
			type,
			typeVersion,
			parameters,
			position: [this.nodes.length * HORIZONTAL_STEP, 0],
			...(used && { credentials: Object.fromEntries(used) }),
			...settings,
		});
	}
}

/** A new, empty workflow. */
export const workflow = () => new WorkflowBuilder();

function asItem(item: INodeExecutionData | INodeExecutionData['json']): INodeExecutionData {
	return isItem(item) ? item : { json: item };
}

function isItem(item: INodeExecutionData | INodeExecutionData['json']): item is INodeExecutionData {
	return typeof item.json === 'object' && item.json !== null;
}
