import type {
	INodeType,
	IRun,
	IRunExecutionData,
	ITaskData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';

import type { ConsoleMessage } from './additional-data';
import { additionalDataFor } from './additional-data';
import type { BinaryMode } from './binary-data';
import { useBinaryMode } from './binary-data';
import type { CredentialValues } from './credentials';
import { CredentialsHelper } from './credentials';
import type { WorkflowDefinition } from './definition';
import { WorkflowExecute } from './n8n-core';
import { getRegistry } from './node-types';
import type { PackageForm } from './packages';
import { RunResult } from './run-result';

/** How a workflow is run. Everything has the default that a user of n8n would have. */
export interface RunOptions {
	/** Values of the credentials, by credential type. */
	credentials?: CredentialValues;
	/** Default `filesystem`, as n8n's. */
	binaryMode?: BinaryMode;
	/** Default `manual`, the mode of the button "Execute workflow". */
	mode?: WorkflowExecuteMode;
	/** This package's sources (default), or its `dist`. */
	packageForm?: PackageForm;
	/** Node types known to this run only, by name. */
	testNodes?: ReadonlyMap<string, INodeType>;
	/** The workflow setting "Timeout Workflow", in milliseconds from the start. */
	timeLimit?: number;
	/** Where calls from outside arrive; without it nothing can resume a suspended execution. */
	server?: Listener;
	/** Called each time a node has run. */
	onNodeFinished?: (name: string, task: ITaskData) => void;
}

/** The part of n8n that listens for calls from outside, at the address `url`. */
export interface Listener {
	readonly url: string;
	/** Told of every execution that starts or goes on. */
	onStart(executionId: string): void;
	/** Told of every execution that has ended or suspended itself. */
	onResult(result: RunResult): void;
}

/** An execution under way. */
export interface Execution {
	readonly id: string;
	/** Stops it, as the button in n8n does: running nodes get an abort signal, no other starts. */
	cancel(): void;
	readonly finished: Promise<RunResult>;
}

/** What an execution goes on with: the stored data of an earlier one. */
export interface Continuation {
	data: IRunExecutionData;
	mode: WorkflowExecuteMode;
	/** The execution that goes on; a retry has none, it is a new one. */
	resumedExecutionId?: string;
}

let executionCount = 0;

/** Starts a workflow in n8n's real engine. */
export async function execute(
	definition: WorkflowDefinition,
	options: RunOptions = {},
	continuation?: Continuation,
): Promise<Execution> {
	await useBinaryMode(options.binaryMode ?? 'filesystem');
	const packages = await getRegistry(options.packageForm ?? 'source');
	const registry = packages.with(options.testNodes ?? new Map());
	const mode = continuation?.mode ?? options.mode ?? 'manual';
	const id = continuation?.resumedExecutionId ?? String(++executionCount);
	const messages: ConsoleMessage[] = [];
	const additionalData = additionalDataFor({
		definition,
		mode,
		executionId: id,
		resumed: continuation?.resumedExecutionId !== undefined,
		credentialsHelper: new CredentialsHelper(registry, options.credentials ?? {}),
		timeLimit: options.timeLimit,
		serverUrl: options.server?.url,
		onNodeFinished: options.onNodeFinished,
		onMessage: (message) => messages.push(message),
	});
	const workflow = new Workflow({
		...structuredClone(definition),
		active: false,
		nodeTypes: registry,
	});
	const engine = new WorkflowExecute(
		additionalData,
		mode,
		continuation?.data ?? createRunExecutionData(),
	);
	options.server?.onStart(id);
	const running = continuation
		? engine.processRunExecutionData(workflow)
		: engine.run({ workflow, pinData: definition.pinData });
	const finish = (run: IRun) => {
		const origin = { id, run, messages, definition, options, registry, additionalData };
		const result = new RunResult(origin);
		options.server?.onResult(result);
		return result;
	};
	return { id, cancel: () => running.cancel(), finished: running.then(finish) };
}
