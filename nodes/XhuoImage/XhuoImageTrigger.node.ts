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
import { deliverCallback } from './callback/deliver';
import { receiveCallback } from './callback/receive';
import { triggerFields } from './callback/triggerFields';
import { CALLBACK_WEBHOOKS } from './callback/webhooks';

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
		description: 'Starts the workflow when an image that was submitted is finished',
		eventTriggerDescription: 'Submit an image with the test URL above as its callback URL',
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
		return await receiveCallback(this, systemClock);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await deliverCallback(this, systemClock)];
	}
}
