import { z } from 'zod';

import { ApiError } from '../contract/errors';
import type { Body } from '../contract/order';
import { shownId } from './ids';
import type { KeptTask, TaskRegistry } from './registry';

/** One simulated account has one application and one user. */
export const APPLICATION_ID = 'simulated-application';
export const USER_ID = 'simulated-user';

const PAGE = 12;
const seconds = z.number().min(0);

const QuerySchema = z.discriminatedUnion('action', [
	z
		.object({
			action: z.literal('retrieve'),
			id: z.string().min(1).optional(),
			trace_id: z.string().min(1).optional(),
		})
		.strip(),
	z
		.object({
			action: z.literal('retrieve_batch'),
			ids: z.array(z.string()).optional(),
			trace_ids: z.array(z.string()).optional(),
			application_id: z.string().optional(),
			user_id: z.string().optional(),
			created_at_min: seconds.optional(),
			created_at_max: seconds.optional(),
			type: z.string().optional(),
			offset: z.number().int().min(0).default(0),
			limit: z.number().int().min(1).default(PAGE),
		})
		.strip(),
]);

type Query = z.infer<typeof QuerySchema>;
type Retrieve = Extract<Query, { action: 'retrieve' }>;
type Batch = Extract<Query, { action: 'retrieve_batch' }>;

const FIELDS_OF_ACTION: Readonly<Record<string, readonly string[]>> = {
	retrieve: ['action', 'id', 'trace_id'],
	retrieve_batch: [
		'action',
		'ids',
		'trace_ids',
		'application_id',
		'user_id',
		'created_at_min',
		'created_at_max',
		'type',
		'offset',
		'limit',
	],
};

/** Fields that the action does not know. */
export function unexpectedQueryFields(body: Body): string[] {
	const known = FIELDS_OF_ACTION[String(body.action)] ?? [];
	return Object.keys(body).filter((field) => !known.includes(field));
}

/**
 * Answers a look-up (contract §3).
 * @param now ms, noted with each task that is asked for by an id
 * @throws ApiError bad_request
 */
export function answerQuery(body: Body, tasks: TaskRegistry, now: number): object {
	const parsed = QuerySchema.safeParse(body);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		throw new ApiError(
			'bad_request',
			`${issue?.path.join('.') ?? 'body'}: ${issue?.message ?? ''}`,
		);
	}
	const query = parsed.data;
	return query.action === 'retrieve'
		? retrieve(query, tasks, now)
		: retrieveBatch(query, tasks, now);
}

function retrieve(query: Retrieve, tasks: TaskRegistry, now: number): object {
	const { id, trace_id } = query;
	if (id === undefined && trace_id === undefined) {
		throw new ApiError('bad_request', 'retrieve needs id or trace_id');
	}
	// The trace id wins when both are sent (contract §3).
	const matches = (task: KeptTask) =>
		trace_id === undefined ? task.id === id : task.traceId === trace_id;
	const [task] = tasks.filter(matches);
	task?.lookups.push(now);
	return task ? taskAnswer(task) : {};
}

function retrieveBatch(query: Batch, tasks: TaskRegistry, now: number): object {
	const { ids, trace_ids, application_id, user_id, created_at_min, created_at_max } = query;
	const filters = [ids, trace_ids, application_id, user_id, created_at_min, created_at_max];
	if (filters.every((filter) => filter === undefined)) {
		const names = 'ids, trace_ids, application_id, user_id, created_at_min, created_at_max';
		throw new ApiError('bad_request', `retrieve_batch needs one of ${names}`);
	}
	const found = tasks.filter((task) => isInBatch(task, query));
	if (ids ?? trace_ids) for (const task of found) task.lookups.push(now);
	const page = found.slice(query.offset, query.offset + query.limit);
	return { items: page.map(taskAnswer), count: found.length };
}

function isInBatch(task: KeptTask, query: Batch): boolean {
	const createdAt = task.createdAt / 1000;
	return (
		(query.ids?.includes(task.id) ?? true) &&
		(query.trace_ids?.includes(task.traceId) ?? true) &&
		(query.application_id ?? APPLICATION_ID) === APPLICATION_ID &&
		(query.user_id ?? USER_ID) === USER_ID &&
		createdAt >= (query.created_at_min ?? 0) &&
		createdAt <= (query.created_at_max ?? Infinity) &&
		(query.type ?? task.type) === task.type
	);
}

/**
 * A task as the endpoint shows it: there is no status field, `finished_at` says that it has ended.
 * The time it took is called `duration` or `elapsed` in the provider's documents; both occur here.
 */
function taskAnswer(task: KeptTask): object {
	const { id, traceId, type, request, createdAt, finishedAt, outcome } = task;
	const head = {
		id: shownId(id),
		trace_id: traceId,
		type,
		application_id: APPLICATION_ID,
		user_id: USER_ID,
		created_at: createdAt / 1000,
		started_at: createdAt / 1000,
		request,
	};
	if (finishedAt === null || outcome === null) return head;
	const took = (finishedAt - createdAt) / 1000;
	return {
		...head,
		finished_at: finishedAt / 1000,
		...(type !== 'images_generations' ? { elapsed: took } : { duration: took }),
		response: outcome.success ? { success: true, ...outcome.created } : outcome,
	};
}
