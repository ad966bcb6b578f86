import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/**
 * Answers a callback, unless it was answered already, and leaves the execution suspended.
 *
 * @param status of HTTP
 * @param reason in words, for whoever looks into the log of the sender
 */
export function reply(
	context: IWebhookFunctions,
	status: number,
	reason: string,
): IWebhookResponseData {
	const response = context.getResponseObject();
	const body: IDataObject = { accepted: status < 300, reason };
	if (!response.headersSent) response.status(status).json(body);
	return { noWebhookResponse: true };
}
