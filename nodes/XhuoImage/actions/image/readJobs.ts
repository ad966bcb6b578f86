import type { IExecuteFunctions } from 'n8n-workflow';

import { checkContext } from '../../callback/signedUrl';
import { isDelivery, type DeliveryName } from '../../delivery';
import type { CallbackTarget, DeliverySettings, Job } from '../../delivery/job';
import { checkWholeNumber } from '../../models/fields';
import { placeOrder, type Order, type OrderValues } from '../../models/order';
import { fine, refused, type Checked } from '../../models/problem';
import { requestKey } from '../../output/paidRecord';
import { readOptions, readSettings } from '../readSettings';

/**
 * Reads and checks the fields of one item, before anything is sent for any item.
 *
 * @param firstSeed for images that need different seeds where the user gave none
 */
export function readItem(
	context: IExecuteFunctions,
	itemIndex: number,
	delivery: DeliveryName,
	firstSeed: number,
): Checked<readonly Job[]> {
	const options = readOptions(context, itemIndex);
	const read = (name: string) => context.getNodeParameter(name, itemIndex, null);
	const settings = readSettings(context, itemIndex, options);
	if (!settings.ok) return settings;

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
	const order = placeOrder(values, settings.value.wantsFile, firstSeed);
	if (!order.ok) return order;
	const callback = delivery === 'submit' ? readCallbackTarget(read) : undefined;
	if (callback?.ok === false) return callback;
	const jobs = jobsOf(itemIndex, order.value, settings.value, options.seed !== undefined);
	const target = callback?.value;
	return fine(target ? jobs.map((job) => ({ ...job, callback: target })) : jobs);
}

/** Where the results of an item are to be sent, for delivery `submit`. */
function readCallbackTarget(read: (name: string) => unknown): Checked<CallbackTarget> {
	const address = String(read('callbackUrl') ?? '').trim();
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
		return refused(
			address === '' ? 'Callback URL is empty' : `Callback URL '${address}' is not a web address`,
			'Copy the production URL of an XHuo Image Trigger into it.',
		);
	}
	const isSigned = read('signCallbackUrl') !== false;
	const sent = isSigned ? checkContext(read('callbackContext')) : fine({});
	return sent.ok ? fine({ url, isSigned, context: sent.value }) : sent;
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

/** What holds for the whole node run, since it concerns all items together: the first item's. */
export interface RunSettings {
	readonly delivery: DeliveryName;
	readonly concurrency: number;
	/** In milliseconds. */
	readonly pauseLimitMs: number;
}

/** Reads what holds for the whole node run; a value out of range counts as the default. */
export function readRunSettings(context: IExecuteFunctions): RunSettings {
	const { concurrency } = readOptions(context, 0);
	const atOnce = checkWholeNumber('Concurrency', concurrency ?? 5, 1, 50);
	const delivery = context.getNodeParameter('delivery', 0, 'wait');
	const minutes = Number(context.getNodeParameter('pauseLimit', 0, 60));
	return {
		delivery: isDelivery(delivery) ? delivery : 'wait',
		concurrency: atOnce.ok ? atOnce.value : 5,
		pauseLimitMs: (minutes > 0 ? minutes : 60) * 60_000,
	};
}
