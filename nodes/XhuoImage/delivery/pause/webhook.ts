import type { IWebhookDescription } from 'n8n-workflow';

import { RESUME_PATH } from './resumeUrl';

/** Where a suspended XHuo Image node listens for the callbacks of its tasks. */
export const RESUME_WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		responseMode: 'onReceived',
		responseData: 'noData',
		path: RESUME_PATH,
		restartWebhook: true,
	},
];
