import { z } from 'zod';

import { readError, readGeneration, type GenerationAnswer } from './answers';

/** What the service says a task asked for; absent values `null`. */
export interface TaskRequest {
	readonly model: string | null;
	readonly prompt: string | null;
	readonly size: string | null;
}

/** How far a task is. */
export type TaskState =
	| { readonly kind: 'pending' }
	| { readonly kind: 'succeeded'; readonly answer: GenerationAnswer }
	| { readonly kind: 'failed'; readonly code?: string; readonly message?: string };

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

const text = z.string().trim().min(1).nullish().catch(undefined);
const rawText = z.string().nullish().catch(undefined);

/** Seconds since 1970, also where the service writes milliseconds or an ISO date. */
const moment = z
	.union([z.number(), z.string()])
	.transform((value) => {
		const number = Number(value);
		if (!Number.isNaN(number)) return number > 1e11 ? number / 1000 : number;
		return Date.parse(String(value)) / 1000;
	})
	.nullish()
	.catch(undefined)
	.transform((value) => (value && Number.isFinite(value) ? value : undefined));

const taskSchema = z.object({
	id: z.string().min(1),
	trace_id: text,
	type: text,
	created_at: moment,
	finished_at: moment,
	// The prompt comes out as it was sent, spaces and line breaks at its ends included.
	request: z.object({ model: text, prompt: rawText, size: text }).nullish().catch(undefined),
	response: z.unknown(),
});

const failedSchema = z.object({ success: z.literal(false) });

const pageSchema = z.object({
	items: z.array(z.unknown()),
	count: z.number().int().nonnegative().optional().catch(undefined),
});

/** Reads one task; `undefined` if the body is none, as `{}` is for an unknown id (contract §3). */
export function readTask(body: unknown): Task | undefined {
	const parsed = taskSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { id, trace_id, type, created_at, finished_at, request, response } = parsed.data;
	return {
		taskId: id,
		...(trace_id && { traceId: trace_id }),
		...(type && { type }),
		...(created_at && { createdAt: created_at }),
		...(finished_at && { finishedAt: finished_at }),
		request: {
			model: request?.model ?? null,
			prompt: request?.prompt ?? null,
			size: request?.size ?? null,
		},
		state: stateOf(id, trace_id ?? undefined, finished_at !== undefined, response),
	};
}

/** Finished means `finished_at`; failed means `response.error` or `success: false` (contract §3). */
function stateOf(
	taskId: string,
	traceId: string | undefined,
	isFinished: boolean,
	response: unknown,
): TaskState {
	const answer = readGeneration(response);
	if (answer) {
		return { kind: 'succeeded', answer: { ...answer, taskId, ...(traceId && { traceId }) } };
	}
	const error = readError(response);
	if (error) return { kind: 'failed', ...error };
	const hasFailed = isFinished || failedSchema.safeParse(response).success;
	return { kind: hasFailed ? 'failed' : 'pending' };
}

/** Reads a page of `retrieve_batch`; `undefined` if the body is none. */
export function readTaskPage(body: unknown): TaskPage | undefined {
	const parsed = pageSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { items, count } = parsed.data;
	const tasks = items.flatMap((item) => readTask(item) ?? []);
	return { tasks, size: items.length, count: count ?? items.length };
}
