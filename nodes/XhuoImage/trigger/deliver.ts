import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';
import { z } from 'zod';

import { cancelSignal } from '../api/client';
import type { Clock } from '../api/clock';
import type { Failure } from '../api/failure';
import { readCallback, type Callback } from '../callback/readCallback';
import {
	bringImages,
	DOWNLOADS_AT_ONCE,
	type FetchTools,
	type ImageWish,
} from '../output/bringImages';
import { arrange } from '../output/arrange';
import { readArrangement } from '../output/arrangementFields';
import { openHints } from '../output/hints';
import { readBinaryProperty } from '../output/imageFields';
import { failureItem, imageItems, taskFailure } from '../output/items';
import { nodeError } from '../output/nodeError';
import { recipeOfTask, UNKNOWN_RECIPE, type Recipe } from '../output/recipe';
import { askService, type TaskEnd } from './askService';
import { openDesk, type Desk } from './desk';
import { readReceived, type Received } from './received';

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
	const desk = await openDesk(context, clock);
	const hints = openHints(context);
	const { sources } = desk;
	const tools = { context, clock, sources, hints, downloads: pLimit(DOWNLOADS_AT_ONCE) };
	const items: INodeExecutionData[] = [];
	for (const [itemIndex, item] of context.getInputData().entries()) {
		const received = readReceived(item);
		const callback = readCallback(received.callback);
		if (callback)
			items.push(...(await itemsOf(context, tools, desk, received, callback, itemIndex)));
	}
	hints.show();
	return items;
}

async function itemsOf(
	context: IExecuteFunctions,
	tools: FetchTools,
	desk: Desk,
	received: Received,
	callback: Callback,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const verdict = desk.source
		? await askService(desk.source, callback, tools.clock, cancelSignal(context))
		: { kind: 'ended' as const, end: { callback, isVerified: false } };
	if (verdict.kind === 'unknown') {
		warnOfUnknown(context, callback.taskId);
		return [];
	}
	if (verdict.kind === 'pending') {
		return [failedDelivery(context, notFinished(callback.taskId), itemIndex, '')];
	}
	const { end } = verdict;
	if (!isWanted(context, end.callback, itemIndex)) return [];
	return end.callback.kind === 'succeeded'
		? await succeededItems(context, tools, received, end, end.callback, itemIndex)
		: [failedItem(received, end, end.callback, itemIndex)];
}

/** The webhook looked at what the caller said; what the service says may be something else. */
function isWanted(context: IExecuteFunctions, { kind }: Callback, itemIndex: number): boolean {
	const events = context.getNodeParameter('events', itemIndex, []);
	return z.array(z.string()).catch([]).parse(events).includes(kind);
}

/** What an image was made from: as the signed URL says, and where that is silent, the service. */
function recipeFor(
	{ order }: Received,
	{ request }: TaskEnd,
	{ ownOrigin }: Desk['sources'] = {},
): Recipe {
	const asked = request ? recipeOfTask(request, ownOrigin) : UNKNOWN_RECIPE;
	if (!order) return asked;
	const { model, prompt, size, price, inputs } = order;
	return { model, prompt: prompt ?? asked.prompt, size, price, ...(inputs && { inputs }) };
}

type Succeeded = Extract<Callback, { kind: 'succeeded' }>;

async function succeededItems(
	context: IExecuteFunctions,
	tools: FetchTools,
	received: Received,
	end: TaskEnd,
	{ answer }: Succeeded,
	itemIndex: number,
): Promise<INodeExecutionData[]> {
	const { order } = received;
	const came = answer.images.length;
	const { firstImage = 0, imageCount = came, ordered = came } = order ?? {};
	const wish = readWish(context, itemIndex, order?.fileName ?? '');
	const { binaryProperty } = wish;
	const images = await bringImages(
		answer,
		{
			recipe: recipeFor(received, end, tools.sources),
			wish,
			names: { firstImage, imageCount },
			ordered,
			tellsMissing: context.continueOnFail(),
		},
		tools,
	);
	const places = { firstImage, imageCount: Math.max(imageCount, came) };
	const items = imageItems(images, itemIndex, places).map((image): INodeExecutionData => {
		if (!image.ok) return failedDelivery(context, image.failure, itemIndex, RETRY_NOTE);
		const { json, ...rest } = image.value;
		const { url, image: facts, prompt, ...others } = json;
		const head = { url, image: facts, prompt, ...headOf(true, received, end) };
		return { ...rest, json: { ...head, ...others } };
	});
	const arrangement = readArrangement(context.getNodeParameter('options', itemIndex, {}));
	return arrange(context, items, { ...arrangement, includesInput: false, binaryProperty }).map(
		({ item }) => item,
	);
}

/** How the images are wanted; the file name is that of the node that ordered them. */
function readWish(context: IExecuteFunctions, itemIndex: number, fileName: string): ImageWish {
	const read = (name: string) => context.getNodeParameter(name, itemIndex, null);
	return {
		wantsFile: read('downloadImages') !== false,
		binaryProperty: readBinaryProperty(read('binaryPropertyName')),
		fileName,
		timeoutMs: DOWNLOAD_TIMEOUT_MS,
	};
}

/** The fields that the items of the trigger have besides those of the node. */
const headOf = (success: boolean, { context }: Received, { isVerified }: TaskEnd) => ({
	success,
	context: { ...context },
	verified: isVerified,
});

const RETRY_NOTE =
	'Retry in the list of executions fetches it again; the callback is kept with this execution.';

/**
 * @throws NodeApiError or NodeOperationError, unless the node is set to continue on fail
 */
function failedDelivery(
	context: IExecuteFunctions,
	failure: Failure,
	itemIndex: number,
	note: string,
): INodeExecutionData {
	if (!context.continueOnFail()) throw nodeError(context, failure, itemIndex, note);
	return failureItem(failure, itemIndex);
}

/** A task that failed gives an item too: silence would leave the user waiting. */
function failedItem(
	received: Received,
	end: TaskEnd,
	callback: Exclude<Callback, Succeeded>,
	itemIndex: number,
): INodeExecutionData {
	const { taskId, traceId, failure } = callback;
	const { model, prompt, size } = recipeFor(received, end);
	return {
		json: {
			...headOf(false, received, end),
			taskId,
			traceId: traceId ?? null,
			failure: taskFailure(failure),
			model,
			prompt,
			size,
		},
		pairedItem: { item: itemIndex },
	};
}

function warnOfUnknown(context: IExecuteFunctions, taskId: string): void {
	context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The service knows no task with the ID '${taskId}', so nothing of this callback comes out: it may be made up. If it is genuine, turn off 'Ask the Service' in the options of the trigger.`,
	});
}

const notFinished = (taskId: string): Failure => ({
	kind: 'rejected',
	message: 'The callback says that the task is finished, but the service says that it is not',
	advice:
		'The callback may be made up. If it is genuine, choose Retry in the list of executions: the service is then asked again.',
	taskId,
});
