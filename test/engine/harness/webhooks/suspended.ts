import type { Request, Response } from 'express';
import type { INode, IWebhookDescription, WorkflowExecuteMode } from 'n8n-workflow';
import { Workflow } from 'n8n-workflow';

import type { Execution } from '../execution';
import { execute } from '../execution';
import { stored } from '../retry';
import type { RunResult } from '../run-result';
import type { WebhookCall } from './call-webhook';
import { answerReceived, callWebhook, webhookField } from './call-webhook';

/** Why a call does not resume an execution: what n8n answers. */
export class Refused extends Error {
	constructor(
		readonly status: number,
		message: string,
	) {
		super(message);
	}
}

/** What n8n knows of an execution when a call comes for it. */
export type Known =
	| { state: 'running' }
	| { state: 'waiting'; result: RunResult }
	| { state: 'finished'; result: RunResult };

/**
 * Resumes an execution whose time limit has passed, as n8n does once a minute: the waiting node
 * counts as disabled, and its input items go out as they are.
 */
export async function resumeAfterTimeLimit(waiting: RunResult): Promise<Execution> {
	const { definition, options, run, id } = waiting.origin;
	const continuation = { data: stored(waiting), mode: run.mode, resumedExecutionId: id };
	return await execute(definition, options, continuation);
}

/**
 * Lets a call from outside resume an execution: the node that waits gets it in its `webhook()`, and
 * what it hands over becomes the node's output.
 * @param stillWaits whether no other call has resumed it in the meantime
 * @returns the execution that goes on; undefined if the node wants to wait for more
 * @throws Refused when no node of the execution waits for such a call
 */
export async function resumeByCall(
	waiting: RunResult,
	stillWaits: () => boolean,
	suffix: string,
	request: Request,
	response: Response,
): Promise<Execution | undefined> {
	const { definition, options, registry, run, id, additionalData } = waiting.origin;
	const data = stored(waiting);
	const { lastNodeExecuted = '', runData } = data.resultData;
	const [entry] = data.executionData?.nodeExecutionStack ?? [];
	if (entry === undefined) throw new Error(`Execution ${id} has nothing to go on with`);
	entry.node.disabled = true;
	data.waitTill = undefined;
	runData[lastNodeExecuted]?.pop();

	const workflow = new Workflow({
		...structuredClone(definition),
		active: false,
		nodeTypes: registry,
	});
	const node = workflow.getNode(lastNodeExecuted);
	const webhook = node && findRestartWebhook(workflow, node, run.mode, request.method, suffix);
	if (!node || !webhook) {
		throw new Refused(404, `The execution "${id}" has no waiting webhook with a matching path`);
	}
	const call: WebhookCall = {
		...{ workflow, node, webhook, additionalData, mode: run.mode, data, request, response },
	};
	const items = await callWebhook(call);
	if (items === undefined) return undefined;
	if (!stillWaits()) {
		throw new Refused(500, `The execution "${id}" is already being resumed by another process`);
	}
	entry.data.main = items;
	const resumed = await execute(definition, options, {
		data,
		mode: run.mode,
		resumedExecutionId: id,
	});
	answerReceived(call);
	return resumed;
}

function findRestartWebhook(
	workflow: Workflow,
	node: INode,
	mode: WorkflowExecuteMode,
	method: string,
	suffix: string,
): IWebhookDescription | undefined {
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const field = (value: IWebhookDescription[string]) =>
		webhookField({ workflow, node, mode }, value);
	return type.description.webhooks?.find(
		({ restartWebhook, httpMethod, path }) =>
			restartWebhook === true && field(httpMethod) === method && field(path) === suffix,
	);
}
