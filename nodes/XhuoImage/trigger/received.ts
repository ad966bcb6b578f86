import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import { orderClaim, readOrderClaim, type OrderFacts } from '../callback/orderFacts';
import type { CallbackContext } from '../callback/signedUrl';

/** What `webhook()` found, and `execute()` goes on with. */
export interface Received {
	/** The body as it came. */
	readonly callback: unknown;
	readonly context: CallbackContext;
	/** What was ordered; absent where the callback URL does not say. */
	readonly order?: OrderFacts;
}

const receivedSchema = z.object({
	callback: z.unknown(),
	context: z.record(z.string(), z.unknown()).catch({}),
	order: z.unknown(),
});

/** What a callback URL vouches for. */
export type Vouched = Pick<Received, 'context' | 'order'>;

/**
 * The item by which one hands it to the other; n8n stores it with the execution.
 *
 * @param callback the body as it came
 */
export const receivedItem = (
	callback: IDataObject,
	{ context, order }: Vouched,
): INodeExecutionData => ({
	json: { callback, context: { ...context }, ...(order && { order: { ...orderClaim(order) } }) },
});

/** Reads such an item, also one that an earlier version stored. */
export function readReceived({ json }: INodeExecutionData): Received {
	const { callback, context, order: claim } = receivedSchema.parse(json);
	const order = readOrderClaim(claim);
	return { callback, context, ...(order && { order }) };
}
