import type {
	ExecutionError,
	ExecutionStatus,
	IDataObject,
	INodeExecutionData,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	NodeExecutionHint,
} from 'n8n-workflow';

import type { ConsoleMessage } from './additional-data';
import { readBinary } from './binary-data';
import type { WorkflowDefinition } from './definition';
import type { RunOptions } from './execution';
import type { Registry } from './node-types';

/** Which of a node's outputs, and which of its runs (a node in a loop has several; default the last). */
export interface Where {
	output?: number;
	run?: number;
}

/** The execution that a result belongs to: what is needed to retry or resume it. */
export interface Origin {
	id: string;
	run: IRun;
	messages: readonly ConsoleMessage[];
	definition: WorkflowDefinition;
	options: RunOptions;
	registry: Registry;
	additionalData: IWorkflowExecuteAdditionalData;
}

/** What n8n would store of an execution, with short ways to what tests ask for. */
export class RunResult {
	constructor(readonly origin: Origin) {}

	get executionId(): string {
		return this.origin.id;
	}

	/** `success`, `error`, `canceled` or `waiting`. */
	get status(): ExecutionStatus {
		return this.origin.run.status;
	}

	/** The error that ended the execution. */
	get error(): ExecutionError | undefined {
		return this.data.resultData.error;
	}

	/** Until when a suspended execution waits. */
	get waitTill(): Date | undefined {
		return this.data.waitTill;
	}

	get data(): IRunExecutionData {
		return this.origin.run.data;
	}

	/** What nodes sent to the user's browser console. */
	get messages(): readonly ConsoleMessage[] {
		return this.origin.messages;
	}

	/** Each run of a node, in order; empty when it did not run. */
	runs(node: string): ITaskData[] {
		return this.data.resultData.runData[node] ?? [];
	}

	/** The items that left a node. */
	items(node: string, { output = 0, run = -1 }: Where = {}): INodeExecutionData[] {
		return this.runs(node).at(run)?.data?.main?.[output] ?? [];
	}

	/** The JSON of the items that left a node. */
	json(node: string, where?: Where): IDataObject[] {
		return this.items(node, where).map((item) => item.json);
	}

	/** The error that a node ended with, also when the workflow went on. */
	errorOf(node: string, run = -1): ExecutionError | undefined {
		return this.runs(node).at(run)?.error;
	}

	/** The hints that a node shows in the editor. */
	hints(node: string, run = -1): NodeExecutionHint[] {
		return this.runs(node).at(run)?.hints ?? [];
	}

	/** Those of them that warn, and do not only tell. */
	warnings(name: string): NodeExecutionHint[] {
		return this.hints(name).filter(({ type }) => type === 'warning');
	}

	/**
	 * The bytes of an item's binary property, read from n8n's binary data service.
	 * @throws when the item has no such property
	 */
	async bytes(item: INodeExecutionData | undefined, property = 'data'): Promise<Buffer> {
		const binary = item?.binary?.[property];
		if (!binary) throw new Error(`The item has no binary property "${property}"`);
		return await readBinary(binary);
	}
}
