import type { INodeProperties } from 'n8n-workflow';

const IMAGE = { resource: ['image'] };

/** How a result comes back. */
export const deliveryField: INodeProperties = {
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	options: [
		{
			name: 'Wait for the Image',
			value: 'wait',
			description: 'Hold the connection until the image is there',
		},
	],
	default: 'wait',
	description: 'How the finished image comes back into the workflow',
	displayOptions: { show: IMAGE },
};

export const downloadFields: INodeProperties[] = [
	{
		displayName: 'Download Images',
		name: 'downloadImages',
		type: 'boolean',
		default: true,
		description:
			'Whether to bring each image into the workflow as a file. When off, only its URL comes out.',
		displayOptions: { show: IMAGE },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { ...IMAGE, downloadImages: [true] } },
	},
];

/** The entries of Options that every model has. */
export const deliveryOptions: INodeProperties[] = [
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 5,
		description:
			'How many images are made at the same time, over all items together. The first item decides for all.',
	},
	{
		displayName: 'File Name',
		name: 'fileName',
		type: 'string',
		default: '',
		placeholder: 'e.g. summer-sale',
		description:
			'Name of the image file. The ending is added to fit the image; several images of one item are numbered.',
		displayOptions: { show: { '/downloadImages': [true] } },
	},
	{
		displayName: 'Max Retries',
		name: 'maxRetries',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 10 },
		default: 5,
		description:
			'How often to try again when the service is too busy or cannot be reached. A call that may have been billed is never repeated.',
	},
	{
		displayName: 'Timeout',
		name: 'timeout',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 3600 },
		default: 600,
		description:
			'How long to wait for one image, in seconds. A 4K image takes 4 to 8 minutes.',
	},
];
