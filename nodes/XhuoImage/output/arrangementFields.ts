import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Arrangement } from './arrange';

/**
 * The entry of Options that says how many items come out.
 *
 * @param one what the other choice gives one item for
 */
export const outputOptionFor = (one: 'Input Item' | 'Callback'): INodeProperties => ({
	displayName: 'Output',
	name: 'output',
	type: 'options',
	options: [
		{
			name: 'One Item per Image',
			value: 'image',
			description: 'Each image is an item of its own, with its file',
		},
		{
			name: `One Item per ${one}`,
			value: 'item',
			description:
				'All images are in one item, for an album, a carousel or a mail: a list in the field "images", and the files in data, data_1, data_2 and so on',
		},
	],
	default: 'image',
	description: 'How many items come out where there are several images',
});

export const includeInputOption: INodeProperties = {
	displayName: 'Include Input Fields',
	name: 'includeInputFields',
	type: 'boolean',
	default: false,
	description:
		'Whether the fields and files of the item that came in come out beside the image. One that is called like a field of the image gets the name "input_…".',
};

const optionsSchema = z
	.object({ output: z.unknown(), includeInputFields: z.unknown() })
	.partial()
	.catch({});

/** Reads both from what was added under Options; whatever else is filled in counts as the default. */
export function readArrangement(options: unknown): Arrangement {
	const { output, includeInputFields } = optionsSchema.parse(options);
	return { isGathered: output === 'item', includesInput: includeInputFields === true };
}
