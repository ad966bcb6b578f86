import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';
import { z } from 'zod';

import { readBaseUrl } from '../api/baseUrl';
import { CREDENTIAL_TYPE } from '../api/client';
import type { Clock } from '../api/clock';
import type { AnsweredImage } from '../api/answers';
import type { Outcome } from '../api/failure';
import type { ImageSources } from '../api/imageUrls';
import { fetchImage } from '../output/fetchImage';
import { fileNameFor } from '../output/fileName';
import type { ImageKind } from '../output/imageBytes';
import { failureItem, imageItem, UNKNOWN_RECIPE } from '../output/items';
import { nodeError } from '../output/nodeError';
import type { StoredImage } from '../output/store';
import { readCallback, type Callback } from './readCallback';
import type { CallbackContext } from './signedUrl';

type Succeeded = Extract<Callback, { kind: 'succeeded' }>;

const receivedSchema = z.object({
	callback: z.unknown(),
	context: z.record(z.string(), z.unknown()).catch({}),
});

/** For one image, in milliseconds. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

/** How many images of one callback are fetched at once. */
const DOWNLOADS_AT_ONCE = 5;

/**
 * Turns the callback that started the execution into items: one per image, or one that says why
 * there is none. It runs in the engine, so Retry On Fail, the error output and Retry in the list of
 * executions all work on it, and the callback with its links stays in the execution.
 */
export async function deliverCallback(
	context: IExecuteFunctions,
	clock: Clock,
): Promise<INodeExecutionData[]> {
	const sources = await imageSources(context);
	const items: INodeExecutionData[] = [];
	for (const [itemIndex, { json }] of context.getInputData().entries()) {
		const received = receivedSchema.parse(json);
		const callback = readCallback(received.callback);
		if (callback?.kind === 'succeeded') {
			items.push(
				...(await succeededItems(context, clock, sources, callback, received.context, itemIndex)),
			);
		} else if (callback) {
			items.push(failedItem(callback, received.context, itemIndex));
		}
	}
	return items;
}

async function imageSources(context: IExecuteFunctions): Promise<ImageSources> {
	const options = z
		.object({ allowedImageHosts: z.string().catch('') })
		.catch({ allowedImageHosts: '' })
		.parse(context.getNodeParameter('options', 0, {}));
	const allowedHosts = options.allowedImageHosts.split(',').map((host) => host.trim());
	const hasCredential = context.getNode().credentials?.[CREDENTIAL_TYPE] !== undefined;
	if (!hasCredential) return { allowedHosts };
	const { baseUrl } = z
		.object({ baseUrl: z.string() })
		.parse(await context.getCredentials(CREDENTIAL_TYPE));
	const origin = readBaseUrl(baseUrl)?.origin;
	return { allowedHosts, ...(origin && { ownOrigin: origin }) };
}

async function succeededItems(
	context: IExecuteFunctions,
	clock: Clock,
	sources: ImageSources,
	{ answer }: Succeeded,
	sent: CallbackContext,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const wantsFile = context.getNodeParameter('downloadImages', itemIndex, true) !== false;
	const binaryProperty = String(context.getNodeParameter('binaryPropertyName', itemIndex, 'data'));
	const { images, ...references } = answer;
	const downloads = pLimit(DOWNLOADS_AT_ONCE);

	const files = await Promise.all(
		images.map(async (image, imageIndex): Promise<Outcome<StoredImage | undefined>> => {
			if (!wantsFile && image.base64 === undefined) return { ok: true, value: undefined };
			const nameFor = nameGiver(answer.taskId ?? '', imageIndex, images.length);
			const rules = { sources, clock, timeoutMs: DOWNLOAD_TIMEOUT_MS };
			return await downloads(async () => await fetchImage(context, image, nameFor, rules));
		}),
	);
	return files.map((file, imageIndex): INodeExecutionData => {
		if (!file.ok) {
			const failure = { ...file.failure, taskId: answer.taskId };
			if (!context.continueOnFail()) throw nodeError(context, failure, itemIndex, RETRY_NOTE);
			return failureItem(failure, itemIndex);
		}
		const { url, revisedPrompt }: AnsweredImage = images[imageIndex] ?? {};
		const item = imageItem(
			{
				recipe: UNKNOWN_RECIPE,
				binaryProperty,
				answer: references,
				url,
				revisedPrompt,
				stored: file.value,
			},
			{ itemIndex, imageIndex, imageCount: images.length },
		);
		return { ...item, json: { success: true, context: { ...sent }, ...item.json } };
	});
}

const RETRY_NOTE =
	'Retry in the list of executions fetches it again; the callback is kept with this execution.';

function nameGiver(taskId: string, imageIndex: number, imageCount: number) {
	return (extension: ImageKind['extension']) =>
		fileNameFor(
			{ model: 'xhuo', reference: taskId, imageIndex, imageCount, wished: '' },
			extension,
		);
}

/** A task that failed gives an item too: silence would leave the user waiting. */
function failedItem(
	callback: Exclude<Callback, Succeeded>,
	sent: CallbackContext,
	itemIndex: number,
): INodeExecutionData {
	const { taskId, traceId, failure } = callback;
	return {
		json: {
			success: false,
			context: { ...sent },
			taskId,
			traceId: traceId ?? null,
			failure: { ...failure },
		},
		pairedItem: { item: itemIndex },
	};
}
