import type { INode, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { onlyFailures } from '../../output/gather';

/** What n8n sends to the error output: nothing but these fields (n8n-core, `handleNodeErrorOutput`). */
const failureSchema = z
	.object({ error: z.string(), message: z.unknown(), details: z.unknown() })
	.strict();
const pairedSchema = z.object({ item: z.number().int().nonnegative() });

/**
 * Puts what failed where n8n looks for its input item. After a pause n8n pairs the items that come out
 * with the input items by their place alone (n8n-core, `addPairedItemLineage`), and on the way to the
 * error output it takes the fields of that input item (`handleNodeErrorOutput`). With several images an
 * item, a failure further down would get those of another item; and behind the last input item, n8n
 * throws, and everything that was paid for is gone. So every failure stands at the place of its own
 * input item, and those of the same one are one item. The order of the images stays.
 *
 * @param items what is to come out of the node
 * @returns the same items where *On Error* is set to anything but the error output
 */
export function placeFailures(
	{ onError }: Pick<INode, 'onError'>,
	items: readonly INodeExecutionData[],
): INodeExecutionData[] {
	if (onError !== 'continueErrorOutput') return [...items];
	const failures = new Map<number, INodeExecutionData[]>();
	const others: INodeExecutionData[] = [];
	for (const item of items) {
		if (isFailure(item))
			failures.set(indexOf(item), [...(failures.get(indexOf(item)) ?? []), item]);
		else others.push(item);
	}
	const placed: INodeExecutionData[] = [];
	while (others.length > 0 || failures.size > 0) {
		const [firstFailed = 0] = failures.keys();
		const place = others.length > 0 ? placed.length : firstFailed;
		const failed = failures.get(place);
		failures.delete(place);
		placed.push(...(failed ? [asOne(failed)] : others.splice(0, 1)));
	}
	return placed;
}

const isFailure = ({ json }: INodeExecutionData) => failureSchema.safeParse(json).success;

const indexOf = ({ pairedItem }: INodeExecutionData): number =>
	pairedSchema.safeParse(pairedItem).data?.item ?? 0;

/** Nothing of what is known of the other images is lost: above all their links and task ids. */
const asOne = (failed: readonly INodeExecutionData[]): INodeExecutionData => {
	const [first] = failed;
	const json = onlyFailures(failed.map((failure) => failure.json));
	return { ...first, json };
};
