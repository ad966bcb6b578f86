import type { INodeExecutionData } from 'n8n-workflow';
import type { Limit } from 'p-limit';

import type { GenerationAnswer } from '../api/answers';
import type { NodeContext } from '../api/client';
import { failed, type Outcome } from '../api/failure';
import type { DownloadRules } from './download';
import { fetchImage } from './fetchImage';
import { fileNameFor } from './fileName';
import { imageItem, type DeliveredImage, type Recipe } from './items';

/** How many images of a node run are fetched at once, where the user does not say. */
export const DOWNLOADS_AT_ONCE = 5;

/** Where the images of an answer stand among others that are numbered with them. */
export interface Numbering {
	/** The place of the answer's first image, from 0. */
	readonly firstImage: number;
	readonly imageCount: number;
}

/** How the images of a finished task come out of a node. */
export interface AnswerDelivery {
	readonly taskId: string;
	readonly recipe: Recipe;
	readonly itemIndex: number;
	/** Whether the image itself is wanted, not only its URL. */
	readonly wantsFile: boolean;
	readonly binaryProperty: string;
	/** The user's own file name, empty for none. */
	readonly fileName: string;
	/** In the output items; the answer's images alone, where nothing is said. */
	readonly places?: Numbering;
	/** In file names; as in the output items, where nothing is said. */
	readonly names?: Numbering;
	readonly rules: DownloadRules;
	readonly downloads: Limit;
}

/**
 * The output items of a finished task, one for each image, in order. An image that cannot be
 * fetched does not hold up the others.
 */
export async function answeredItems(
	context: NodeContext,
	{ images, ...references }: GenerationAnswer,
	delivery: AnswerDelivery,
): Promise<Array<Outcome<INodeExecutionData>>> {
	const { taskId, recipe, itemIndex, wantsFile, binaryProperty, fileName, rules } = delivery;
	const places = delivery.places ?? { firstImage: 0, imageCount: images.length };
	const names = delivery.names ?? places;
	const answer = { ...references, taskId };

	return await Promise.all(
		images.map(async (image, index): Promise<Outcome<INodeExecutionData>> => {
			const { url, base64, revisedPrompt } = image;
			const { imageCount } = places;
			const place = { itemIndex, imageIndex: places.firstImage + index, imageCount };
			const delivered: DeliveredImage = {
				recipe,
				binaryProperty,
				answer,
				...(url && { url }),
				...(revisedPrompt && { revisedPrompt }),
			};
			// Base64 is kept also where only the URL is wanted: it is all there is.
			if (!wantsFile && base64 === undefined) {
				return { ok: true, value: imageItem(delivered, place) };
			}
			const named = {
				model: recipe.model ?? 'xhuo',
				reference: taskId,
				wished: fileName,
				imageIndex: names.firstImage + index,
				imageCount: names.imageCount,
			};
			const file = await delivery.downloads(
				async () =>
					await fetchImage(context, image, (extension) => fileNameFor(named, extension), rules),
			);
			if (file.ok)
				return { ok: true, value: imageItem({ ...delivered, stored: file.value }, place) };
			const { traceId } = references;
			return failed({ ...file.failure, taskId, ...(traceId && { traceId }) });
		}),
	);
}
