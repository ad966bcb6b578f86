import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelSignal } from '../../api/client';
import { STOPPED, type Outcome } from '../../api/failure';
import { failureItem } from '../../output/items';
import { nodeError } from '../../output/nodeError';
import { firstFailure } from '../firstFailure';
import type { ItemResult } from './taskImages';

/**
 * Ends the node if the execution was stopped, or if an item failed and the node is not set to
 * continue on fail.
 *
 * @param results what became of each input item so far, by its index
 * @throws NodeApiError or NodeOperationError for the first item that failed
 */
export function endOnFailure(
	context: IExecuteFunctions,
	results: ReadonlyArray<ReadonlyArray<Outcome<unknown>>>,
): void {
	if (cancelSignal(context)?.aborted) throw nodeError(context, STOPPED, 0);
	const first = context.continueOnFail() ? undefined : firstFailure(results);
	if (first) throw nodeError(context, first.failure, first.itemIndex);
}

/**
 * What comes out of the node: the items of each input item in order, or why there are none.
 *
 * @throws NodeApiError or NodeOperationError, as `endOnFailure` does
 */
export function outputItems(
	context: IExecuteFunctions,
	results: readonly ItemResult[],
): INodeExecutionData[] {
	endOnFailure(context, results);
	return results.flatMap((outcomes, itemIndex) =>
		outcomes.map((item) => (item.ok ? item.value : failureItem(item.failure, itemIndex))),
	);
}
