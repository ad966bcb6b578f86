import type { INodeProperties } from 'n8n-workflow';

import { modelsFor, showFor, showForOthers } from './modelChoice';

const EDIT = showFor('edit');

/** Where the pictures come from, in the order of the screen. */
export const pictureFields: INodeProperties[] = [
	{
		displayName: 'Pictures From',
		name: 'inputType',
		type: 'options',
		options: [
			{
				name: 'Files',
				value: 'binary',
				description: 'Pictures that are in the workflow, in binary fields of the item',
			},
			{
				name: 'Files and URLs',
				value: 'both',
				description:
					'Files, and pictures that the node fetches from their links; all are sent as files',
			},
			{
				name: 'URLs',
				value: 'url',
				description: 'Links that the service opens itself; for AI agents, too',
			},
		],
		default: 'binary',
		description: 'Where the pictures to edit come from',
		displayOptions: { show: EDIT },
	},
	{
		displayName: 'Input Binary Fields',
		name: 'inputBinaryFields',
		type: 'string',
		default: 'data',
		placeholder: 'e.g. data, data_1',
		hint: 'The names of the input binary fields with the pictures, separated by commas, or * for all pictures of the item',
		description:
			'Which files to edit, in this order: names of binary fields, an array of them from an expression, or * for all pictures of the item',
		displayOptions: { show: { ...EDIT, inputType: ['binary', 'both'] } },
	},
	{
		displayName: 'Picture URLs',
		name: 'imageUrls',
		type: 'string',
		typeOptions: { rows: 2 },
		default: '',
		placeholder: 'e.g. https://example.com/bottle.png',
		description:
			'Links of the pictures, separated by commas or lines, or an array from an expression. Each starts with https:// and can be opened by anyone.',
		displayOptions: { show: { ...EDIT, inputType: ['both', 'url'] } },
	},
	...maskFields(),
];

/** One for the models that take a mask, and one for those that are not in the list. */
function maskFields(): INodeProperties[] {
	const inputType = ['binary', 'both'];
	const masking = modelsFor('edit').filter(({ edit }) => edit?.takesMask);
	const { show, hide } = showForOthers('edit');
	return [
		{ show: { ...showFor('edit', masking), inputType } },
		{ show: { ...show, inputType }, hide },
	].map((displayOptions) => ({
		displayName: 'Mask Binary Field',
		name: 'maskBinaryField',
		type: 'string',
		default: '',
		placeholder: 'e.g. mask',
		description:
			'The name of the input binary field with a mask, if there is one: a PNG of the size of the first picture, at most 4 MB. Its transparent parts show what is to be changed.',
		displayOptions,
	}));
}

/** Whose pictures go into one call. */
export const usePicturesOfOption: INodeProperties = {
	displayName: 'Use Pictures Of',
	name: 'usePicturesOf',
	type: 'options',
	options: [
		{
			name: 'All Items Together',
			value: 'allItems',
			description: 'One call with the pictures of all items; the other fields are the first item’s',
		},
		{
			name: 'Each Item',
			value: 'eachItem',
			description: 'One call for each item, with its own pictures',
		},
	],
	default: 'eachItem',
	description:
		'Whether each item is edited by itself, or the pictures of all items go into one call',
};
