import type { INodeExecutionData } from 'n8n-workflow';

import type { NodeContext } from '../api/client';
import { gather, isFailure } from './gather';
import { withInput, type InputNames } from './inputFields';

/** How what became of an input item is to come out. */
export interface Arrangement {
	/** Whether all of it comes out as one item, and not one for each image. */
	readonly isGathered: boolean;
	/** Whether the item that came in goes along. */
	readonly includesInput: boolean;
}

/** One item for each image, and nothing else. */
export const PLAIN: Arrangement = { isGathered: false, includesInput: false };

/** How it is to come out, and the binary field of the first file. */
export interface ItemWish extends Arrangement {
	readonly binaryProperty: string;
}

/** An item that comes out, and what the fields of the input item are called in it, if it went along. */
export interface Arranged {
	readonly item: INodeExecutionData;
	readonly names?: InputNames;
}

/**
 * Arranges all that became of one input item as the user wants to have it.
 *
 * @param items one for each image, open task or failure
 * @param input the item that came in, where there is one
 */
export function arrange(
	context: Pick<NodeContext, 'getNode'>,
	items: readonly INodeExecutionData[],
	{ isGathered, includesInput, binaryProperty }: ItemWish,
	input?: INodeExecutionData,
): Arranged[] {
	const arranged = isGathered && items.length > 0 ? [gather(items, binaryProperty)] : items;
	return arranged.map((item) => {
		if (!includesInput || !input || (isFailure(item) && addsInputItself(context))) return { item };
		return withInput(item, input);
	});
}

/**
 * n8n tells the items for the error output by their having no fields but those of a failure, and adds
 * those of the input item itself.
 */
const addsInputItself = (context: Pick<NodeContext, 'getNode'>): boolean =>
	context.getNode().onError === 'continueErrorOutput';
