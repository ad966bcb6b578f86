import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, openClient } from '../../api/client';
import { systemClock, type Clock } from '../../api/clock';
import { failed, type Outcome } from '../../api/failure';
import { explainTask } from '../../api/refusals';
import type { Task } from '../../api/tasks';
import { checkWholeNumber } from '../../models/fields';
import { fine, refused, type Checked } from '../../models/problem';
import { taskItem } from '../../output/items';
import { readItems } from '../readItems';
import { readOptions, readSettings, type Options } from '../readSettings';
import { findTasks, type TaskWish, type Waiting } from './findTasks';
import { outputItems } from './outputItems';
import { closingFields } from './taskFields';
import {
	DOWNLOADS_AT_ONCE,
	imageItems,
	recipeOfTask,
	referencesOf,
	type ImageTools,
	type ItemResult,
} from './taskImages';
import { openSource } from './taskSource';

const WHILE_WAITING = { show: { waitUntilFinished: [true] } };

export const choice: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	description: 'Get the images of a task, or how far it is',
	action: 'Get a task',
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Task ID',
		name: 'taskId',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. 7489df4c-ef03-4de0-b598-e9a590793434',
		description:
			'The ID that came out when the task was submitted. The service keeps tasks for a limited time, and only those that were submitted with a callback URL.',
		displayOptions: { show: { resource: ['task'], operation: ['get'] } },
	},
	...closingFields('get', [
		{
			displayName: 'Interval (Seconds)',
			name: 'waitInterval',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			default: 5,
			description:
				'How long to wait between two questions, in seconds. The first item that waits decides for all.',
			displayOptions: WHILE_WAITING,
		},
		{
			displayName: 'Limit (Minutes)',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: 60,
			description:
				'How long to wait for all tasks together, in minutes. Those that are not finished by then come out with the status "timedOut". The first item that waits decides for all.',
			displayOptions: WHILE_WAITING,
		},
		{
			displayName: 'Wait Until Finished',
			name: 'waitUntilFinished',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask again and again until the task is finished. When off, a task that is not finished comes out with the status "pending".',
		},
	]),
];

/**
 * Gets tasks by their ids: the images of those that are finished, as making them would have given
 * them, or how far the others are. All items are looked up at once.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, unless the node is set
 *   to continue on fail
 */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await getTasks(context, systemClock);
}

async function getTasks(context: IExecuteFunctions, clock: Clock): Promise<INodeExecutionData[]> {
	const reads = readItems(context, (itemIndex) => readWish(context, itemIndex));
	const wishes = reads.flatMap((read) => (read.ok ? [read.value] : []));
	const signal = cancelSignal(context);
	const client = await openClient(context, clock);
	const tools = { context, clock, ownOrigin: client.origin, downloads: pLimit(DOWNLOADS_AT_ONCE) };
	const finding = {
		...{ clock, client, signal, endsOnFailure: !context.continueOnFail() },
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
	return outputItems(
		context,
		await Promise.all(
			reads.map(async (read, index) => (read.ok ? ((await results.get(index)) ?? []) : [read])),
		),
	);
}

function readWish(context: IExecuteFunctions, itemIndex: number): Checked<TaskWish> {
	const taskId = readTaskId(context.getNodeParameter('taskId', itemIndex, null));
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
		return refused('Task ID holds something that is no ID', advice);
	}
	const taskId = String(value ?? '').trim();
	return taskId === '' ? refused('Task ID is empty', advice) : fine(taskId);
}

function readWaiting(options: Options): Checked<Waiting | undefined> {
	if (options.waitUntilFinished !== true) return fine(undefined);
	const interval = checkWholeNumber('Interval (Seconds)', options.waitInterval ?? 5, 1, 3600);
	if (!interval.ok) return interval;
	const limit = checkWholeNumber('Limit (Minutes)', options.waitLimit ?? 60, 1, 10_080);
	if (!limit.ok) return limit;
	return fine({ intervalMs: interval.value * 1000, limitMs: limit.value * 60_000 });
}

async function resultOf(
	{ itemIndex, settings, waiting }: TaskWish,
	found: Outcome<Task>,
	tools: ImageTools,
): Promise<ItemResult> {
	if (!found.ok) return [found];
	const task = found.value;
	const { state } = task;
	switch (state.kind) {
		case 'succeeded':
			return await imageItems(task, state.answer, itemIndex, settings, tools);
		case 'failed':
			return [failed(explainTask(state, referencesOf(task)))];
		case 'pending': {
			const status = waiting ? 'timedOut' : 'pending';
			const open = { recipe: recipeOfTask(task), ...referencesOf(task), status } as const;
			return [{ ok: true, value: taskItem(open, itemIndex) }];
		}
	}
}
