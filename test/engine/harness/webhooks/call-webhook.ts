import type { Request, Response } from 'express';
import type {
	INode,
	INodeExecutionData,
	IRunExecutionData,
	IWebhookDescription,
	IWebhookResponseData,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowExecuteMode,
} from 'n8n-workflow';

import { WebhookContext } from '../n8n-core';

/** A call from outside to a node that listens. */
export interface WebhookCall {
	workflow: Workflow;
	node: INode;
	webhook: IWebhookDescription;
	additionalData: IWorkflowExecuteAdditionalData;
	mode: WorkflowExecuteMode;
	/** The stored execution that the call is to resume; null when it is to start one. */
	data: IRunExecutionData | null;
	request: Request;
	response: Response;
}

/** The value of a webhook's field, which may be an expression over the node's parameters. */
export function webhookField(
	{ workflow, node, mode }: Pick<WebhookCall, 'workflow' | 'node' | 'mode'>,
	value: IWebhookDescription[string],
): string {
	if (typeof value !== 'string') return '';
	return String(workflow.expression.getSimpleParameterValue(node, value, mode, {}) ?? '');
}

/**
 * Runs a node's `webhook()` in n8n's real context. When the node hands nothing to the workflow, the
 * caller is answered here, as n8n does it.
 * @returns what the node hands to the workflow; undefined if nothing is to be executed
 */
export async function callWebhook(call: WebhookCall): Promise<INodeExecutionData[][] | undefined> {
	const { workflow, node, webhook, mode, data, request, response } = call;
	const additionalData = {
		...call.additionalData,
		httpRequest: request,
		httpResponse: response,
	};
	const webhookData = {
		httpMethod: 'POST' as const,
		node: node.name,
		path: webhook.path,
		webhookDescription: webhook,
		workflowId: workflow.id,
		workflowExecuteAdditionalData: additionalData,
	};
	const context = new WebhookContext(workflow, node, additionalData, mode, webhookData, [], data);
	const type = workflow.nodeTypes.getByNameAndVersion(node.type, node.typeVersion);
	const result = await type.webhook?.call(context);
	if (result === undefined) throw new Error(`The node "${node.name}" has no webhook()`);
	if (result.workflowData === undefined) answerWithoutExecution(result, response);
	return result.workflowData;
}

function answerWithoutExecution(result: IWebhookResponseData, response: Response): void {
	if (result.noWebhookResponse) return;
	response.json(result.webhookResponse ?? { message: 'Webhook call received' });
}

/** Answers a caller whose call starts or resumes an execution, for the mode "immediately". */
export function answerReceived(call: WebhookCall): void {
	if (call.response.headersSent) return;
	const responseData = webhookField(call, call.webhook.responseData);
	if (responseData === 'noData') call.response.end();
	else call.response.json(responseData || { message: 'Workflow was started' });
}
