import type { Request, Response } from 'express';
import type { INode, IWebhookDescription } from 'n8n-workflow';
import { createRunExecutionData, Workflow } from 'n8n-workflow';

import { additionalDataFor } from '../additional-data';
import { CredentialsHelper } from '../credentials';
import type { WorkflowDefinition } from '../definition';
import type { Execution, RunOptions } from '../execution';
import { execute } from '../execution';
import { getRegistry } from '../node-types';
import { answerReceived, callWebhook, webhookField } from './call-webhook';

/** A trigger of an active workflow, and the path that it listens on. */
export interface Activation {
	/** Behind `/webhook/`. */
	path: string;
	method: string;
	/**
	 * Hands a call to the trigger.
	 *
	 * @param store throws if the execution cannot be stored
	 * @returns the execution it starts; undefined if it starts none
	 */
	receive(request: Request, response: Response, store: () => void): Promise<Execution | undefined>;
}

/**
 * Activates a workflow: its trigger listens, and keeps its static data from call to call.
 * @throws when no node of the workflow is a trigger that listens
 */
export async function activate(
	definition: WorkflowDefinition,
	options: RunOptions,
): Promise<Activation> {
	const registry = (await getRegistry(options.packageForm ?? 'source')).with(
		options.testNodes ?? new Map(),
	);
	const mode = 'webhook';
	const additionalData = additionalDataFor({
		...{ definition, mode, executionId: '', resumed: false, serverUrl: options.server?.url },
		credentialsHelper: new CredentialsHelper(registry, options.credentials ?? {}),
		onMessage: () => undefined,
	});
	/** As the database holds it: read for each call, and written once the execution is stored. */
	let stored = '{}';
	const load = () =>
		new Workflow({
			...structuredClone(definition),
			active: true,
			nodeTypes: registry,
			staticData: JSON.parse(stored),
		});
	const { node, webhook } = findTrigger(load());
	const workflow = load();
	const field = (value: IWebhookDescription[string]) =>
		webhookField({ workflow, node, mode }, value);

	return {
		path: `${node.webhookId ?? node.id}/${field(webhook.path)}`,
		method: field(webhook.httpMethod),
		async receive(request, response, store) {
			const current = load();
			const call = { workflow: current, node, webhook, additionalData, mode, request, response };
			const items = await callWebhook({ ...call, mode, data: null });
			if (items === undefined) return undefined;
			store();
			stored = JSON.stringify(current.staticData);
			const nodeExecutionStack = [{ node, data: { main: items }, source: null }];
			const data = createRunExecutionData({ executionData: { nodeExecutionStack } });
			const execution = await execute(definition, options, { data, mode });
			answerReceived({ ...call, mode, data: null });
			return execution;
		},
	};
}

function findTrigger(workflow: Workflow): { node: INode; webhook: IWebhookDescription } {
	for (const node of workflow.queryNodes(({ webhook }) => webhook !== undefined)) {
		const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
		const webhook = type.description.webhooks?.find(
			({ restartWebhook }) => restartWebhook !== true,
		);
		if (webhook) return { node, webhook };
	}
	throw new Error('The workflow has no trigger that listens');
}
