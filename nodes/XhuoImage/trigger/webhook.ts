import type { IWebhookDescription } from 'n8n-workflow';

/**
 * Where the trigger listens. There is nothing to register with the service: the URL travels with
 * each task. n8n answers as soon as the execution is stored, with an empty body.
 */
export const CALLBACK_WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path: 'xhuo-image',
	},
];
