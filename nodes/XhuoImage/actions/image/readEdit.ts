import type { IExecuteFunctions } from 'n8n-workflow';

import { openClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import { fine } from '../../models/problem';
import { readOptions } from '../readSettings';
import { jobsOf, readOrder, type ReadJobs } from './readJobs';
import { readPictures } from './readPictures';

/** Whether one call takes the pictures of all items; the first item decides for all. */
export const takesAllTogether = (context: IExecuteFunctions): boolean =>
	readOptions(context, 0).usePicturesOf === 'allItems';

/**
 * Opens the reading of items whose pictures are to be edited: their fields, then their pictures, all
 * checked before anything is sent for any item.
 *
 * @throws NodeOperationError if the credential's base URL is not a web address
 */
export async function openEditReader(context: IExecuteFunctions, clock: Clock): Promise<ReadJobs> {
	const { origin: ownOrigin } = await openClient(context, clock);
	const everyItem = context.getInputData().map((_item, itemIndex) => itemIndex);
	const isTogether = takesAllTogether(context);

	return async (itemIndex, run) => {
		const read = readOrder(context, itemIndex, run, 'edit');
		if (!read.ok) return read;
		const { order, settings } = read.value;
		const tools = { context, clock, ownOrigin, timeoutMs: settings.timeoutMs };
		const itemIndexes = isTogether ? everyItem : [itemIndex];
		const pictures = await readPictures(order.model, itemIndexes, tools);
		if (!pictures.ok) return pictures;
		const { inputs, hints, ...edit } = pictures.value;
		return fine(jobsOf(itemIndex, { ...read.value, order: { ...order, inputs, hints } }, edit));
	};
}
