import type { INodeProperties } from 'n8n-workflow';

import { outputOptionFor } from '../output/arrangementFields';
import { allowedHostsOption, downloadFieldsFor } from '../output/imageFields';

/** The fields of XHuo Image Trigger. */
export const triggerFields: INodeProperties[] = [
	{
		displayName:
			"Copy the production URL above into the 'Callback URL' field of an XHuo Image node whose 'Delivery' is 'Submit and Move On'. The result of each image then starts this workflow.",
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
		displayName: 'Trigger On',
		name: 'events',
		type: 'multiOptions',
		options: [
			{ name: 'Image Finished', value: 'succeeded', description: 'The images of a task are there' },
			{ name: 'Task Failed', value: 'failed', description: 'A task ended without an image' },
		],
		default: ['succeeded', 'failed'],
		required: true,
	},
	...downloadFieldsFor(),
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			allowedHostsOption,
			{
				displayName: 'Ask the Service',
				name: 'askService',
				type: 'boolean',
				default: true,
				description:
					'Whether to ask the service for the task and take what it says, so that a made-up result brings nothing. When off, what came with the callback counts.',
				displayOptions: { show: { '/authentication': ['signedUrl'] } },
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
			outputOptionFor('Callback'),
		],
	},
];
