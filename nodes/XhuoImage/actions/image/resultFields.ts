import type { INodeProperties } from 'n8n-workflow';

import { inOrder } from '../inOrder';
import type { ImageOperation } from '../../models/order';
import { downloadFieldsFor } from '../../output/imageFields';
import { deliveryDetailsFor, deliveryFieldFor, deliveryOptions } from './deliveryFields';
import { showFor } from './modelChoice';
import { choiceFieldsFor, modelOptionsFor, numberOfImagesFieldFor } from './modelFields';
import { customSizeFieldsFor, sizeFieldsFor } from './sizeFields';

/**
 * The fields that say how the result is to be, in the order of the screen. Both operations have
 * them, each with those of its own models.
 *
 * @param ownOptions further entries of Options
 */
export function resultFieldsFor(
	operation: ImageOperation,
	ownOptions: readonly INodeProperties[],
): INodeProperties[] {
	const show = showFor(operation);
	return [
		...sizeFieldsFor(operation),
		...customSizeFieldsFor(operation),
		...choiceFieldsFor(operation),
		numberOfImagesFieldFor(operation),
		deliveryFieldFor(show),
		...deliveryDetailsFor(show),
		...downloadFieldsFor(show),
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: inOrder([...modelOptionsFor(operation), ...ownOptions, ...deliveryOptions]),
			displayOptions: { show },
		},
	];
}
