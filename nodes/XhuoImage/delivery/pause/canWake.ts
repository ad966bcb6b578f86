import { NodeOperationError, type IExecuteFunctions } from 'n8n-workflow';

import { ADDRESS_VARIABLE } from '../../api/addressVariable';
import { isPublicHost } from '../../api/publicHosts';
import { isToolUse } from '../../output/toolUse';
import type { DeliveryTools } from '../tools';

/** An AI agent waits for its tools to answer; it cannot be suspended by one of them. */
export function refuseAsTool(context: IExecuteFunctions): void {
	if (!isToolUse(context)) return;
	throw new NodeOperationError(
		context.getNode(),
		"'Delivery' cannot be 'Pause Until Finished' in a tool of an AI agent",
		{
			description:
				"Set 'Delivery' to 'Wait for the Image', or to 'Ask Until Finished' for images that take long. Nothing was sent.",
		},
	);
}

/** Without a public address no callback ever comes, and the wait would always run to its end. */
export function refuseUnreachable({ context, client }: DeliveryTools, callbackUrl: URL): void {
	const isLocalService = !isPublicHost(new URL(client.origin).hostname);
	if (isLocalService || isPublicHost(callbackUrl.hostname)) return;
	throw new NodeOperationError(
		context.getNode(),
		`'Delivery' cannot be 'Pause Until Finished' while the service cannot reach this n8n at ${callbackUrl.origin}`,
		{
			description: `Set the ${ADDRESS_VARIABLE} to the public address of n8n, or set 'Delivery' to 'Ask Until Finished', which needs none. Nothing was sent.`,
		},
	);
}
