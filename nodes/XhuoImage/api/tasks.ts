import {
	readError,
	readGeneration,
	readPaid,
	refuses,
	type ErrorAnswer,
	type GenerationAnswer,
} from './answers';
import { readReason } from './errors';
import { showReceived } from './received';
import { readStatus } from './status';
import {
	amountOf,
	idOf,
	isObject,
	momentOf,
	saysNo,
	textOf,
	unwrap,
	wellFormed,
	type JsonObject,
} from './values';

/** What the service says a task asked for; absent values `null`. */
export interface TaskRequest {
	readonly model: string | null;
	readonly prompt: string | null;
	readonly size: string | null;
}

/** How far a task is. */
export type TaskState =
	| {
			readonly kind: 'pending';
			/** It has an end, but no answer yet: ask again a few times before it counts as failed. */
			readonly hasEnded?: true;
	  }
	| { readonly kind: 'succeeded'; readonly answer: GenerationAnswer }
	| {
			readonly kind: 'failed';
			readonly code?: string;
			readonly message?: string;
			/** What the service kept of the task, shortened and without secrets. */
			readonly received?: string;
	  };

/** A task that the service keeps: only those submitted with a callback URL, for a limited time. */
export interface Task {
	readonly taskId: string;
	readonly traceId?: string;
	/** Such as `images_generations` or `images_edits`. */
	readonly type?: string;
	/** Unix seconds. */
	readonly createdAt?: number;
	/** Unix seconds. */
	readonly finishedAt?: number;
	readonly request: TaskRequest;
	readonly state: TaskState;
}

/** One page of tasks. */
export interface TaskPage {
	readonly tasks: readonly Task[];
	/** How many entries the page has, those that could not be read among them. */
	readonly size: number;
	/** As the service says; whether of this page or of all pages is not documented. */
	readonly count: number;
}

/** Reads one task; `undefined` if the body is none, as `{}` is for an unknown id (contract §3). */
export function readTask(body: unknown): Task | undefined {
	const task = taskIn(body) ?? WRAPPERS.map((name) => taskIn(body, name)).find(Boolean);
	const taskId = task && idOfTask(task);
	if (!task || taskId === undefined) return undefined;
	const traceId = idOf(task.trace_id);
	const type = textOf(task.type);
	const createdAt = momentOf(task.created_at);
	const finishedAt = momentOf(task.finished_at);
	return {
		taskId,
		...(traceId !== undefined && { traceId }),
		...(type !== undefined && { type }),
		...(createdAt !== undefined && { createdAt }),
		...(finishedAt !== undefined && { finishedAt }),
		request: requestOf(unwrap(task.request)),
		state: stateOf(task, taskId),
	};
}

/** What some services wrap a task in. */
const WRAPPERS = ['data', 'task', 'result'] as const;

/** The task that a body is, or holds under a name. */
function taskIn(body: unknown, name?: string): JsonObject | undefined {
	const outer = unwrap(body);
	const task = name === undefined ? outer : unwrap(isObject(outer) ? outer[name] : undefined);
	return isObject(task) && idOfTask(task) !== undefined ? task : undefined;
}

const idOfTask = ({ id, task_id, taskId }: JsonObject): string | undefined =>
	idOf(id) ?? idOf(task_id) ?? idOf(taskId);

function requestOf(request: unknown): TaskRequest {
	if (!isObject(request)) return { model: null, prompt: null, size: null };
	const { model, prompt, size } = request;
	return {
		model: textOf(model) ?? null,
		// The prompt comes out as it was sent, spaces and line breaks at its ends included.
		prompt: typeof prompt === 'string' ? wellFormed(prompt) : null,
		size: textOf(size) ?? null,
	};
}

/**
 * Images are the best proof of an end. A reason with a code is final, and so is any reason of a task
 * that has ended; without both, the sister platform's own client takes it for a passing hiccup
 * (contract §5, tasks).
 */
function stateOf(task: JsonObject, taskId: string): TaskState {
	const status = readStatus(task);
	const hasEnd = momentOf(task.finished_at) !== undefined;
	// Not all of its images may be there yet.
	if (status === 'running' && !hasEnd) return { kind: 'pending' };
	const isOver = hasEnd || status === 'succeeded';
	const answer = readGeneration(task) ?? (isOver ? readPaid(task) : undefined);
	if (answer) return { kind: 'succeeded', answer: { ...answer, taskId } };

	const response = unwrap(task.response ?? task.result ?? task.output ?? task.data);
	const error = readError(response) ?? readError(task);
	const isFinal = isOver && (saysNo(task.success) || error !== undefined);
	if (status === 'failed' || error?.code !== undefined || isFinal) {
		return failedState(task, error ?? whyFailed(task, response));
	}
	if (!isOver) return { kind: 'pending' };
	return isEmpty(response) ? { kind: 'pending', hasEnded: true } : failedState(task, {});
}

function failedState(task: JsonObject, { code, type, message }: ErrorAnswer): TaskState {
	const reason = code ?? type;
	return {
		kind: 'failed',
		...(reason !== undefined && { code: reason }),
		...(message !== undefined && { message }),
		received: showReceived(JSON.stringify(task)),
	};
}

function whyFailed(task: JsonObject, response: unknown): ErrorAnswer {
	const inside = isObject(response) ? readReason(response) : {};
	return inside.message === undefined ? readReason(task) : inside;
}

const isEmpty = (response: unknown): boolean =>
	response === undefined ||
	response === null ||
	response === '' ||
	(typeof response === 'object' && Object.keys(response).length === 0);

/**
 * Reads a page of `retrieve_batch`. Its tasks are its `items` (contract §3), which may be wrapped; a
 * list elsewhere has to hold a task.
 *
 * @returns `undefined` if the body is none. An empty page may say `null`; one beside a reason why it is
 *   empty tells nothing of the tasks
 */
export function readTaskPage(body: unknown): TaskPage | undefined {
	const answer = unwrap(body);
	const page = findPage(answer);
	return page?.tasks.length === 0 && saysWhyEmpty(answer) ? undefined : page;
}

const saysWhyEmpty = (answer: unknown): boolean =>
	refuses(answer) || (isObject(answer) && saysNo(answer.success));

function findPage(answer: unknown): TaskPage | undefined {
	const inside = isObject(answer) ? PLACES_OF_PAGES.map((name) => unwrap(answer[name])) : [];
	const places = [answer, ...inside];
	for (const place of places) {
		const items = itemsOf(place);
		if (items) return pageOf(items, place);
	}
	const list = places.find(isListOfTasks);
	return list && pageOf(list, answer);
}

/** What some services wrap a page in, or call its list of tasks. */
const PLACES_OF_PAGES = ['data', 'tasks', 'result', 'results', 'list'] as const;

function itemsOf(page: unknown): readonly unknown[] | undefined {
	if (!isObject(page) || !('items' in page)) return undefined;
	const items = unwrap(page.items) ?? [];
	if (Array.isArray(items)) return items;
	return readTask(items) ? [items] : undefined;
}

const isListOfTasks = (place: unknown): place is readonly unknown[] =>
	Array.isArray(place) && place.some((entry) => readTask(entry) !== undefined);

function pageOf(entries: readonly unknown[], page: unknown): TaskPage {
	const count = isObject(page) ? amountOf(page.count) : undefined;
	return {
		tasks: entries.flatMap((entry) => readTask(entry) ?? []),
		size: entries.length,
		count: count !== undefined && Number.isInteger(count) ? count : entries.length,
	};
}
