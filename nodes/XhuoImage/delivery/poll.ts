import { cancelSignal } from '../api/client';
import { STOPPED, type Failure } from '../api/failure';
import { explainTask } from '../api/refusals';
import type { Task } from '../api/tasks';
import type { PaidTask } from '../ledger/paidRecord';
import { askUntilFinished } from '../tasks/askUntilFinished';
import { submitJobs, type HandedIn } from './handIn';
import type { Job, JobResult } from './job';
import { openPaidImages, type BringPaidImages } from './paidImages';
import { resumeCallbackUrl } from './pause/resumeUrl';
import { openTask } from './submit';
import type { DeliveryTools } from './tools';
import { refuseLimitBeyondWorkflow } from './workflowLimit';

/**
 * Delivery `poll`: hands the tasks in, then asks for all of them together until they are finished.
 * No connection stays open, and n8n needs no public address. The service keeps tasks only if they
 * have a callback URL (contract §3); the execution's own will do.
 *
 * @throws NodeOperationError, before anything is paid, where n8n would end the workflow first
 */
export async function deliverByPolling(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	refuseLimitBeyondWorkflow(tools.context, tools.pauseLimitMs);
	const callbackUrl = resumeCallbackUrl(tools.context).href;
	const handedIn = await submitJobs(jobs, tools, () => callbackUrl);
	return await finishByAsking(handedIn, tools, false);
}

/**
 * Asks until all tasks that were handed in are finished or the limit is over.
 *
 * @param asksAtOnce whether the tasks may be finished already
 */
export async function finishByAsking(
	handedIn: readonly HandedIn[],
	tools: DeliveryTools,
	asksAtOnce: boolean,
): Promise<JobResult[]> {
	const { client, clock, context, pauseLimitMs } = tools;
	const signal = cancelSignal(context);
	const bring = openPaidImages(tools);
	const results = new Map<Job, Promise<JobResult>>();
	const open = new Map<string, { job: Job; task: PaidTask }>();

	for (const { job, submitted } of handedIn) {
		if (!submitted.ok) results.set(job, Promise.resolve(submitted));
		else if ('task' in submitted.value) {
			open.set(submitted.value.task.taskId, { job, task: submitted.value.task });
		} else {
			const { paid, answered } = submitted.value;
			results.set(job, bring(job, paid, answered));
		}
	}
	const refusal = await askUntilFinished(
		client,
		[...open.keys()],
		{ clock, limitMs: pauseLimitMs, asksAtOnce, signal },
		(task) => {
			const job = open.get(task.taskId)?.job;
			// Fetched at once, while the others are still being made.
			if (!job) return;
			const result = finish(job, task, tools, bring);
			// Reported below, when its turn comes; until then Node.js would call it unhandled.
			result.catch(() => undefined);
			results.set(job, result);
		},
	);
	const left = [...open.values()].filter(({ job }) => !results.has(job));
	const leftIds = left.map(({ task }) => task.taskId);
	for (const { job, task } of left) {
		results.set(job, Promise.resolve(unfinished(job, task)));
	}
	return await Promise.all(
		handedIn.map(async ({ job }) => (await results.get(job)) ?? { ok: false, failure: STOPPED }),
	);

	function unfinished(job: Job, task: PaidTask): JobResult {
		if (signal?.aborted) return { ok: false, failure: STOPPED };
		if (refusal) return { ok: false, failure: notTold(refusal, task, leftIds) };
		return { ok: true, task: openTask(job, task, 'timedOut') };
	}
}

/** The service will not say how far a task is, though it was handed in and may be billed. */
const notTold = (
	refusal: Failure,
	{ taskId, traceId }: PaidTask,
	ids: readonly string[],
): Failure => ({
	...refusal,
	kind: 'uncertain',
	advice: `${refusal.advice.replace(NOT_BILLED, '')} ${ids.length === 1 ? `The task ${taskId} was` : `The tasks ${ids.join(', ')} were`} handed in before and may be billed: once this is settled, 'Get' of the resource 'Task' brings what became of it without paying again.`,
	taskId,
	...(traceId && { traceId }),
});

const NOT_BILLED = ' Nothing was billed for this image.';

/** A finished task becomes images, or a failure that cost nothing and may be asked for anew. */
async function finish(
	job: Job,
	{ state, taskId, traceId }: Task,
	{ record }: DeliveryTools,
	bring: BringPaidImages,
): Promise<JobResult> {
	if (state.kind === 'succeeded') {
		const paid = record.keepAnswer(job.key, state.answer);
		return await bring(job, paid, state.answer.images);
	}
	record.forgetTask(job.key);
	const said = state.kind === 'failed' ? state : {};
	return { ok: false, failure: explainTask(said, { taskId, ...(traceId && { traceId }) }) };
}
