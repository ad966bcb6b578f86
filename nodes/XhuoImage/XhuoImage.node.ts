import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties, runOperation } from './actions';
import { testXhuoApi } from './api/credentialTest';

export class XhuoImage implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'XHuo Image',
		name: 'xhuoImage',
		icon: { light: 'file:xhuo.svg', dark: 'file:xhuo.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["model"] }}',
		description: 'Make images with GPT Image, DALL·E and Nano Banana through the XHuo Images API',
		defaults: { name: 'XHuo Image' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'xhuoApi', required: true, testedBy: 'testXhuoApi' }],
		properties,
	};

	methods = { credentialTest: { testXhuoApi } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
