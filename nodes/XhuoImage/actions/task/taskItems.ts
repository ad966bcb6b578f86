import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { GenerationAnswer } from '../../api/answers';
import type { Task, TaskState } from '../../api/tasks';
import {
	bringImages,
	type FetchTools,
	type ImageWish,
	type Numbering,
} from '../../output/bringImages';
import { imageItems, taskFailure, taskItem } from '../../output/items';
import { recipeOfTask } from '../../output/recipe';
import type { Listed } from '../../tasks/listTasks';
import type { ItemResult } from '../outputItems';

/**
 * The output items of a finished task, one for each image, as making the images would have given
 * them.
 *
 * @param numbering where several tasks share the user's file name; by default, a task has it alone
 */
export async function finishedItems(
	{ taskId, request }: Task,
	answer: GenerationAnswer,
	itemIndex: number,
	wish: ImageWish,
	tools: FetchTools,
	numbering?: Numbering,
): Promise<ItemResult> {
	const names = wish.fileName === '' ? undefined : numbering;
	const order = {
		recipe: recipeOfTask(request, tools.sources.ownOrigin),
		wish,
		...(names && { names }),
	};
	return imageItems(await bringImages({ ...answer, taskId }, order, tools), itemIndex);
}

/** What the provider's support asks for. */
export const referencesOf = ({ taskId, traceId }: Task) => ({
	taskId,
	...(traceId && { traceId }),
});

type Failed = Extract<TaskState, { kind: 'failed' }>;

/** The input item that asked for a list, and how its images are to be brought in. */
export interface ListWish {
	readonly itemIndex: number;
	readonly settings: ImageWish;
}

/**
 * The output items of a list of tasks: the images of those that are finished, and one item for each
 * other task that says how far it is.
 */
export async function listedItems(
	listed: readonly Listed[],
	wish: ListWish,
	tools: FetchTools,
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
	tools: FetchTools,
	numbering: Numbering,
): Promise<ItemResult> {
	if ('unknownId' in entry) return [ok(unknownItem(entry.unknownId, itemIndex))];
	const { task } = entry;
	const { state } = task;
	switch (state.kind) {
		case 'succeeded': {
			const items = await finishedItems(task, state.answer, itemIndex, settings, tools, numbering);
			return items.map((item) =>
				item.ok ? ok(saying({ status: 'succeeded' }, item.value)) : item,
			);
		}
		case 'failed':
			return [ok(failedItem(task, state, itemIndex))];
		case 'pending':
			return [ok(openItem(task, itemIndex, tools.sources.ownOrigin))];
	}
}

const ok = (value: INodeExecutionData) => ({ ok: true, value }) as const;

const openItem = (task: Task, itemIndex: number, origin?: string): INodeExecutionData =>
	taskItem(
		{ recipe: recipeOfTask(task.request, origin), ...referencesOf(task), status: 'pending' },
		itemIndex,
	);

/** In a list, a failed task is a result like any other. Such tasks are usually not billed. */
function failedItem(task: Task, { code, message }: Failed, itemIndex: number): INodeExecutionData {
	const said = { code: code ?? 'unknown', message: message ?? 'The service gave no reason' };
	return saying(
		{ status: 'failed', failure: taskFailure(said), pricing: null },
		openItem(task, itemIndex),
	);
}

function unknownItem(taskId: string, itemIndex: number): INodeExecutionData {
	const request = { model: null, prompt: null, size: null };
	const item = openItem({ taskId, request, state: { kind: 'pending' } }, itemIndex);
	return saying({ status: 'unknown' }, item);
}

/** Puts facts beside the id, in place of those of the same name. */
function saying(facts: IDataObject, { json, ...item }: INodeExecutionData): INodeExecutionData {
	const { url, image, prompt, ...others } = json;
	const head = { taskId: json.taskId, ...facts };
	const isImage = url !== undefined;
	return {
		...item,
		json: isImage
			? { url, image, prompt, ...head, ...others, ...facts }
			: { ...head, ...json, ...facts },
	};
}
