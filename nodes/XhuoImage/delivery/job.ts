import type { Failure, Outcome } from '../api/failure';
import type { PicturesIn } from '../api/pictures';
import type { CallbackContext } from '../callback/signedUrl';
import type { Order, OrderedRequest } from '../models/order';
import type { Arrangement } from '../output/arrange';
import type { ImageWish } from '../output/bringImages';
import type { DeliveredImage, OpenTask } from '../output/items';

/** How the images of one input item are to be delivered. */
export interface DeliverySettings extends ImageWish {
	/** How long one call, and one download, may take, in milliseconds. */
	readonly timeoutMs: number;
	readonly maxRetries: number;
	readonly arrangement: Arrangement;
}

/** Where a result is to be sent, and what is to come along. */
export interface CallbackTarget {
	readonly url: URL;
	readonly isSigned: boolean;
	readonly context: CallbackContext;
}

/** One request to the API on behalf of one input item. */
export interface Job {
	readonly itemIndex: number;
	readonly order: Order;
	readonly settings: DeliverySettings;
	readonly request: OrderedRequest;
	/** What is to be edited; absent for new images. */
	readonly pictures?: PicturesIn;
	/** The place of the request's first image among those of the item, from 0. */
	readonly firstImage: number;
	/** Names the request in the record of what was paid. */
	readonly key: string;
	/** Where the result is to be sent, for delivery `submit`. */
	readonly callback?: CallbackTarget;
}

/** What became of a job: all of it failed, it is still open, or each of its images fared by itself. */
export type JobResult =
	| { readonly ok: false; readonly failure: Failure }
	| { readonly ok: true; readonly task: OpenTask }
	| { readonly ok: true; readonly images: ReadonlyArray<Outcome<DeliveredImage>> };
