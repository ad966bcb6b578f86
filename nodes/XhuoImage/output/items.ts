import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { GenerationAnswer } from '../api/answers';
import { mayHaveBeenBilled, type Failure } from '../api/failure';
import type { Order } from '../models/order';
import type { Price } from '../models/price';
import type { StoredImage } from './store';

/** What an image was made from, as far as it is known. */
export interface Recipe {
	readonly model: string | null;
	readonly prompt: string | null;
	/** The size that was sent, `null` where the model chose. */
	readonly size: string | null;
	/** The price of one image. */
	readonly price: Price | null;
}

/** The recipe of an order that was placed here. */
export const recipeOf = ({ model, prompt, size, price }: Order): Recipe => ({
	model: model.id,
	prompt,
	size,
	price,
});

/** Of a callback, which does not repeat what was asked for. */
export const UNKNOWN_RECIPE: Recipe = { model: null, prompt: null, size: null, price: null };

/** One image on its way out: what the service said of it, and its file if it was wanted. */
export interface DeliveredImage {
	readonly recipe: Recipe;
	readonly binaryProperty: string;
	readonly answer: Omit<GenerationAnswer, 'images'>;
	readonly url?: string;
	readonly revisedPrompt?: string;
	readonly stored?: StoredImage;
}

/** A task without its images: it was only handed in, or did not end in time. */
export interface OpenTask {
	readonly recipe: Recipe;
	readonly taskId: string;
	readonly traceId?: string;
	readonly status: 'submitted' | 'pending' | 'timedOut';
	/** What it takes to turn it into images later. */
	readonly resume?: IDataObject;
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
	const { recipe } = image;
	const { taskId, traceId, created } = image.answer;
	return {
		json: {
			taskId: taskId ?? null,
			traceId: traceId ?? null,
			created: created ? new Date(created * 1000).toISOString() : null,
			model: recipe.model,
			prompt: recipe.prompt,
			revisedPrompt: image.revisedPrompt ?? null,
			size: recipe.size,
			url: image.url ?? null,
			imageIndex: place.imageIndex,
			imageCount: place.imageCount,
			pricing: recipe.price && { ...recipe.price },
			image: image.stored ? { ...image.stored.image } : null,
		},
		...(image.stored && { binary: { [image.binaryProperty]: image.stored.binary } }),
		pairedItem: { item: place.itemIndex },
	};
}

/** The output item of a task whose images are not there; its id leads to them. */
export function taskItem(task: OpenTask, itemIndex: number): INodeExecutionData {
	const { recipe } = task;
	return {
		json: {
			taskId: task.taskId,
			status: task.status,
			traceId: task.traceId ?? null,
			model: recipe.model,
			prompt: recipe.prompt,
			size: recipe.size,
			pricing: recipe.price && { ...recipe.price },
			...(task.resume && { resume: task.resume }),
		},
		pairedItem: { item: itemIndex },
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
