import type { Limit } from 'p-limit';

import type { AnsweredImage } from '../api/answers';
import type { NodeContext } from '../api/client';
import { failed, type Outcome } from '../api/failure';
import type { DownloadRules } from '../output/download';
import { fetchImage } from '../output/fetchImage';
import { contentReference, fileNameFor } from '../output/fileName';
import type { ImageKind } from '../output/imageBytes';
import { recipeOf, type DeliveredImage } from '../output/items';
import type { PaidImage, PaidRecord, PaidRequest } from '../output/paidRecord';
import { storeBuffer, type StoredImage } from '../output/store';
import type { Job } from './job';

/** What fetching needs besides the images. */
export interface FetchTools {
	readonly context: NodeContext;
	readonly record: PaidRecord;
	readonly rules: Omit<DownloadRules, 'timeoutMs'>;
	/** How many images are fetched at once. */
	readonly downloads: Limit;
}

/**
 * Brings the images of a paid request into n8n, each by itself: one that cannot be fetched does
 * not hold up the others.
 *
 * @param answered the images as the service just described them, with their Base64; absent when
 *   the request was paid for by an earlier try
 */
export async function fetchImages(
	job: Job,
	paid: PaidRequest,
	answered: readonly AnsweredImage[] | undefined,
	tools: FetchTools,
): Promise<Array<Outcome<DeliveredImage>>> {
	return await Promise.all(
		paid.images.map(async (image, index): Promise<Outcome<DeliveredImage>> => {
			const { url, revisedPrompt } = image;
			const delivered: DeliveredImage = {
				recipe: recipeOf(job.order),
				binaryProperty: job.settings.binaryProperty,
				answer: paid.answer,
				...(url && { url }),
				...(revisedPrompt && { revisedPrompt }),
			};
			const base64 = answered?.[index]?.base64;
			// Base64 that came although only the URL was asked for is kept: it is all there is.
			if (!job.settings.wantsFile && base64 === undefined) return { ok: true, value: delivered };
			const file = await tools.downloads(
				async () => await bringIn(job, paid, image, base64, index, tools),
			);
			if (!file.ok) return withReferences(file, paid);
			tools.record.keepFile(image, file.value);
			return { ok: true, value: { ...delivered, stored: file.value } };
		}),
	);
}

async function bringIn(
	job: Job,
	paid: PaidRequest,
	image: PaidImage,
	base64: string | undefined,
	index: number,
	tools: FetchTools,
): Promise<Outcome<StoredImage>> {
	const nameFor = (extension: ImageKind['extension']) =>
		fileNameFor(
			{
				model: job.order.model.id,
				reference: paid.answer.taskId ?? contentReference(image.url ?? base64 ?? job.key),
				imageIndex: job.firstImage + index,
				imageCount: job.order.imageCount,
				wished: job.settings.fileName,
			},
			extension,
		);
	if (image.stored && tools.record.isOwn(paid)) return { ok: true, value: image.stored };
	if (base64 === undefined && image.url === undefined) {
		return await reuse(image, nameFor, tools.context);
	}
	const { timeoutMs } = job.settings;
	return await fetchImage(tools.context, { url: image.url, base64 }, nameFor, {
		...tools.rules,
		timeoutMs,
	});
}

/** An image without a link, stored by the execution that this one retries: copied into this one. */
async function reuse(
	image: PaidImage,
	nameFor: (extension: ImageKind['extension']) => string,
	context: NodeContext,
): Promise<Outcome<StoredImage>> {
	const binary = image.stored?.binary;
	if (!binary) return failed(lostFile('it was not stored'));
	try {
		const bytes =
			binary.id === undefined
				? Buffer.from(binary.data, 'base64')
				: await context.helpers.binaryToBuffer(await context.helpers.getBinaryStream(binary.id));
		const stored = await storeBuffer(context, bytes, nameFor);
		return 'reason' in stored ? failed(lostFile(stored.reason)) : { ok: true, value: stored };
	} catch {
		return failed(lostFile('the execution that stored it is gone'));
	}
}

const lostFile = (reason: string) =>
	({
		kind: 'download',
		message: `The image was made earlier, but its file is gone: ${reason}`,
		advice: 'Start the workflow anew to have it made again.',
	}) as const;

function withReferences<T>(outcome: Outcome<T>, paid: PaidRequest): Outcome<T> {
	if (outcome.ok) return outcome;
	const { taskId, traceId } = paid.answer;
	return failed({ ...outcome.failure, ...(taskId && { taskId }), ...(traceId && { traceId }) });
}
