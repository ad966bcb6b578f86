import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Failure } from '../../api/failure';
import { checkContext } from '../../callback/signedUrl';
import { isDelivery, type DeliveryName } from '../../delivery';
import type { CallbackTarget, DeliverySettings, Job } from '../../delivery/job';
import { checkWholeNumber } from '../../models/fields';
import { placeOrder, type Order, type OrderValues } from '../../models/order';
import { fine, refused, type Checked, type Problem } from '../../models/problem';
import { requestKey } from '../../output/paidRecord';

/** What one input item asks for, or why it cannot be sent. */
export type ReadItem =
	| { readonly ok: true; readonly jobs: readonly Job[] }
	| { readonly ok: false; readonly failure: Failure };

const optionsSchema = z.record(z.string(), z.unknown()).catch({});

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
): ReadItem {
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
	const callback = delivery === 'submit' ? readCallbackTarget(read) : undefined;
	if (callback?.ok === false) return invalid(callback.problem);
	const jobs = jobsOf(itemIndex, order.value, settings, options.seed !== undefined);
	const target = callback?.value;
	return { ok: true, jobs: target ? jobs.map((job) => ({ ...job, callback: target })) : jobs };
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

/** What holds for the whole node run, since it concerns all items together: the first item's. */
export interface RunSettings {
	readonly delivery: DeliveryName;
	readonly concurrency: number;
	/** In milliseconds. */
	readonly pauseLimitMs: number;
}

/** Reads what holds for the whole node run; a value out of range counts as the default. */
export function readRunSettings(context: IExecuteFunctions): RunSettings {
	const { concurrency } = optionsSchema.parse(context.getNodeParameter('options', 0, {}));
	const atOnce = checkWholeNumber('Concurrency', concurrency ?? 5, 1, 50);
	const delivery = context.getNodeParameter('delivery', 0, 'wait');
	const minutes = Number(context.getNodeParameter('pauseLimit', 0, 60));
	return {
		delivery: isDelivery(delivery) ? delivery : 'wait',
		concurrency: atOnce.ok ? atOnce.value : 5,
		pauseLimitMs: (minutes > 0 ? minutes : 60) * 60_000,
	};
}
