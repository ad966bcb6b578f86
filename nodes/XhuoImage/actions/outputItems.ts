import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelSignal } from '../api/client';
import { STOPPED, type Failure, type Outcome } from '../api/failure';
import { arrange, type ItemWish } from '../output/arrange';
import { failureItem } from '../output/items';
import { nodeError } from '../output/nodeError';
import { goesOnAfterFailure } from '../output/toolUse';

/** What became of one input item: its output items, or why there are none. */
export type ItemResult = ReadonlyArray<Outcome<INodeExecutionData>>;

/**
 * Ends the node if the execution was stopped, or if an item failed and the node is not set to
 * continue on fail.
 *
 * @param results what became of each input item so far, by its index
 * @param note a further sentence, such as what became of the other items
 * @throws NodeApiError or NodeOperationError for the first item that failed
 */
export function endOnFailure(
	context: IExecuteFunctions,
	results: ReadonlyArray<ReadonlyArray<Outcome<unknown>>>,
	note = '',
): void {
	if (cancelSignal(context)?.aborted) throw nodeError(context, STOPPED, 0);
	const first = goesOnAfterFailure(context) ? undefined : firstFailure(results);
	if (first) throw nodeError(context, first.failure, first.itemIndex, note);
}

/**
 * What comes out of the node: the items of each input item in order, or why there are none.
 *
 * @param wishOf how those of an input item are to be arranged; one after the other, where it says nothing
 * @throws NodeApiError or NodeOperationError, as `endOnFailure` does
 */
export function outputItems(
	context: IExecuteFunctions,
	results: readonly ItemResult[],
	wishOf: (itemIndex: number) => ItemWish | undefined = () => undefined,
): INodeExecutionData[] {
	endOnFailure(context, results);
	const inputs = context.getInputData();
	return results.flatMap((outcomes, itemIndex) => {
		const items = outcomes.map((item) =>
			item.ok ? item.value : failureItem(item.failure, itemIndex),
		);
		const wish = wishOf(itemIndex);
		if (!wish) return items;
		return arrange(context, items, wish, inputs[itemIndex]).map(({ item }) => item);
	});
}

/** A failure and the input item that it befell. */
interface ItemFailure {
	readonly itemIndex: number;
	readonly failure: Failure;
}

/**
 * The failure that the node is to end with: the first one, in the order of the input items, that is
 * more than something not started because of another.
 */
function firstFailure(
	results: ReadonlyArray<ReadonlyArray<Outcome<unknown>>>,
): ItemFailure | undefined {
	const failures = results.flatMap((outcomes, itemIndex) =>
		outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ itemIndex, failure: outcome.failure }])),
	);
	return failures.find(({ failure }) => failure.kind !== 'cancelled') ?? failures[0];
}
