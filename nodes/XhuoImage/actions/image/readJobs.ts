import type { IExecuteFunctions } from 'n8n-workflow';

import type { PicturesIn } from '../../api/pictures';
import { checkContext } from '../../callback/signedUrl';
import { isDelivery, type DeliveryName } from '../../delivery';
import type { CallbackTarget, DeliverySettings, Job } from '../../delivery/job';
import { requestKey } from '../../ledger/requestKey';
import { checkOptionalNumber } from '../../models/fields';
import { placeOrder, type ImageOperation, type Order, type OrderValues } from '../../models/order';
import { fine, refused, type Checked } from '../../models/problem';
import { priceAt } from '../../output/recipe';
import { chosen } from '../locator';
import { readOptions, readSettings } from '../readSettings';

/** What the reading of an item needs to know of the whole node run. */
export interface RunFacts {
	readonly delivery: DeliveryName;
	/** For images that need different seeds where the user gave none. */
	readonly firstSeed: number;
	/** Of the service, for what is known of its prices; absent where it is not known. */
	readonly origin: string | undefined;
}

/** Reads what one item asks for: its requests, or why it cannot be sent. */
export type ReadJobs = (
	itemIndex: number,
	run: RunFacts,
) => Checked<readonly Job[]> | Promise<Checked<readonly Job[]>>;

/** What an item asks for, whatever goes in with it. */
export interface ReadOrder {
	readonly order: Order;
	readonly settings: DeliverySettings;
	readonly callback?: CallbackTarget;
}

/** Reads and checks the fields of one item for new images, before anything is sent for any item. */
export function readGeneration(
	context: IExecuteFunctions,
	itemIndex: number,
	run: RunFacts,
): Checked<readonly Job[]> {
	const read = readOrder(context, itemIndex, run, 'generate');
	return read.ok ? fine(jobsOf(itemIndex, read.value)) : read;
}

/** Reads and checks the fields that both operations have. */
export function readOrder(
	context: IExecuteFunctions,
	itemIndex: number,
	{ delivery, firstSeed, origin }: RunFacts,
	operation: ImageOperation,
): Checked<ReadOrder> {
	const options = readOptions(context, itemIndex);
	const read = (name: string) => context.getNodeParameter(name, itemIndex, null);
	const settings = readSettings(context, itemIndex, options);
	if (!settings.ok) return settings;

	const values: OrderValues = {
		...options,
		model: chosen(read('model')),
		prompt: read('prompt'),
		size: read('size'),
		width: read('width'),
		height: read('height'),
		quality: read('quality'),
		style: read('style'),
		numberOfImages: read('numberOfImages'),
	};
	const order = placeOrder(values, settings.value.wantsFile, firstSeed, operation);
	if (!order.ok) return order;
	const callback = delivery === 'submit' ? readCallbackTarget(read) : undefined;
	if (callback?.ok === false) return callback;
	return fine({
		order: { ...order.value, price: priceAt(order.value.price, origin) },
		settings: settings.value,
		...(callback && { callback: callback.value }),
	});
}

/** Where the results of an item are to be sent, for delivery `submit`. */
function readCallbackTarget(read: (name: string) => unknown): Checked<CallbackTarget> {
	const address = String(read('callbackUrl') ?? '').trim();
	const url = URL.canParse(address) ? new URL(address) : undefined;
	if (url?.protocol !== 'https:' && url?.protocol !== 'http:') {
		return refused(
			address === ''
				? "'Callback URL' is empty"
				: `'Callback URL' is not a web address: '${address}'`,
			'Copy the production URL of an XHuo Image Trigger into it.',
		);
	}
	const isSigned = read('signCallbackUrl') !== false;
	const sent = isSigned ? checkContext(read('callbackContext')) : fine({});
	return sent.ok ? fine({ url, isSigned, context: sent.value }) : sent;
}

/**
 * The requests of an item.
 *
 * @param edit the pictures that go into each of them, and what tells these from others
 */
export function jobsOf(
	itemIndex: number,
	{ order, settings, callback }: ReadOrder,
	edit?: { readonly pictures: PicturesIn; readonly identity: readonly string[] },
): Job[] {
	let firstImage = 0;
	return order.requests.map((request, requestIndex) => {
		const { content } = request;
		const asked = edit ? { ...content, pictures: edit.identity } : content;
		const job: Job = {
			itemIndex,
			order,
			settings,
			request,
			firstImage,
			key: requestKey(itemIndex, requestIndex, asked),
			...(edit && { pictures: edit.pictures }),
			...(callback && { callback }),
		};
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
	const atOnce = checkOptionalNumber('Concurrency', concurrency, 5, 1, 50);
	const delivery = context.getNodeParameter('delivery', 0, 'wait');
	const minutes = Number(context.getNodeParameter('pauseLimit', 0, 60));
	return {
		delivery: isDelivery(delivery) ? delivery : 'wait',
		concurrency: atOnce.ok ? atOnce.value : 5,
		pauseLimitMs: (minutes > 0 ? minutes : 60) * 60_000,
	};
}
