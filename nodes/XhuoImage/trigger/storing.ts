import type { IWebhookFunctions } from 'n8n-workflow';

import type { Storing } from './repeats';

/**
 * Follows whether n8n stores the execution that a callback starts: it answers the sender 2xx once it
 * has (`responseMode: 'onReceived'`), and 5xx if it cannot, also where the sender has gone meanwhile.
 */
export function followStoring(context: IWebhookFunctions): () => Storing {
	let response: ReturnType<IWebhookFunctions['getResponseObject']> | undefined =
		context.getResponseObject();
	let storing: Storing = 'open';
	const look = (): Storing => {
		if (response?.headersSent) {
			storing = response.statusCode < 300 ? 'stored' : 'refused';
			response = undefined;
		}
		return storing;
	};
	// A response is large; this lets go of it.
	response.once('close', look);
	return look;
}
