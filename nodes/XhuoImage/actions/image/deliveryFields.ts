import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { MODELS } from '../../models/catalogue';
import { includeInputOption, outputOptionFor } from '../../output/arrangementFields';
import { allowedHostsOption } from '../../output/imageFields';
import { fileNameOption, maxRetriesOption, timeoutOption } from '../commonFields';
import { spendingOptions } from './spendingLimits';

type Show = NonNullable<IDisplayOptions['show']>;

/** How a result comes back. */
export const deliveryFieldFor = (show: Show): INodeProperties => ({
	displayName: 'Delivery',
	name: 'delivery',
	type: 'options',
	noDataExpression: true,
	options: [
		{
			name: 'Ask Until Finished',
			value: 'poll',
			description:
				'Submit, then ask every few seconds. For long calls; needs no public address of n8n.',
		},
		{
			name: 'Pause Until Finished',
			value: 'pause',
			description:
				'Submit and suspend the workflow; the service wakes it. Needs a public address of n8n.',
		},
		{
			name: 'Submit and Move On',
			value: 'submit',
			description:
				'Give out task IDs; the result goes to a callback URL, such as that of a trigger',
		},
		{
			name: 'Wait for the Image',
			value: 'wait',
			description: 'Hold the connection until the image is there',
		},
	],
	default: 'wait',
	description: 'How the finished image comes back into the workflow',
	displayOptions: { show },
});

/** Sizes whose generation takes minutes (guide: a 4K call takes 4 to 8). */
const LONG_SIZES = MODELS.flatMap(({ size }) => size.presets).filter(
	({ step }) => step === '2K' || step === '4K',
);

/** What each delivery needs to know. */
export const deliveryDetailsFor = (show: Show): INodeProperties[] => [
	{
		displayName:
			"Large images can take 4 to 8 minutes, during which the connection has to stay open. 'Pause Until Finished' and 'Ask Until Finished' need none.",
		name: 'longWaitNotice',
		type: 'notice',
		default: '',
		displayOptions: {
			show: { ...show, delivery: ['wait'], size: LONG_SIZES.map(({ value }) => value) },
		},
	},
	{
		displayName: 'Callback URL',
		name: 'callbackUrl',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. https://n8n.example.com/webhook/…/xhuo-image',
		description:
			'Where the service sends the result: the production URL of an XHuo Image Trigger, or any other address',
		displayOptions: { show: { ...show, delivery: ['submit'] } },
	},
	{
		displayName: 'Sign Callback URL',
		name: 'signCallbackUrl',
		type: 'boolean',
		default: true,
		description:
			'Whether to sign the URL, so that an XHuo Image Trigger can tell the result from a forged one',
		displayOptions: { show: { ...show, delivery: ['submit'] } },
	},
	{
		displayName: 'Callback Context',
		name: 'callbackContext',
		type: 'json',
		default: '',
		placeholder: 'e.g. { "product": "A-17", "channel": "summer" }',
		description:
			'A JSON object that comes back with the result, at most 2,048 bytes. It travels inside the signed URL.',
		displayOptions: { show: { ...show, delivery: ['submit'], signCallbackUrl: [true] } },
	},
	{
		displayName: 'Limit (Minutes)',
		name: 'pauseLimit',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 10_080 },
		default: 60,
		description:
			'How long to wait for all images together, in minutes. Tasks that are not finished by then come out with their IDs.',
		displayOptions: { show: { ...show, delivery: ['pause', 'poll'] } },
	},
];

/** The entries of Options that every model has. */
export const deliveryOptions: INodeProperties[] = [
	allowedHostsOption,
	{
		displayName: 'Concurrency',
		name: 'concurrency',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 50 },
		default: 5,
		description:
			'How many images are made at the same time, over all items together. The first item decides for all.',
	},
	fileNameOption,
	includeInputOption,
	maxRetriesOption,
	outputOptionFor('Input Item'),
	...spendingOptions,
	{
		...timeoutOption,
		description: `${timeoutOption.description}. A 4K image takes 4 to 8 minutes.`,
	},
];
