import type { Outcome } from '../api/failure';
import type { Task } from '../api/tasks';
import { lookUpAll, type TaskSource } from './lookUp';

/** Which tasks are asked for. */
export interface TaskFilter {
	/** These, in this order; absent where all tasks of a time are asked for. */
	readonly ids?: readonly string[];
	/** Made at this time or later; milliseconds since 1970. */
	readonly after?: number;
	/** Made at this time or earlier; milliseconds since 1970. */
	readonly before?: number;
	/** How many tasks at most. */
	readonly most: number;
}

/** A task that was asked for, or an id that the service does not know. */
export type Listed = { readonly task: Task } | { readonly unknownId: string };

/** How many tasks one question asks for at most. */
const PAGE = 50;

/** In Unix seconds: the service wants a filter, and no task is older. */
const BEGINNING = 1;

/**
 * Lists tasks page by page: those with the ids of the filter, in their order, or those of a time, in
 * the order of the service.
 */
export async function listTasks(
	source: TaskSource,
	filter: TaskFilter,
): Promise<Outcome<readonly Listed[]>> {
	const { ids } = filter;
	return ids ? await listByIds(source, ids, filter) : await listByTime(source, filter);
}

async function listByIds(
	source: TaskSource,
	ids: readonly string[],
	filter: TaskFilter,
): Promise<Outcome<readonly Listed[]>> {
	const listed: Listed[] = [];
	for (let asked = 0; asked < ids.length && listed.length < filter.most; ) {
		const some = ids.slice(asked, asked + Math.min(PAGE, filter.most - listed.length));
		asked += some.length;
		const found = await lookUpAll(source, some);
		if (!found.ok) return found;
		const byId = new Map(found.value.map((task) => [task.taskId, task]));
		for (const id of some) {
			const task = byId.get(id);
			if (!task) listed.push({ unknownId: id });
			else if (isOfTime(task, filter)) listed.push({ task });
		}
	}
	return { ok: true, value: listed };
}

/**
 * Whether the service's `count` is of the page or of all pages is not documented, nor how long a
 * page can be. So the end is a page with nothing new on it, or one that is shorter than those before
 * it and whose count claims no more.
 */
async function listByTime(
	source: TaskSource,
	filter: TaskFilter,
): Promise<Outcome<readonly Listed[]>> {
	const seen = new Set<string>();
	const listed: Listed[] = [];
	let longest = 0;
	for (let offset = 0, isEnd = false; !isEnd && listed.length < filter.most; ) {
		const limit = Math.min(PAGE, filter.most - listed.length);
		const page = await source.lookUp({
			action: 'retrieve_batch',
			...boundsOf(filter),
			offset,
			limit,
		});
		if (!page.ok) return page;
		const { tasks, size, count } = page.value;
		offset += size;
		const isLast = size < Math.min(limit, longest) && count <= offset;
		longest = Math.max(longest, size);
		const before = seen.size;
		for (const task of tasks) {
			// A task that was made in between moves the others on to the next page.
			const isNew = !seen.has(task.taskId);
			seen.add(task.taskId);
			if (isNew && isImageTask(task)) listed.push({ task });
		}
		isEnd = isLast || seen.size === before;
	}
	return { ok: true, value: listed.slice(0, filter.most) };
}

/** In Unix seconds: the service takes, and may give, whole ones only. */
const startOf = ({ after }: TaskFilter) =>
	after === undefined ? undefined : Math.max(BEGINNING, Math.floor(after / 1000));
const endOf = ({ before }: TaskFilter) =>
	before === undefined ? undefined : Math.max(BEGINNING, Math.ceil(before / 1000));

function boundsOf(filter: TaskFilter) {
	const [start, end] = [startOf(filter), endOf(filter)];
	if (start === undefined && end === undefined) return { created_at_min: BEGINNING };
	return {
		...(start !== undefined && { created_at_min: start }),
		...(end !== undefined && { created_at_max: end }),
	};
}

function isOfTime({ createdAt }: Task, filter: TaskFilter): boolean {
	if (createdAt === undefined) return true;
	return createdAt >= (startOf(filter) ?? -Infinity) && createdAt <= (endOf(filter) ?? Infinity);
}

/** The endpoint is shared with tasks of other kinds (contract §3, `type`). */
const isImageTask = ({ type }: Task): boolean => type === undefined || type.startsWith('images');
