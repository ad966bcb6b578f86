import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { deliveryDetails, deliveryField, deliveryOptions, downloadFields } from './deliveryFields';
import {
	choiceFields,
	customSizeFields,
	modelField,
	modelOptions,
	numberOfImagesField,
	promptField,
	sizeFields,
} from './generateFields';
import { runItems } from './runItems';

export const choice: INodePropertyOptions = {
	name: 'Generate',
	value: 'generate',
	description: 'Make new images from a prompt',
	action: 'Generate an image',
};

export const properties: INodeProperties[] = [
	modelField,
	promptField,
	...sizeFields,
	...customSizeFields,
	...choiceFields,
	numberOfImagesField,
	deliveryField,
	...deliveryDetails,
	...downloadFields,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [...modelOptions, ...deliveryOptions].sort((a, b) =>
			a.displayName.localeCompare(b.displayName),
		),
		displayOptions: { show: { resource: ['image'], operation: ['generate'] } },
	},
];

/** Makes images from prompts: one output item per image, paired with its input item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await runItems(context, systemClock);
}
