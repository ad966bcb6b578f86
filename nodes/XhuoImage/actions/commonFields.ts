import type { INodeProperties } from 'n8n-workflow';

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
