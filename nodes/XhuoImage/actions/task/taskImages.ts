import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Limit } from 'p-limit';

import type { GenerationAnswer } from '../../api/answers';
import type { Clock } from '../../api/clock';
import { failed, type Outcome } from '../../api/failure';
import type { Task } from '../../api/tasks';
import type { DeliverySettings } from '../../delivery/job';
import { modelById } from '../../models/catalogue';
import { priceOf } from '../../models/price';
import { fetchImage } from '../../output/fetchImage';
import { fileNameFor } from '../../output/fileName';
import { imageItem, type DeliveredImage, type Recipe } from '../../output/items';

/** How many images of a node run are fetched at once. */
export const DOWNLOADS_AT_ONCE = 5;

/** What it takes to bring the images of a task into n8n. */
export interface ImageTools {
	readonly context: IExecuteFunctions;
	readonly clock: Clock;
	/** The credential's own origin. */
	readonly ownOrigin: string;
	readonly downloads: Limit;
}

/** Which images share the user's file name and are numbered for it. */
export interface Numbering {
	/** Of the task's first image, from 0. */
	readonly firstImage: number;
	readonly imageCount: number;
}

/** What became of one input item: its output items, or why there are none. */
export type ItemResult = ReadonlyArray<Outcome<INodeExecutionData>>;

/** What a task was made from, as the service remembers it. */
export function recipeOfTask({ request: { model, prompt, size } }: Task): Recipe {
	const price = model === null ? null : priceOf(modelById(model), size ?? undefined);
	return { model, prompt, size, price };
}

/**
 * The output items of a finished task, one for each image, as making the images would have given
 * them. An image that cannot be fetched does not hold up the others.
 *
 * @param numbering where several tasks share the user's file name; by default, a task has it alone
 */
export async function imageItems(
	task: Task,
	{ images, ...answer }: GenerationAnswer,
	itemIndex: number,
	settings: DeliverySettings,
	{ context, clock, ownOrigin, downloads }: ImageTools,
	numbering: Numbering = { firstImage: 0, imageCount: images.length },
): Promise<ItemResult> {
	const recipe = recipeOfTask(task);
	const { wantsFile, binaryProperty, fileName: wished, timeoutMs } = settings;
	const rules = { clock, timeoutMs, sources: { ownOrigin } };

	return await Promise.all(
		images.map(async (image, imageIndex): Promise<Outcome<INodeExecutionData>> => {
			const { url, base64, revisedPrompt } = image;
			const place = { itemIndex, imageIndex, imageCount: images.length };
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
				model: recipe.model ?? 'image',
				reference: task.taskId,
				wished,
				imageIndex: wished === '' ? imageIndex : numbering.firstImage + imageIndex,
				imageCount: wished === '' ? images.length : numbering.imageCount,
			};
			const file = await downloads(
				async () =>
					await fetchImage(context, image, (extension) => fileNameFor(named, extension), rules),
			);
			if (!file.ok) return failed({ ...file.failure, ...referencesOf(task) });
			return { ok: true, value: imageItem({ ...delivered, stored: file.value }, place) };
		}),
	);
}

/** What the provider's support asks for. */
export const referencesOf = ({ taskId, traceId }: Task) => ({
	taskId,
	...(traceId && { traceId }),
});
