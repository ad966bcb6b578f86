import type { IExecuteFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';

import { failed, type Outcome } from '../api/failure';
import type { Checked } from '../models/problem';
import { nodeError } from '../output/nodeError';
import { goesOnAfterFailure } from '../output/toolUse';

/** Reads and checks the fields of one item; some of them lead to files, which takes a while. */
export type ReadItem<T> = (itemIndex: number) => Checked<T> | Promise<Checked<T>>;

const READ_AT_ONCE = 4;

/**
 * Reads and checks the fields of every input item, before anything is sent for any of them.
 *
 * @param read reads one item; an expression that it cannot resolve concerns this item only
 * @throws NodeOperationError for the first item that does not pass, unless the node is set to
 *   continue on fail
 */
export async function readItems<T>(
	context: IExecuteFunctions,
	read: ReadItem<T>,
): Promise<Array<Outcome<T>>> {
	const slots = pLimit(READ_AT_ONCE);
	const reads = await Promise.all(
		context
			.getInputData()
			.map(async (_item, itemIndex) => await slots(async () => await tryRead(read, itemIndex))),
	);
	if (goesOnAfterFailure(context)) return reads;
	reads.forEach((item, itemIndex) => {
		if (!item.ok) throw nodeError(context, item.failure, itemIndex, 'Nothing was sent.');
	});
	return reads;
}

async function tryRead<T>(read: ReadItem<T>, itemIndex: number): Promise<Outcome<T>> {
	try {
		const checked = await read(itemIndex);
		return checked.ok ? checked : failed({ kind: 'invalid', ...checked.problem });
	} catch (thrown) {
		const reason = thrown instanceof Error ? thrown.message : String(thrown);
		return failed({
			kind: 'invalid',
			message: `A field of the node could not be read: ${reason}`,
			advice: 'Check the expressions in the fields of the node.',
		});
	}
}
