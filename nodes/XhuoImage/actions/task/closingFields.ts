import type { INodeProperties } from 'n8n-workflow';

import { allowedHostsOption, downloadFieldsFor } from '../../output/imageFields';
import { fileNameOption, maxRetriesOption, timeoutOption } from '../commonFields';
import { inOrder } from '../inOrder';

/**
 * The last fields of an operation: how to bring the images in, and Options with what every operation
 * has there and what this one adds.
 */
export function closingFields(
	operation: string,
	ownOptions: readonly INodeProperties[] = [],
): INodeProperties[] {
	const show = { resource: ['task'], operation: [operation] };
	const options: INodeProperties = {
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: inOrder([
			...ownOptions,
			allowedHostsOption,
			fileNameOption,
			maxRetriesOption,
			timeoutOption,
		]),
		displayOptions: { show },
	};
	return [...downloadFieldsFor(show), options];
}
