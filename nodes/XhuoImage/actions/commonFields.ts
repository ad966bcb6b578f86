import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Whether the images themselves are wanted, and where to put them. */
export const downloadFieldsFor = (show: IDisplayOptions['show']): INodeProperties[] => [
	{
		displayName: 'Download Images',
		name: 'downloadImages',
		type: 'boolean',
		default: true,
		description:
			'Whether to bring each image into the workflow as a file. When off, only its URL comes out.',
		displayOptions: { show },
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { ...show, downloadImages: [true] } },
	},
];

export const fileNameOption: INodeProperties = {
	displayName: 'File Name',
	name: 'fileName',
	type: 'string',
	default: '',
	placeholder: 'e.g. summer-sale',
	description:
		'Name of the image file. The ending is added to fit the image; several images of one item are numbered.',
	displayOptions: { show: { '/downloadImages': [true] } },
};

export const maxRetriesOption: INodeProperties = {
	displayName: 'Max Retries',
	name: 'maxRetries',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 10 },
	default: 5,
	description:
		'How often to try again when the service is too busy or cannot be reached. A call that may have been billed is never repeated.',
};

export const timeoutOption: INodeProperties = {
	displayName: 'Timeout',
	name: 'timeout',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: 3600 },
	default: 600,
	description: 'How long to wait for one image, in seconds',
};
