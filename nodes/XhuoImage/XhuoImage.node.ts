import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type ILoadOptionsFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { properties, runOperation } from './actions';
import { TOOL_DESCRIPTION } from './actions/toolDescription';
import { searchModels } from './actions/image/modelChoice';
import { systemClock } from './api/clock';
import { testXhuoApi } from './api/credentialTest';
import { RESUME_WEBHOOKS } from './delivery/pause/webhook';

export class XhuoImage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XHuo Image',
		name: 'xhuoImage',
		icon: { light: 'file:xhuo.svg', dark: 'file:xhuo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle:
			'={{ $parameter["operation"] + ": " + ($parameter["resource"] === "image" ? ($parameter["model"].value ?? $parameter["model"]) : $parameter["resource"]) }}',
		description: 'Make images with GPT Image, DALL·E and Nano Banana through the XHuo Images API',
		defaults: { name: 'XHuo Image' },
		usableAsTool: { replacements: { description: TOOL_DESCRIPTION } },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'xhuoApi', required: true, testedBy: 'testXhuoApi' }],
		webhooks: RESUME_WEBHOOKS,
		properties,
	};

	methods = {
		credentialTest: { testXhuoApi },
		listSearch: {
			searchModels,
			async searchTasks(this: ILoadOptionsFunctions, filter?: string) {
				const { searchTasks } = await import('./actions/task/searchTasks');
				return await searchTasks.call(this, filter);
			},
		},
	};

	/** Called while the execution is suspended (delivery Pause): a callback of one of its tasks. */
	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { resume } = await import('./delivery/pause/resume');
		return await resume(this, systemClock);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
