import { z } from 'zod';

import { ADDRESS_VARIABLE } from '../api/addressVariable';
import { CREDENTIAL_TYPE } from '../api/client';
import type { OrderFacts } from '../callback/orderFacts';
import { signingKey, signUrl } from '../callback/signedUrl';
import type { PaidTask } from '../ledger/paidRecord';
import { recipeOf } from '../output/recipe';
import { doubtAbout } from './callbackAddress';
import { submitJobs } from './handIn';
import type { Job, JobResult } from './job';
import { openPaidImages } from './paidImages';
import type { DeliveryTools } from './tools';

/**
 * Delivery `submit`: hands the tasks in and moves on. Their results go to each job's callback URL.
 */
export async function deliverBySubmitting(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	const bring = openPaidImages(tools);
	const { context, clock } = tools;
	const { apiToken } = tokenSchema.parse(await context.getCredentials(CREDENTIAL_TYPE));
	const key = signingKey(apiToken);
	warnOfUnreachable(jobs, tools);
	const handedIn = await submitJobs(jobs, tools, (job) => {
		if (!job.callback) return '';
		const { url, isSigned, context: sent } = job.callback;
		return isSigned ? signUrl(url, sent, clock.now(), key, factsOf(job)) : url.href;
	});
	return await Promise.all(
		handedIn.map(async ({ job, submitted }): Promise<JobResult> => {
			if (!submitted.ok) return submitted;
			if ('task' in submitted.value) {
				return { ok: true, task: openTask(job, submitted.value.task, 'submitted') };
			}
			const { paid, answered } = submitted.value;
			return await bring(job, paid, answered);
		}),
	);
}

/** What the trigger is to know of a job, since the service's callback does not say it. */
const factsOf = ({ order, settings, request, firstImage }: Job): OrderFacts => ({
	...recipeOf(order),
	model: order.model.id,
	fileName: settings.fileName,
	firstImage,
	imageCount: order.imageCount,
	ordered: request.images,
});

const tokenSchema = z.object({ apiToken: z.string() });

/** The task is paid for either way, so a callback URL that is hardly the right one is worth a warning. */
function warnOfUnreachable(jobs: readonly Job[], { context }: DeliveryTools): void {
	const [doubt] = jobs.flatMap(({ callback }) => (callback && doubtAbout(callback.url)) ?? []);
	if (doubt === undefined) return;
	context.addExecutionHints({
		type: 'warning',
		location: 'outputPane',
		message: `The callback URL ${doubt}. So the result may never arrive. Use the public address of n8n (${ADDRESS_VARIABLE}).`,
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
