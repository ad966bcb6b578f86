import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Task, TaskState } from '../../api/tasks';
import type { DeliverySettings } from '../../delivery/job';
import { taskItem } from '../../output/items';
import type { Listed } from './listTasks';
import {
	imageItems,
	recipeOfTask,
	referencesOf,
	type ImageTools,
	type ItemResult,
	type Numbering,
} from './taskImages';

type Failed = Extract<TaskState, { kind: 'failed' }>;

/** The input item that asked for a list, and how its images are to be brought in. */
export interface ListWish {
	readonly itemIndex: number;
	readonly settings: DeliverySettings;
}

/**
 * The output items of a list of tasks: the images of those that are finished, and one item for each
 * other task that says how far it is.
 */
export async function listedItems(
	listed: readonly Listed[],
	wish: ListWish,
	tools: ImageTools,
): Promise<ItemResult> {
	const imageCount = listed.reduce((sum, entry) => sum + imagesIn(entry), 0);
	const results: Array<Promise<ItemResult>> = [];
	let firstImage = 0;
	for (const entry of listed) {
		results.push(itemsOf(entry, wish, tools, { firstImage, imageCount }));
		firstImage += imagesIn(entry);
	}
	return (await Promise.all(results)).flat();
}

const imagesIn = (entry: Listed): number =>
	'task' in entry && entry.task.state.kind === 'succeeded'
		? entry.task.state.answer.images.length
		: 0;

async function itemsOf(
	entry: Listed,
	{ itemIndex, settings }: ListWish,
	tools: ImageTools,
	numbering: Numbering,
): Promise<ItemResult> {
	if ('unknownId' in entry) return [ok(unknownItem(entry.unknownId, itemIndex))];
	const { task } = entry;
	const { state } = task;
	switch (state.kind) {
		case 'succeeded': {
			const items = await imageItems(task, state.answer, itemIndex, settings, tools, numbering);
			return items.map((item) =>
				item.ok ? ok(saying({ status: 'succeeded' }, item.value)) : item,
			);
		}
		case 'failed':
			return [ok(failedItem(task, state, itemIndex))];
		case 'pending':
			return [ok(openItem(task, itemIndex))];
	}
}

const ok = (value: INodeExecutionData) => ({ ok: true, value }) as const;

const openItem = (task: Task, itemIndex: number): INodeExecutionData =>
	taskItem({ recipe: recipeOfTask(task), ...referencesOf(task), status: 'pending' }, itemIndex);

/** In a list, a failed task is a result like any other. Such tasks are usually not billed. */
function failedItem(task: Task, { code, message }: Failed, itemIndex: number): INodeExecutionData {
	const failure = { code: code ?? 'unknown', message: message ?? 'The service gave no reason' };
	return saying({ status: 'failed', failure, pricing: null }, openItem(task, itemIndex));
}

function unknownItem(taskId: string, itemIndex: number): INodeExecutionData {
	const request = { model: null, prompt: null, size: null };
	const item = openItem({ taskId, request, state: { kind: 'pending' } }, itemIndex);
	return saying({ status: 'unknown' }, item);
}

/** Puts facts in front, beside the id, in place of those of the same name. */
const saying = (facts: IDataObject, { json, ...item }: INodeExecutionData): INodeExecutionData => ({
	...item,
	json: { taskId: json.taskId, ...facts, ...json, ...facts },
});
