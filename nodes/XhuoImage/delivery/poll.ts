import { cancelSignal } from '../api/client';
import { STOPPED } from '../api/failure';
import { explainTask } from '../api/refusals';
import type { Task } from '../api/tasks';
import type { PaidTask } from '../output/paidRecord';
import { askUntilFinished } from './askTasks';
import { fetchImages, type FetchTools } from './fetchImages';
import type { Job, JobResult } from './job';
import { resumeCallbackUrl } from './resumeUrl';
import { openTask } from './submit';
import { submitJobs, type HandedIn } from './submitJobs';
import { openFetching, type DeliveryTools } from './tools';

/**
 * Delivery `poll`: hands the tasks in, then asks for all of them together until they are finished.
 * No connection stays open, and n8n needs no public address. The service keeps tasks only if they
 * have a callback URL (contract §3); the execution's own will do.
 */
export async function deliverByPolling(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
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
	const fetching = openFetching(tools);
	const results = new Map<Job, Promise<JobResult>>();
	const open = new Map<string, { job: Job; task: PaidTask }>();

	for (const { job, submitted } of handedIn) {
		if (!submitted.ok) results.set(job, Promise.resolve(submitted));
		else if ('task' in submitted.value) {
			open.set(submitted.value.task.taskId, { job, task: submitted.value.task });
		} else {
			const { paid, answered } = submitted.value;
			results.set(job, imagesOf(fetchImages(job, paid, answered, fetching)));
		}
	}
	await askUntilFinished(
		client,
		[...open.keys()],
		{ clock, limitMs: pauseLimitMs, asksAtOnce, signal },
		(task) => {
			const job = open.get(task.taskId)?.job;
			// Fetched at once, while the others are still being made.
			if (!job) return;
			const result = finish(job, task, tools, fetching);
			// Reported below, when its turn comes; until then Node.js would call it unhandled.
			result.catch(() => undefined);
			results.set(job, result);
		},
	);
	for (const { job, task } of open.values()) {
		if (results.has(job)) continue;
		const timedOut: JobResult = { ok: true, task: openTask(job, task, 'timedOut') };
		results.set(job, Promise.resolve(signal?.aborted ? { ok: false, failure: STOPPED } : timedOut));
	}
	return await Promise.all(
		handedIn.map(async ({ job }) => (await results.get(job)) ?? { ok: false, failure: STOPPED }),
	);
}

/** A finished task becomes images, or a failure that cost nothing and may be asked for anew. */
async function finish(
	job: Job,
	{ state, taskId, traceId }: Task,
	{ record }: DeliveryTools,
	fetching: FetchTools,
): Promise<JobResult> {
	if (state.kind === 'succeeded') {
		const paid = record.keepAnswer(job.key, state.answer);
		return await imagesOf(fetchImages(job, paid, state.answer.images, fetching));
	}
	record.forgetTask(job.key);
	const said = state.kind === 'failed' ? state : {};
	return { ok: false, failure: explainTask(said, { taskId, ...(traceId && { traceId }) }) };
}

const imagesOf = async (images: ReturnType<typeof fetchImages>): Promise<JobResult> => ({
	ok: true,
	images: await images,
});
