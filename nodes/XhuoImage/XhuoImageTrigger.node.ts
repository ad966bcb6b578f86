import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { systemClock } from './api/clock';
import { testXhuoApi } from './api/credentialTest';
import { triggerFields } from './trigger/fields';
import { CALLBACK_WEBHOOKS } from './trigger/webhook';

export class XhuoImageTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XHuo Image Trigger',
		name: 'xhuoImageTrigger',
		icon: { light: 'file:xhuo.svg', dark: 'file:xhuo.dark.svg' },
		group: ['trigger'],
		// Both are the same. n8n takes any webhook of version 1 for its own old Webhook node and evaluates
		// an expression of that one before each call, which takes longer than all that we do.
		version: [1, 2],
		subtitle: '={{ $parameter["events"].join(", ") }}',
		// The list of nodes shows both nodes as one, with this description, not that of XHuo Image.
		description:
			'Make images with GPT Image, DALL·E and Nano Banana. The trigger starts the workflow when a submitted image is finished.',
		eventTriggerDescription: 'Submit an image with the test URL of this node as its callback URL',
		activationMessage: 'Finished images now start this workflow through its production URL.',
		defaults: { name: 'XHuo Image Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'xhuoApi',
				required: true,
				testedBy: 'testXhuoApi',
				displayOptions: { show: { authentication: ['signedUrl'] } },
			},
		],
		webhooks: CALLBACK_WEBHOOKS,
		properties: triggerFields,
	};

	methods = { credentialTest: { testXhuoApi } };

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { receiveCallback } = await import('./trigger/receive');
		return await receiveCallback(this, systemClock);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const { deliverCallback } = await import('./trigger/deliver');
		return [await deliverCallback(this, systemClock)];
	}
}
