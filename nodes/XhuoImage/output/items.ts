import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { GenerationAnswer } from '../api/answers';
import { mayHaveBeenBilled, type Failure } from '../api/failure';
import type { Order } from '../models/order';
import type { StoredImage } from './store';

/** One image on its way out: what the service said of it, and its file if it was wanted. */
export interface DeliveredImage {
	/** What was ordered; `null` in a callback, which does not repeat it. */
	readonly order: Order | null;
	readonly binaryProperty: string;
	readonly answer: Omit<GenerationAnswer, 'images'>;
	readonly url?: string;
	readonly revisedPrompt?: string;
	readonly stored?: StoredImage;
}

/** Where an image stands among those of its input item. */
export interface ImagePlace {
	readonly itemIndex: number;
	/** Counted from 0. */
	readonly imageIndex: number;
	readonly imageCount: number;
}

/** The output item of one image; what the service did not say is `null`. */
export function imageItem(image: DeliveredImage, place: ImagePlace): INodeExecutionData {
	const { order } = image;
	const { taskId, traceId, created } = image.answer;
	return {
		json: {
			taskId: taskId ?? null,
			traceId: traceId ?? null,
			created: created ? new Date(created * 1000).toISOString() : null,
			model: order?.model.id ?? null,
			prompt: order?.prompt ?? null,
			revisedPrompt: image.revisedPrompt ?? null,
			size: order?.size ?? null,
			url: image.url ?? null,
			imageIndex: place.imageIndex,
			imageCount: place.imageCount,
			pricing: order?.price ? { ...order.price } : null,
			image: image.stored ? { ...image.stored.image } : null,
		},
		...(image.stored && { binary: { [image.binaryProperty]: image.stored.binary } }),
		pairedItem: { item: place.itemIndex },
	};
}

/**
 * The output item of an image that did not come, under *continue on fail*. n8n sends an item with
 * no other fields than these to the error output, and there adds the fields of the input item.
 */
export function failureItem(failure: Failure, itemIndex: number): INodeExecutionData {
	return {
		json: {
			error: failureMessage(failure, itemIndex),
			details: { description: failure.advice, ...failureFacts(failure) },
		},
		pairedItem: { item: itemIndex },
	};
}

/** What happened, and to which item. */
export const failureMessage = (failure: Failure, itemIndex: number): string =>
	`${failure.message} [item ${itemIndex}]`;

/** What the provider's support, or a following node, needs to know; absent values `null`. */
export function failureFacts(failure: Failure): IDataObject {
	return {
		code: failure.code ?? null,
		httpStatus: failure.httpStatus ?? null,
		traceId: failure.traceId ?? null,
		taskId: failure.taskId ?? null,
		url: failure.url ?? null,
		mayHaveBeenBilled: mayHaveBeenBilled(failure),
	};
}
