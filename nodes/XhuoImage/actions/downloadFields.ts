import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

/** Whether the image itself is wanted, and where to put it. */
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

/** An entry of Options, for every operation that downloads. */
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
