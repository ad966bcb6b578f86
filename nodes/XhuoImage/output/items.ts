import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { GenerationAnswer } from '../api/answers';
import { explainTask } from '../api/refusals';
import { mayHaveBeenBilled, type Failure, type Outcome } from '../api/failure';
import type { StoredImage } from '../files/store';
import type { Recipe } from './recipe';

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
	const { taskId, traceId, created, model, usage, cost } = image.answer;
	return {
		json: {
			url: image.url ?? null,
			image: image.stored ? { ...image.stored.image } : null,
			prompt: recipe.prompt,
			revisedPrompt: image.revisedPrompt ?? null,
			model: recipe.model ?? model ?? null,
			answeredModel: model ?? null,
			size: recipe.size,
			imageIndex: place.imageIndex,
			imageCount: place.imageCount,
			pricing: recipe.price && { ...recipe.price },
			cost: cost ? { ...cost } : null,
			usage: usage ? { ...usage } : null,
			created: isoOf(created),
			taskId: taskId ?? null,
			traceId: traceId ?? null,
			...inputsOf(recipe),
		},
		...(image.stored && { binary: { [image.binaryProperty]: image.stored.binary } }),
		pairedItem: { item: place.itemIndex },
	};
}

/** Never throws: the images are paid for by now. An odd moment is `null`. */
function isoOf(seconds: number | undefined): string | null {
	const date = new Date((seconds ?? Number.NaN) * 1000);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/**
 * The output items of the images of one answer.
 *
 * @param places where they stand in the output of their input item; alone, where nothing is said
 */
export const imageItems = (
	images: ReadonlyArray<Outcome<DeliveredImage>>,
	itemIndex: number,
	{ firstImage, imageCount } = { firstImage: 0, imageCount: images.length },
): Array<Outcome<INodeExecutionData>> =>
	images.map((image, index) => {
		if (!image.ok) return image;
		const place = { itemIndex, imageIndex: firstImage + index, imageCount };
		return { ok: true, value: imageItem(image.value, place) };
	});

/** The pictures that went in, for an edit. */
const inputsOf = ({ inputs }: Recipe): IDataObject =>
	inputs ? { inputs: inputs.map((picture) => ({ ...picture })) } : {};

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
			...inputsOf(recipe),
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

/**
 * Why a task gave no image, where that is a result and not an error: in the words of the service, and
 * what it means and what to do in a user's.
 */
export function taskFailure(said: {
	readonly code: string;
	readonly message: string;
}): IDataObject {
	const { code, message } = said;
	const { message: meaning, advice } = explainTask({ code }, { taskId: '' });
	return { code, message, meaning, advice };
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
		received: failure.received ?? null,
		mayHaveBeenBilled: mayHaveBeenBilled(failure),
	};
}
