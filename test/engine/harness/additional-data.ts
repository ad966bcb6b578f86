import type {
	IDataObject,
	IExecuteWorkflowInfo,
	ITaskData,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import type { CredentialsHelper } from './credentials';
import type { WorkflowDefinition } from './definition';
import { Container, ExecutionLifecycleHooks, ExternalSecretsProxy } from './n8n-core';

/** A message that a node sent to the user's browser console. */
export interface ConsoleMessage {
	source: string;
	messages: unknown[];
}

interface Surroundings {
	definition: WorkflowDefinition;
	mode: WorkflowExecuteMode;
	executionId: string;
	/** Whether the execution was suspended before and now goes on. */
	resumed: boolean;
	credentialsHelper: CredentialsHelper;
	timeLimit?: number;
	/** Where this n8n is reached from outside. */
	serverUrl?: string;
	onNodeFinished?: (name: string, task: ITaskData) => void;
	onMessage: (message: ConsoleMessage) => void;
}

/** Stands for an n8n that nothing outside can reach. */
const UNREACHABLE = 'http://n8n.invalid';

/** What the n8n server hands to the engine besides the workflow. */
export function additionalDataFor(surroundings: Surroundings): IWorkflowExecuteAdditionalData {
	const { definition, executionId, resumed, credentialsHelper, timeLimit } = surroundings;
	const instance = surroundings.serverUrl ?? UNREACHABLE;
	return {
		credentialsHelper,
		hooks: hooksFor(surroundings),
		executionId,
		restartExecutionId: resumed ? executionId : undefined,
		workflowId: definition.id,
		currentNodeExecutionIndex: 0,
		executionTimeoutTimestamp: timeLimit === undefined ? undefined : Date.now() + timeLimit,
		sendDataToUI: (_type, data) => surroundings.onMessage(asConsoleMessage(data)),
		externalSecretsProxy: Container.get(ExternalSecretsProxy),
		variables: {},
		restApiUrl: `${instance}/rest`,
		instanceBaseUrl: `${instance}/`,
		formBaseUrl: `${instance}/form`,
		formWaitingBaseUrl: `${instance}/form-waiting`,
		formTestBaseUrl: `${instance}/form-test`,
		webhookBaseUrl: `${instance}/webhook`,
		webhookWaitingBaseUrl: `${instance}/webhook-waiting`,
		webhookTestBaseUrl: `${instance}/webhook-test`,
		mcpBaseUrl: `${instance}/mcp`,
		mcpTestBaseUrl: `${instance}/mcp-test`,
		logAiEvent: () => undefined,
		getRunExecutionData: async () => undefined,
		getRuntimeCredential: async () => undefined,
		executeWorkflow: async ({ id }: IExecuteWorkflowInfo) => {
			throw new Error(`This harness has no other workflow to execute (${id ?? 'inline'})`);
		},
		startRunnerTask: async () => {
			throw new Error('The Code node needs a task runner, which this harness does not start');
		},
	};
}

function hooksFor({ definition, mode, executionId, onNodeFinished }: Surroundings) {
	const stored: IWorkflowBase = {
		id: definition.id ?? 'workflow',
		name: definition.name ?? 'Workflow',
		active: false,
		activeVersionId: null,
		isArchived: false,
		createdAt: new Date(0),
		updatedAt: new Date(0),
		nodes: definition.nodes,
		connections: definition.connections,
		settings: definition.settings,
	};
	const hooks = new ExecutionLifecycleHooks(mode, executionId, stored);
	if (onNodeFinished) hooks.addHandler('nodeExecuteAfter', onNodeFinished);
	return hooks;
}

function asConsoleMessage(data: IDataObject | IDataObject[]): ConsoleMessage {
	const { source, messages } = Array.isArray(data) ? (data[0] ?? {}) : data;
	return { source: String(source), messages: Array.isArray(messages) ? messages : [messages] };
}
