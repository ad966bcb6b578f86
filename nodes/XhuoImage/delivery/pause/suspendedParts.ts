import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { NodeContext } from '../../api/client';
import { arrange, PLAIN, type Arranged } from '../../output/arrange';
import { spread } from '../../output/gather';
import { withoutInput } from '../../output/inputFields';
import { readSuspended, type SuspendedTask } from './suspendedTask';

/** The open tasks that an item stands for while the execution is suspended. */
export const suspendedTasks = (item: INodeExecutionData): SuspendedTask[] =>
	spread(item).flatMap((part) => readSuspended(part) ?? []);

/**
 * Turns an item that stands for open tasks into what comes out when they are finished, arranged as the
 * user wants to have it. Any other item goes out as it is.
 *
 * @param finish what becomes of a task, or of what was finished before, by itself
 */
export async function finishItem(
	context: NodeContext,
	suspended: INodeExecutionData,
	finish: (part: INodeExecutionData) => Promise<INodeExecutionData[]>,
): Promise<INodeExecutionData[]> {
	const [task] = suspendedTasks(suspended);
	if (!task) return [suspended];
	const { arrangement = PLAIN, binaryProperty } = task.resume;
	const names = suspendedTasks(suspended)
		.map(({ resume }) => resume.inputNames)
		.find(Boolean);
	const { item, input } = names
		? withoutInput(suspended, names)
		: { item: suspended, input: undefined };
	const parts = await Promise.all(spread(item).map(finish));
	return arrange(context, parts.flat(), { ...arrangement, binaryProperty }, input).map(
		({ item: arranged }) => arranged,
	);
}

/** An item on its way out; one that stands for open tasks notes what came in under which names. */
export function notingInput({ item, names }: Arranged): INodeExecutionData {
	if (!names) return item;
	const noted = (task: IDataObject): IDataObject =>
		isRecord(task.resume)
			? { ...task, resume: { ...task.resume, inputNames: { ...names } } }
			: task;
	const { tasks } = item.json;
	const json = noted(item.json);
	return {
		...item,
		json: Array.isArray(tasks)
			? { ...json, tasks: tasks.map((task) => (isRecord(task) ? noted(task) : task)) }
			: json,
	};
}

const isRecord = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);
