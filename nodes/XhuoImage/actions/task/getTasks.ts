import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, openClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import { failed, type Outcome } from '../../api/failure';
import { explainTask } from '../../api/refusals';
import type { Task } from '../../api/tasks';
import type { DeliverySettings } from '../../delivery/job';
import { checkOptionalNumber } from '../../models/fields';
import { fine, refused, type Checked } from '../../models/problem';
import { DOWNLOADS_AT_ONCE, type FetchTools } from '../../output/bringImages';
import { openHints } from '../../output/hints';
import { taskItem } from '../../output/items';
import { recipeOfTask } from '../../output/recipe';
import { goesOnAfterFailure } from '../../output/toolUse';
import { findTasks, type TaskWish, type Waiting } from '../../tasks/findTasks';
import { openSource } from '../../tasks/openSource';
import { chosen } from '../locator';
import { outputItems, type ItemResult } from '../outputItems';
import { readItems } from '../readItems';
import { readOptions, readSettings, type Options } from '../readSettings';
import { finishedItems, referencesOf } from './taskItems';

/** What one input item asks for, and how its images are to be brought in. */
interface Wish extends TaskWish {
	readonly settings: DeliverySettings;
}

/**
 * Gets tasks by their ids: the images of those that are finished, as making them would have given
 * them, or how far the others are. All items are looked up at once.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, unless the node is set
 *   to continue on fail
 */
export async function getTasks(
	context: IExecuteFunctions,
	clock: Clock,
): Promise<INodeExecutionData[]> {
	const reads = await readItems(context, (itemIndex) => readWish(context, itemIndex));
	const wishes = reads.flatMap((read) => (read.ok ? [read.value] : []));
	const signal = cancelSignal(context);
	const client = await openClient(context, clock);
	const sources = { ownOrigin: client.origin };
	const hints = openHints(context);
	const tools = { context, clock, sources, hints, downloads: pLimit(DOWNLOADS_AT_ONCE) };
	const finding = {
		...{ clock, client, signal, endsOnFailure: !goesOnAfterFailure(context) },
		openSource: openSource(client, clock, signal),
	};
	const results = new Map<number, Promise<ItemResult>>();
	await findTasks(wishes, finding, (taskId, found) => {
		for (const wish of wishes.filter((candidate) => candidate.taskId === taskId)) {
			// Fetched at once, while others are waited for; what it throws is met below.
			const result = resultOf(wish, found, tools);
			result.catch(() => undefined);
			results.set(wish.itemIndex, result);
		}
	});
	const items = await Promise.all(
		reads.map(async (read, index) => (read.ok ? ((await results.get(index)) ?? []) : [read])),
	);
	hints.show();
	return outputItems(context, items, (itemIndex) => {
		const read = reads[itemIndex];
		if (!read?.ok) return undefined;
		const { arrangement, binaryProperty } = read.value.settings;
		return { ...arrangement, binaryProperty };
	});
}

function readWish(context: IExecuteFunctions, itemIndex: number): Checked<Wish> {
	const taskId = readTaskId(chosen(context.getNodeParameter('taskId', itemIndex, null)));
	if (!taskId.ok) return taskId;
	const options = readOptions(context, itemIndex);
	const settings = readSettings(context, itemIndex, options);
	if (!settings.ok) return settings;
	const waiting = readWaiting(options);
	if (!waiting.ok) return waiting;
	return fine({
		...{ itemIndex, taskId: taskId.value, settings: settings.value },
		...(waiting.value && { waiting: waiting.value }),
	});
}

function readTaskId(value: unknown): Checked<string> {
	const advice =
		'Fill in the ID that came out when the task was submitted. If it comes from an expression, check that the previous node really gives one there.';
	if (typeof value === 'object' && value !== null) {
		return refused("'Task ID' holds something that is no ID", advice);
	}
	const taskId = String(value ?? '').trim();
	return taskId === '' ? refused("'Task ID' is empty", advice) : fine(taskId);
}

function readWaiting(options: Options): Checked<Waiting | undefined> {
	if (options.waitUntilFinished !== true) return fine(undefined);
	const interval = checkOptionalNumber('Interval (Seconds)', options.waitInterval, 5, 1, 3600);
	if (!interval.ok) return interval;
	const limit = checkOptionalNumber('Limit (Minutes)', options.waitLimit, 60, 1, 10_080);
	if (!limit.ok) return limit;
	return fine({ intervalMs: interval.value * 1000, limitMs: limit.value * 60_000 });
}

async function resultOf(
	{ itemIndex, settings, waiting }: Wish,
	found: Outcome<Task>,
	tools: FetchTools,
): Promise<ItemResult> {
	if (!found.ok) return [found];
	const task = found.value;
	const { state } = task;
	switch (state.kind) {
		case 'succeeded':
			return await finishedItems(task, state.answer, itemIndex, settings, tools);
		case 'failed':
			return [failed(explainTask(state, referencesOf(task)))];
		case 'pending': {
			const status = waiting ? 'timedOut' : 'pending';
			const open = {
				recipe: recipeOfTask(task.request, tools.sources.ownOrigin),
				...referencesOf(task),
				status,
			} as const;
			return [{ ok: true, value: taskItem(open, itemIndex) }];
		}
	}
}
