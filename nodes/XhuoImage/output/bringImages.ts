import type { Limit } from 'p-limit';

import type { AnsweredImage, GenerationAnswer } from '../api/answers';
import type { NodeContext } from '../api/client';
import type { Clock } from '../api/clock';
import { failed, type Outcome } from '../api/failure';
import { fetchImage } from '../files/fetchImage';
import { contentReference, fileNameFor, type NameFor } from '../files/fileName';
import { imageForm } from '../files/imageForm';
import type { ImageSources } from '../files/imageUrls';
import type { StoredImage } from '../files/store';
import { countHint, missingImages } from './counts';
import type { Hints } from './hints';
import type { DeliveredImage } from './items';
import { sizeHint } from './sizeHint';
import { takeOver, type KeptFiles } from './keptFiles';
import type { Recipe } from './recipe';

/** How many images of a node run are fetched at once, where the user does not say. */
export const DOWNLOADS_AT_ONCE = 5;

/** How the user wants to have the images. */
export interface ImageWish {
	/** Whether the image itself is wanted, not only its URL. */
	readonly wantsFile: boolean;
	readonly binaryProperty: string;
	/** The user's own file name, empty for none. */
	readonly fileName: string;
	/** How long one download may take, in milliseconds. */
	readonly timeoutMs: number;
	/** Further hosts that images may be fetched from. */
	readonly allowedHosts?: readonly string[];
}

/** Where the images of an answer stand among others that are numbered with them. */
export interface Numbering {
	/** The place of the answer's first image, from 0. */
	readonly firstImage: number;
	readonly imageCount: number;
}

/** What is known of the images besides the answer that holds them. */
export interface ImageOrder {
	readonly recipe: Recipe;
	readonly wish: ImageWish;
	/** In file names; the answer's images alone, where nothing is said. */
	readonly names?: Numbering;
	/** How many images were ordered with the request of the answer, where that is known. */
	readonly ordered?: number;
	/** Whether images that are missing from the answer get a failure that says so. */
	readonly tellsMissing?: boolean;
	/** The files that the ledger knows of, where there is one. */
	readonly kept?: KeptFiles;
}

/** What bringing images in takes. */
export interface FetchTools {
	readonly context: NodeContext;
	readonly clock: Clock;
	readonly sources: ImageSources;
	/** How many images are fetched at once. */
	readonly downloads: Limit;
	/** Where to tell what is odd about an image; nowhere, while a callback is answered. */
	readonly hints?: Hints;
}

/**
 * Brings the images of an answer into n8n, each by itself: one that cannot be fetched does not hold
 * up the others. Every image that comes out of a node came this way.
 *
 * @returns the images in their order, or why one of them could not be fetched
 */
export async function bringImages(
	{ images: answered, ...answer }: GenerationAnswer,
	order: ImageOrder,
	tools: FetchTools,
): Promise<Array<Outcome<DeliveredImage>>> {
	const { taskId, traceId } = answer;
	const { recipe, wish, kept, ordered = answered.length } = order;
	const references = { ...(taskId && { taskId }), ...(traceId && { traceId }) };
	const shown = { ...references, ...(answer.received && { received: answer.received }) };
	const sources = {
		...tools.sources,
		...(wish.allowedHosts && { allowedHosts: wish.allowedHosts }),
	};
	const images = answered.map((image) => imageForm(image, sources));
	const placeOf = placesOf(order, images.length);

	const hint = countHint(images.length, ordered);
	if (hint !== undefined) tools.hints?.add(hint);
	const outcomes = await Promise.all(
		images.map(async (image, index): Promise<Outcome<DeliveredImage>> => {
			const { url, base64, revisedPrompt } = image;
			const delivered: DeliveredImage = {
				recipe,
				binaryProperty: wish.binaryProperty,
				answer,
				...(url && { url }),
				...(revisedPrompt && { revisedPrompt }),
			};
			// Base64 that came although only the URL was asked for is kept: it is all there is.
			if (!wish.wantsFile && base64 === undefined) return { ok: true, value: delivered };
			const nameFor: NameFor = (extension) =>
				fileNameFor(
					{
						model: recipe.model ?? 'xhuo',
						reference: taskId ?? contentReference(url ?? base64 ?? kept?.key ?? ''),
						...placeOf(index),
						wished: wish.fileName,
					},
					extension,
				);
			const file = await tools.downloads(
				async () => await bringFile(image, index, order, nameFor, { ...tools, sources }),
			);
			if (!file.ok) return failed({ ...file.failure, ...shown });
			kept?.keep(index, file.value);
			if (file.value.hint !== undefined) tools.hints?.add(file.value.hint);
			const otherSize = sizeHint(recipe, file.value.image);
			if (otherSize !== undefined) tools.hints?.add(otherSize, 'info');
			return { ok: true, value: { ...delivered, stored: file.value } };
		}),
	);
	return order.tellsMissing
		? [...outcomes, ...missingImages(images.length, ordered, references)]
		: outcomes;
}

/**
 * Where each image of an answer stands in its file name. What came beyond the order is counted behind
 * the last that was ordered, since the numbers that follow belong to other requests.
 */
function placesOf({ names, ordered }: ImageOrder, imageCount: number) {
	const { firstImage, imageCount: ofItem } = names ?? { firstImage: 0, imageCount };
	if (ordered === undefined || imageCount <= ordered || ordered === ofItem) {
		const count = Math.max(ofItem, firstImage + imageCount);
		return (index: number) => ({ imageIndex: firstImage + index, imageCount: count });
	}
	return (index: number) => ({
		imageIndex: firstImage + Math.min(index, ordered - 1),
		imageCount: ofItem,
		extraIndex: Math.max(0, index - ordered + 1),
	});
}

async function bringFile(
	image: AnsweredImage,
	index: number,
	{ kept, wish }: ImageOrder,
	nameFor: NameFor,
	{ context, clock, sources }: FetchTools,
): Promise<Outcome<StoredImage>> {
	const file = kept?.file(index);
	if (file?.isOwn) return { ok: true, value: file.stored };
	if (image.base64 === undefined && image.url === undefined) {
		const lost = kept?.lost(index);
		return lost ? failed(lost) : await takeOver(file?.stored, nameFor, context);
	}
	const { timeoutMs } = wish;
	const fetched = await fetchImage(context, image, nameFor, { clock, sources, timeoutMs });
	// Base64 is kept nowhere: why it could not be used is all that a retry can tell.
	if (!fetched.ok && image.url === undefined) kept?.keepLost(index, fetched.failure);
	return fetched;
}
