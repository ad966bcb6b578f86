import type { Clock } from '../api/clock';
import { failed, type Outcome } from '../api/failure';
import type { Task } from '../api/tasks';
import { askUntilFinished, isFinal } from './askUntilFinished';
import { countEndings, isUnanswered } from './endings';
import { lookUpOne, type TaskSource } from './lookUp';
import { type AskingSettings, type OpenSource } from './openSource';

/** How long, and how often, to ask for a task that is not finished; in milliseconds. */
export interface Waiting {
	readonly intervalMs: number;
	readonly limitMs: number;
}

/** What one input item asks for. */
export interface TaskWish {
	readonly itemIndex: number;
	readonly taskId: string;
	readonly settings: AskingSettings;
	/** Absent where it is not waited for. */
	readonly waiting?: Waiting;
}

/** What finding tasks takes. */
export interface FindTools {
	readonly clock: Clock;
	/** For the first look at a task, tried again until it succeeds. */
	readonly openSource: OpenSource;
	/** For asking until it is finished, where a question that fails simply waits for the next one. */
	readonly client: TaskSource;
	/** Aborted when the execution is stopped. */
	readonly signal?: AbortSignal;
	/** Whether one task that failed ends the waiting for the others. */
	readonly endsOnFailure: boolean;
}

/**
 * Looks up the tasks that input items ask for, each task once, however many of them ask for it. Those
 * that are to be waited for are then asked for together, until they are finished or the limit is
 * over; interval and limit are those of the first item that waits.
 *
 * @param onKnown called once for each task, as soon as there is nothing more to wait for; a task that
 *   is still pending is not finished, or was not in time
 */
export async function findTasks(
	wishes: readonly TaskWish[],
	{ clock, openSource, client, signal, endsOnFailure }: FindTools,
	onKnown: (taskId: string, found: Outcome<Task>) => void,
): Promise<void> {
	const unfinished = new Map<string, Outcome<Task>>();
	const doomed = new AbortController();
	const settle = (taskId: string, found: Outcome<Task>) => {
		onKnown(taskId, found);
		if (endsOnFailure && hasFailed(found)) doomed.abort();
	};

	const first = new Map<string, TaskWish>();
	for (const wish of wishes) if (!first.has(wish.taskId)) first.set(wish.taskId, wish);
	const awaited = new Set(wishes.flatMap(({ taskId, waiting }) => (waiting ? [taskId] : [])));
	await Promise.all(
		[...first.values()].map(async ({ taskId, settings }) => {
			const source = openSource(settings);
			const found = await lookUpOne(source, taskId);
			if (awaited.has(taskId) && mayFinish(found)) unfinished.set(taskId, found);
			else settle(taskId, await waitForAnswer(source, found, clock, signal));
		}),
	);

	const waiting = wishes.find((wish) => wish.waiting)?.waiting;
	if (waiting) {
		const stops = [doomed.signal, ...(signal ? [signal] : [])];
		const patience = { clock, ...waiting, signal: AbortSignal.any(stops) };
		const refusal = await askUntilFinished(client, [...unfinished.keys()], patience, (task) => {
			unfinished.delete(task.taskId);
			settle(task.taskId, { ok: true, value: task });
		});
		if (refusal) {
			for (const taskId of unfinished.keys())
				unfinished.set(taskId, failed({ ...refusal, taskId }));
		}
	}
	for (const [taskId, found] of unfinished) onKnown(taskId, found);
}

const hasFailed = (found: Outcome<Task>): boolean =>
	!found.ok || found.value.state.kind === 'failed';

/** A task that is not finished, or that the service could not be asked for just now. */
function mayFinish(found: Outcome<Task>): boolean {
	if (found.ok) return found.value.state.kind === 'pending';
	const { kind } = found.failure;
	return (kind === 'notSent' || kind === 'rateLimited') && !isFinal(found.failure);
}

/** Between two questions for the answer of a task that has an end, in milliseconds. */
const ANSWER_INTERVAL_MS = 2000;

/** A task that has an end but no answer yet is asked for a few times more. */
async function waitForAnswer(
	source: TaskSource,
	first: Outcome<Task>,
	clock: Clock,
	signal?: AbortSignal,
): Promise<Outcome<Task>> {
	const endings = countEndings();
	for (let found = first; ; ) {
		const task = found.ok ? endings.see(found.value) : undefined;
		if (!task || !isUnanswered(task)) return task ? { ok: true, value: task } : found;
		await clock.sleep(ANSWER_INTERVAL_MS, signal);
		if (signal?.aborted) return found;
		found = await lookUpOne(source, task.taskId);
	}
}
