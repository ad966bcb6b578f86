import type { IExecuteFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, type ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import { STOPPED, type Failure } from '../api/failure';
import { RateGate } from '../api/rateGate';
import { sendWithRetry } from '../api/retry';
import type { PaidRecord } from '../output/paidRecord';
import { fetchImages, type FetchTools } from './fetchImages';
import type { Job, JobResult } from './job';

/** What a delivery works with. */
export interface DeliveryTools {
	readonly context: IExecuteFunctions;
	readonly client: ApiClient;
	readonly record: PaidRecord;
	readonly clock: Clock;
	/** How many requests, over all items and images together, are on their way at once. */
	readonly concurrency: number;
	/** Whether the other items go on when one fails (*continue on fail*). */
	readonly goesOnAfterFailure: boolean;
}

/** A request that was not sent since the node was going to fail anyway: nothing is paid for it. */
const NOT_STARTED: Failure = {
	kind: 'cancelled',
	message: 'Not started, since another image could not be made',
	advice: 'Nothing was billed for this image.',
};

/**
 * Delivery `wait`: holds a connection for each request until its images are there. A sliding pool,
 * so that a batch takes as long as its slowest call; what was paid for before is not asked again.
 *
 * @returns a result for each job, in the order of the jobs; never throws for a failed call
 */
export async function deliverByWaiting(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	const { context, client, record, clock, concurrency } = tools;
	const signal = cancelSignal(context);
	const gate = new RateGate(clock, concurrency, signal);
	const slots = pLimit(concurrency);
	const fetching: FetchTools = {
		context,
		record,
		downloads: pLimit(concurrency),
		rules: { clock, sources: { ownOrigin: client.origin } },
	};
	let isDoomed = false;

	return await Promise.all(jobs.map(deliver));

	async function deliver(job: Job): Promise<JobResult> {
		const uncertain = record.uncertain(job.key);
		if (uncertain) return { ok: false, failure: uncertain };
		const earlier = record.paid(job.key);
		if (earlier) return { ok: true, images: await fetchImages(job, earlier, undefined, fetching) };

		const { timeoutMs, maxRetries } = job.settings;
		const outcome = await slots(async () => {
			if (signal?.aborted) return { ok: false, failure: STOPPED } as const;
			if (isDoomed) return { ok: false, failure: NOT_STARTED } as const;
			const sent = await sendWithRetry(
				async () => await client.generate(job.request.body, timeoutMs),
				gate,
				clock,
				{ maxRetries, longestWaitMs: timeoutMs },
				signal,
			);
			// Here and not later: the next request takes the free slot at once.
			if (!sent.ok) isDoomed ||= !tools.goesOnAfterFailure;
			return sent;
		});
		if (!outcome.ok) {
			record.keepFailure(job.key, outcome.failure);
			return outcome;
		}
		const paid = record.keepAnswer(job.key, outcome.value);
		return { ok: true, images: await fetchImages(job, paid, outcome.value.images, fetching) };
	}
}
