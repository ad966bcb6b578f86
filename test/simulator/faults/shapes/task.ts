import type { Body } from '../../contract/order';
import { isBody, without } from '../../http/body';

/** Names of the odd forms in which the tasks endpoint can show a task. */
export const TASK_SHAPES = [
	'endAtYearOne',
	'endAtMinusOne',
	'hiccup',
	'hiccupAtTop',
	'endWithoutResponse',
	'responseText',
	'itemsNull',
	'statusAndResult',
	'typeImages',
] as const;

export type TaskShape = (typeof TASK_SHAPES)[number];

type Change = (task: Body, now: number) => Body;

/** As a task looks that is running, whatever the truth is. */
const running = (task: Body) => without(task, 'finished_at', 'duration', 'elapsed', 'response');

const CHANGES: Readonly<Record<Exclude<TaskShape, 'itemsNull'>, Change>> = {
	endAtYearOne: (task) => ({ ...running(task), finished_at: '0001-01-01T00:00:00Z' }),
	endAtMinusOne: (task) => ({ ...running(task), finished_at: -1 }),
	hiccup: (task) => ({
		...running(task),
		response: { success: false, error: { message: 'temporarily unavailable' } },
	}),
	hiccupAtTop: (task) => ({ ...running(task), success: false }),
	endWithoutResponse: (task, now) => ({ ...running(task), finished_at: now / 1000 }),
	responseText: (task) =>
		'response' in task ? { ...task, response: JSON.stringify(task.response) } : task,
	statusAndResult: ({ id, response }) => {
		if (!isBody(response)) return { id, status: 'processing' };
		const status = response.success === true ? 'succeeded' : 'failed';
		return { id, status, result: without(response, 'success') };
	},
	typeImages: (task) => ({ ...task, type: 'images' }),
};

/** The answer of a look-up, with each of its tasks in another shape. */
export async function shapedTasks(answer: object, shape: TaskShape, now: number): Promise<object> {
	if (shape === 'itemsNull') return { items: null, count: 0 };
	return await eachTask(answer, async (task) => CHANGES[shape](task, now));
}

/** Changes one task, or every task of a list; an answer without a task stays as it is. */
export async function eachTask(
	answer: object,
	change: (task: Body) => Promise<Body>,
): Promise<object> {
	if (!isBody(answer)) return answer;
	const { items } = answer;
	if (Array.isArray(items)) {
		return { ...answer, items: await Promise.all(items.filter(isBody).map(change)) };
	}
	return 'id' in answer ? await change(answer) : answer;
}
