import type { IExecuteFunctions } from 'n8n-workflow';

import { failed, type Outcome } from '../api/failure';
import type { Checked } from '../models/problem';
import { nodeError } from '../output/nodeError';

/**
 * Reads and checks the fields of every input item, before anything is sent for any of them.
 *
 * @param read reads one item; an expression that it cannot resolve concerns this item only
 * @throws NodeOperationError for the first item that does not pass, unless the node is set to
 *   continue on fail
 */
export function readItems<T>(
	context: IExecuteFunctions,
	read: (itemIndex: number) => Checked<T>,
): Array<Outcome<T>> {
	const reads = context.getInputData().map((_item, itemIndex) => tryRead(read, itemIndex));
	if (context.continueOnFail()) return reads;
	reads.forEach((item, itemIndex) => {
		if (!item.ok) throw nodeError(context, item.failure, itemIndex, 'Nothing was sent.');
	});
	return reads;
}

function tryRead<T>(read: (itemIndex: number) => Checked<T>, itemIndex: number): Outcome<T> {
	try {
		const checked = read(itemIndex);
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
