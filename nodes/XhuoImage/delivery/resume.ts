import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import pLimit from 'p-limit';
import { z } from 'zod';

import type { GenerationAnswer } from '../api/answers';
import { openClient, type ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import type { Failure } from '../api/failure';
import { explainTask } from '../api/refusals';
import { readCallback, type Callback } from '../callback/readCallback';
import { answeredItems, DOWNLOADS_AT_ONCE } from '../output/answeredImages';
import { failureItem } from '../output/items';
import { lookUpAll } from './askTasks';
import { readSuspended, type SuspendedTask } from './resumeState';

/** How a task ended. */
type TaskEnd =
	| { readonly kind: 'succeeded'; readonly answer: GenerationAnswer }
	| { readonly kind: 'failed'; readonly failure: Failure };

/** What the tasks endpoint said: how each task ended, or that some have not. */
type Ends =
	| { readonly isComplete: true; readonly ends: ReadonlyMap<string, TaskEnd> }
	| { readonly isComplete: false; readonly status: number; readonly reason: string };

/** A callback may come a moment before the tasks endpoint knows of it; in milliseconds. */
const LAG_MS = 1500;
const MOST_LAGS = 3;

/**
 * Suspensions that this process is ending, and since when. Callbacks of one execution often come at
 * the same moment; n8n lets only one of them wake it, and here only one of them fetches the images.
 */
const wokenAt = new Map<string, number>();

/** How long n8n may take from there until it knows that the execution goes on, in milliseconds. */
const LONGEST_WAKING_MS = 60_000;

/** Longer than all downloads of an execution take; in milliseconds. */
const LONGEST_FETCHING_MS = 3_600_000;

/**
 * Answers a callback while the execution is suspended. A callback is only a knock on the door: with
 * more than one task open, the tasks endpoint is asked for all of them, and the execution goes on
 * when all are finished. Nothing is kept in between, so callbacks may be repeated, lost but one, or
 * come in any order.
 */
export async function resume(
	context: IWebhookFunctions,
	clock: Clock,
): Promise<IWebhookResponseData> {
	const callback = readCallback(context.getBodyData());
	if (!callback) {
		return answer(context, 400, 'This is not a callback of the XHuo Images API.');
	}
	const items = suspendedItems(context);
	const open = items.flatMap((item) => readSuspended(item) ?? []);
	if (!open.some(({ taskId }) => taskId === callback.taskId)) {
		return answer(context, 404, 'No task of this id is waited for here.');
	}
	const client = await openClient(context, clock);
	const [single, ...others] = open;
	const ends: Ends =
		single && others.length === 0
			? { isComplete: true, ends: new Map([[single.taskId, endOf(callback)]]) }
			: await askForAll(client, clock, open, callback.taskId);
	if (!ends.isComplete) return answer(context, ends.status, ends.reason);

	// Each round of a loop suspends with tasks of its own.
	const suspension = open.map(({ taskId }) => taskId).join();
	if (!isFirstToWake(suspension, clock)) {
		return answer(context, 200, 'The execution is being resumed.');
	}
	answer(context, 200, 'The execution goes on.');
	try {
		const finished = await finishItems(context, clock, client, items, ends.ends);
		return { noWebhookResponse: true, workflowData: [finished] };
	} finally {
		wokenAt.set(suspension, clock.now());
	}
}

function isFirstToWake(suspension: string, clock: Clock): boolean {
	for (const [other, at] of wokenAt) {
		if (clock.now() - at > LONGEST_WAKING_MS) wokenAt.delete(other);
	}
	if (wokenAt.has(suspension)) return false;
	wokenAt.set(suspension, clock.now() + LONGEST_FETCHING_MS);
	return true;
}

function suspendedItems(context: IWebhookFunctions): INodeExecutionData[] {
	const items = context.evaluateExpression('{{ $input.all() }}');
	return Array.isArray(items) ? (items as INodeExecutionData[]) : [];
}

async function askForAll(
	client: ApiClient,
	clock: Clock,
	open: readonly SuspendedTask[],
	knocking: string,
): Promise<Ends> {
	const ids = open.map(({ taskId }) => taskId);
	for (let lags = 0; ; lags += 1) {
		const asked = await lookUpAll(client, ids);
		if (!asked.ok) {
			return { isComplete: false, status: 503, reason: 'The tasks could not be looked up.' };
		}
		const ends = new Map<string, TaskEnd>();
		for (const { taskId, traceId, state } of asked.value) {
			if (state.kind === 'succeeded') ends.set(taskId, state);
			if (state.kind === 'failed') ends.set(taskId, failedEnd(state, taskId, traceId));
		}
		const missing = ids.filter((id) => !ends.has(id)).length;
		if (missing === 0) return { isComplete: true, ends };
		if (ends.has(knocking) || lags === MOST_LAGS) {
			return { isComplete: false, status: 200, reason: `Waiting for ${missing} more.` };
		}
		await clock.sleep(LAG_MS);
	}
}

function endOf(callback: Callback): TaskEnd {
	if (callback.kind === 'succeeded') return callback;
	return failedEnd(callback.failure, callback.taskId, callback.traceId);
}

function failedEnd(
	said: { readonly code?: string; readonly message?: string },
	taskId: string,
	traceId?: string,
): TaskEnd {
	const references = { taskId, ...(traceId && { traceId }) };
	return { kind: 'failed', failure: explainTask(said, references) };
}

/** An image that cannot be fetched does not keep the execution asleep: its item says why. */
async function finishItems(
	context: IWebhookFunctions,
	clock: Clock,
	client: ApiClient,
	items: readonly INodeExecutionData[],
	ends: ReadonlyMap<string, TaskEnd>,
): Promise<INodeExecutionData[]> {
	const downloads = pLimit(DOWNLOADS_AT_ONCE);
	const sources = { ownOrigin: client.origin };
	const groups = await Promise.all(
		items.map(async (item): Promise<INodeExecutionData[]> => {
			const task = readSuspended(item);
			const end = task && ends.get(task.taskId);
			if (!task || !end) return [item];
			const { taskId, model, prompt, size, pricing, resume: state } = task;
			const { itemIndex, firstImage, imageCount, timeoutMs } = state;
			if (end.kind === 'failed') return [failureItem(end.failure, itemIndex)];
			const images = await answeredItems(context, end.answer, {
				...state,
				taskId,
				recipe: { model, prompt, size, price: pricing },
				places: { firstImage, imageCount },
				rules: { clock, timeoutMs, sources },
				downloads,
			});
			return images.map((image) =>
				image.ok ? image.value : failureItem(image.failure, itemIndex),
			);
		}),
	);
	return groups.flat();
}

const responseSchema = z.object({ headersSent: z.boolean().catch(false) }).catch({
	headersSent: false,
});

function answer(context: IWebhookFunctions, status: number, reason: string): IWebhookResponseData {
	const response = context.getResponseObject();
	const body: IDataObject = { accepted: status < 300, reason };
	if (!responseSchema.parse(response).headersSent) response.status(status).json(body);
	return { noWebhookResponse: true };
}
