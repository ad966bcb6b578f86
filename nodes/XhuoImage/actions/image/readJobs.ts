import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Failure } from '../../api/failure';
import type { DeliverySettings, Job } from '../../delivery/job';
import { checkWholeNumber } from '../../models/fields';
import { placeOrder, type Order, type OrderValues } from '../../models/order';
import type { Problem } from '../../models/problem';
import { requestKey } from '../../output/paidRecord';

/** What one input item asks for, or why it cannot be sent. */
export type ReadItem =
	| {
			readonly ok: true;
			readonly order: Order;
			readonly settings: DeliverySettings;
			readonly jobs: readonly Job[];
	  }
	| { readonly ok: false; readonly failure: Failure };

const optionsSchema = z.record(z.string(), z.unknown()).catch({});

/**
 * Reads and checks the fields of one item, before anything is sent for any item.
 *
 * @param firstSeed for images that need different seeds where the user gave none
 */
export function readItem(context: IExecuteFunctions, itemIndex: number, firstSeed: number): ReadItem {
	const options = optionsSchema.parse(context.getNodeParameter('options', itemIndex, {}));
	const read = (name: string) => context.getNodeParameter(name, itemIndex, null);
	const settings = readSettings(context, itemIndex, options);
	if ('message' in settings) return invalid(settings);

	const values: OrderValues = {
		...options,
		model: read('model'),
		prompt: read('prompt'),
		size: read('size'),
		width: read('width'),
		height: read('height'),
		quality: read('quality'),
		style: read('style'),
		numberOfImages: read('numberOfImages'),
	};
	const order = placeOrder(values, settings.wantsFile, firstSeed);
	if (!order.ok) return invalid(order.problem);
	return {
		ok: true,
		order: order.value,
		settings,
		jobs: jobsOf(itemIndex, order.value, settings, options.seed !== undefined),
	};
}

function jobsOf(
	itemIndex: number,
	order: Order,
	settings: DeliverySettings,
	hasOwnSeed: boolean,
): Job[] {
	let firstImage = 0;
	return order.requests.map((request, requestIndex) => {
		const { seed, ...content } = request.body;
		const key = requestKey(itemIndex, requestIndex, hasOwnSeed ? { ...content, seed } : content);
		const job = { itemIndex, order, settings, request, firstImage, key };
		firstImage += request.images;
		return job;
	});
}

function readSettings(
	context: IExecuteFunctions,
	itemIndex: number,
	options: Record<string, unknown>,
): DeliverySettings | Problem {
	const timeout = checkWholeNumber('Timeout', options.timeout ?? 600, 1, 3600);
	if (!timeout.ok) return timeout.problem;
	const maxRetries = checkWholeNumber('Max Retries', options.maxRetries ?? 5, 0, 10);
	if (!maxRetries.ok) return maxRetries.problem;
	const binaryProperty = String(
		context.getNodeParameter('binaryPropertyName', itemIndex, 'data'),
	).trim();
	return {
		wantsFile: context.getNodeParameter('downloadImages', itemIndex, true) !== false,
		binaryProperty: binaryProperty === '' ? 'data' : binaryProperty,
		fileName: typeof options.fileName === 'string' ? options.fileName : '',
		timeoutMs: timeout.value * 1000,
		maxRetries: maxRetries.value,
	};
}

const invalid = ({ message, advice }: Problem): ReadItem => ({
	ok: false,
	failure: { kind: 'invalid', message, advice },
});

/** How many requests run at once: one number for all items, so the first item's counts. */
export function readConcurrency(context: IExecuteFunctions): number {
	const { concurrency } = optionsSchema.parse(context.getNodeParameter('options', 0, {}));
	const checked = checkWholeNumber('Concurrency', concurrency ?? 5, 1, 50);
	return checked.ok ? checked.value : 5;
}
