import { z } from 'zod';

import { CREDENTIAL_TYPE } from '../api/client';
import { isPublicHost } from '../api/publicHosts';
import { signingKey, signUrl } from '../callback/signedUrl';
import { recipeOf } from '../output/items';
import type { PaidTask } from '../output/paidRecord';
import { fetchImages } from './fetchImages';
import type { Job, JobResult } from './job';
import { submitJobs } from './submitJobs';
import { openFetching, type DeliveryTools } from './tools';

/**
 * Delivery `submit`: hands the tasks in and moves on. Their results go to each job's callback URL.
 */
export async function deliverBySubmitting(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	const fetching = openFetching(tools);
	const { context, clock } = tools;
	const { apiToken } = tokenSchema.parse(await context.getCredentials(CREDENTIAL_TYPE));
	const key = signingKey(apiToken);
	warnOfUnreachable(jobs, tools);
	const handedIn = await submitJobs(jobs, tools, ({ callback }) => {
		if (!callback) return '';
		const { url, isSigned } = callback;
		return isSigned ? signUrl(url, callback.context, clock.now(), key) : url.href;
	});
	return await Promise.all(
		handedIn.map(async ({ job, submitted }): Promise<JobResult> => {
			if (!submitted.ok) return submitted;
			if ('task' in submitted.value) {
				return { ok: true, task: openTask(job, submitted.value.task, 'submitted') };
			}
			const { paid, answered } = submitted.value;
			return { ok: true, images: await fetchImages(job, paid, answered, fetching) };
		}),
	);
}

const tokenSchema = z.object({ apiToken: z.string() });

/** The task is paid for either way, so a callback URL that cannot be reached is worth a warning. */
function warnOfUnreachable(jobs: readonly Job[], { context }: DeliveryTools): void {
	const hidden = jobs.flatMap(({ callback }) =>
		callback && !isPublicHost(callback.url.hostname) ? [callback.url.hostname] : [],
	);
	if (hidden.length === 0) return;
	context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The callback URL points to ${hidden[0]}, which the service cannot reach from the internet, so the result may never arrive. Use the public address of n8n (environment variable WEBHOOK_URL).`,
	});
}

/** A task of a job that has not given its images yet. */
export function openTask(
	job: Job,
	{ taskId, traceId }: PaidTask,
	status: 'submitted' | 'timedOut',
) {
	return { recipe: recipeOf(job.order), taskId, status, ...(traceId && { traceId }) };
}
