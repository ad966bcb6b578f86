import type { AnsweredImage } from '../api/answers';
import type { Outcome } from '../api/failure';
import type { PaidRequest, PaidTask } from '../ledger/paidRecord';
import type { Job } from './job';
import { openSender, type DeliveryTools } from './tools';

/** A job that was handed in: a task to come back to, or an answer that is there already. */
export type Submitted =
	| { readonly task: PaidTask }
	| { readonly paid: PaidRequest; readonly answered?: readonly AnsweredImage[] };

/** A job and what became of handing it in. */
export interface HandedIn {
	readonly job: Job;
	readonly submitted: Outcome<Submitted>;
}

/** Handing a task in is answered at once; in milliseconds. */
const LONGEST_SUBMISSION_MS = 120_000;

/**
 * Hands every job in as a task, except those that an earlier try handed in already.
 *
 * @param callbackUrlOf where the result of a job is to be sent
 * @returns the jobs in their order
 */
export async function submitJobs(
	jobs: readonly Job[],
	tools: DeliveryTools,
	callbackUrlOf: (job: Job) => string,
): Promise<HandedIn[]> {
	const { client, record } = tools;
	const send = openSender(tools);

	return await Promise.all(
		jobs.map(async (job): Promise<HandedIn> => {
			const paid = record.paid(job.key);
			if (paid) return { job, submitted: { ok: true, value: { paid } } };
			const task = record.task(job.key);
			if (task) return { job, submitted: { ok: true, value: { task } } };

			const timeoutMs = Math.min(job.settings.timeoutMs, LONGEST_SUBMISSION_MS);
			const asked = { body: job.request.body, pictures: job.pictures };
			const sent = await send(
				job,
				async () => await client.submit(asked, callbackUrlOf(job), timeoutMs),
			);
			if (!sent.ok) return { job, submitted: sent };
			const value =
				'images' in sent.value
					? { paid: record.keepAnswer(job.key, sent.value), answered: sent.value.images }
					: { task: record.keepTask(job.key, sent.value) };
			return { job, submitted: { ok: true, value } };
		}),
	);
}
