import type { INodeProperties } from 'n8n-workflow';

/** The fields of XHuo Image Trigger. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			'Copy the production URL above into the Callback URL field of an XHuo Image node whose Delivery is Submit and Move On. The result of each image then starts this workflow.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Authentication',
		name: 'authentication',
		type: 'options',
		options: [
			{
				name: 'Signed URL',
				value: 'signedUrl',
				description: 'Only callbacks of tasks that were submitted with the same credential',
			},
			{
				name: 'None',
				value: 'none',
				description: 'Anyone who knows the URL can start this workflow',
			},
		],
		default: 'signedUrl',
		description: 'Who may start this workflow',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Image Finished', value: 'succeeded', description: 'The images of a task are there' },
			{ name: 'Task Failed', value: 'failed', description: 'A task ended without an image' },
		],
		default: ['succeeded', 'failed'],
		required: true,
		description: 'What starts this workflow',
	},
	{
		displayName: 'Download Images',
		name: 'downloadImages',
		type: 'boolean',
		default: true,
		description:
			'Whether to bring each image into the workflow as a file. When off, only its URL comes out.',
	},
	{
		displayName: 'Put Output File in Field',
		name: 'binaryPropertyName',
		type: 'string',
		default: 'data',
		required: true,
		placeholder: 'e.g. data',
		hint: 'The name of the output binary field to put the file in',
		displayOptions: { show: { downloadImages: [true] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Allowed Image Hosts',
				name: 'allowedImageHosts',
				type: 'string',
				default: '',
				placeholder: 'e.g. images.example.com, minio',
				description:
					'Further hosts that images may be fetched from, separated by commas. Without it: any public host over https, and the host of the credential.',
			},
			{
				displayName: 'Drop Repeats',
				name: 'dropRepeats',
				type: 'boolean',
				default: true,
				description: 'Whether a task that was already seen does not start the workflow again',
			},
			{
				displayName: 'Max Link Age',
				name: 'maxLinkAge',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 720 },
				default: 24,
				description: 'How long a signed callback URL is good for, in hours after the submission',
			},
		],
	},
];
