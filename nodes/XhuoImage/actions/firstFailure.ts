import type { Failure, Outcome } from '../api/failure';

/** A failure and the input item that it befell. */
export interface ItemFailure {
	readonly itemIndex: number;
	readonly failure: Failure;
}

/**
 * The failure that the node is to end with: the first one, in the order of the input items, that is
 * more than something not started because of another.
 *
 * @param results what became of each input item, by its index
 */
export function firstFailure(
	results: ReadonlyArray<ReadonlyArray<Outcome<unknown>>>,
): ItemFailure | undefined {
	const failures = results.flatMap((outcomes, itemIndex) =>
		outcomes.flatMap((outcome) => (outcome.ok ? [] : [{ itemIndex, failure: outcome.failure }])),
	);
	return failures.find(({ failure }) => failure.kind !== 'cancelled') ?? failures[0];
}
