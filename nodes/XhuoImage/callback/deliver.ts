import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';
import { z } from 'zod';

import { readBaseUrl } from '../api/baseUrl';
import { CREDENTIAL_TYPE } from '../api/client';
import type { Clock } from '../api/clock';
import type { ImageSources } from '../api/imageUrls';
import { answeredItems, DOWNLOADS_AT_ONCE } from '../output/answeredImages';
import { failureItem, UNKNOWN_RECIPE } from '../output/items';
import { nodeError } from '../output/nodeError';
import { readCallback, type Callback } from './readCallback';
import type { CallbackContext } from './signedUrl';

type Succeeded = Extract<Callback, { kind: 'succeeded' }>;

const receivedSchema = z.object({
	callback: z.unknown(),
	context: z.record(z.string(), z.unknown()).catch({}),
});

/** For one image, in milliseconds. */
const DOWNLOAD_TIMEOUT_MS = 300_000;

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
	// n8n keeps the credential of a field that no longer shows, and refuses to hand it out.
	const isSigned = context.getNodeParameter('authentication', 0, 'signedUrl') !== 'none';
	if (!isSigned) return { allowedHosts };
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
	const images = await answeredItems(context, answer, {
		taskId: answer.taskId ?? '',
		recipe: UNKNOWN_RECIPE,
		itemIndex,
		wantsFile,
		binaryProperty,
		fileName: '',
		rules: { sources, clock, timeoutMs: DOWNLOAD_TIMEOUT_MS },
		downloads: pLimit(DOWNLOADS_AT_ONCE),
	});
	return images.map((image): INodeExecutionData => {
		if (image.ok) {
			const { json, ...rest } = image.value;
			return { ...rest, json: { success: true, context: { ...sent }, ...json } };
		}
		if (!context.continueOnFail()) throw nodeError(context, image.failure, itemIndex, RETRY_NOTE);
		return failureItem(image.failure, itemIndex);
	});
}

const RETRY_NOTE =
	'Retry in the list of executions fetches it again; the callback is kept with this execution.';

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
