import pLimit from 'p-limit';

import type { AnsweredImage } from '../api/answers';
import type { PaidRequest } from '../ledger/paidRecord';
import { imageForm } from '../files/imageForm';
import { bringImages } from '../output/bringImages';
import { recipeOf } from '../output/recipe';
import type { Job, JobResult } from './job';
import type { DeliveryTools } from './tools';

/**
 * Brings the images of a paid request into n8n, and notes their files in the ledger.
 *
 * @param answered the images as the service just described them, with their Base64; absent when
 *   the request was paid for by an earlier try
 */
export type BringPaidImages = (
	job: Job,
	paid: PaidRequest,
	answered?: readonly AnsweredImage[],
) => Promise<JobResult>;

/** Opens the way of the images for a node run: so many of them are fetched at once. */
export function openPaidImages(tools: DeliveryTools): BringPaidImages {
	const { context, record, clock, client, concurrency, hints, goesOnAfterFailure } = tools;
	const sources = { ownOrigin: client.origin };
	const fetching = { context, clock, sources, hints, downloads: pLimit(concurrency) };

	return async ({ key, order, settings, request, firstImage }, paid, answered) => {
		const images = paid.images.map(({ url, revisedPrompt }, index): AnsweredImage => {
			const image = answered?.[index];
			const base64 = image && imageForm(image).base64;
			return {
				...(url && { url }),
				...(base64 !== undefined && { base64 }),
				...(revisedPrompt && { revisedPrompt }),
			};
		});
		const imageOrder = {
			recipe: recipeOf(order),
			wish: settings,
			names: { firstImage, imageCount: order.imageCount },
			ordered: request.images,
			tellsMissing: goesOnAfterFailure,
			kept: record.filesOf(key, paid),
		};
		return {
			ok: true,
			images: await bringImages({ ...paid.answer, images }, imageOrder, fetching),
		};
	};
}
