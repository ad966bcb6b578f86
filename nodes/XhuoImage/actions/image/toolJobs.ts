import type { Job, JobResult } from '../../delivery/job';
import type { PaidRecord } from '../../ledger/paidRecord';
import { furtherKey } from '../../ledger/requestKey';
import type { ToolCalls } from '../../ledger/toolCalls';

/**
 * The requests of a call of a tool. Where the same was asked for and handed over before, they ask for
 * further pictures: under a key of their own, and with seeds of their own where the model takes one.
 *
 * @param firstSeed for a request that has none
 */
export function asFurtherJobs(
	jobs: readonly Job[],
	calls: ToolCalls,
	firstSeed: number,
): readonly Job[] {
	return jobs.map((job) => {
		const times = calls.timesDelivered(wishOf(job, jobs).key);
		if (times === 0) return job;
		const key = furtherKey(job.key, times);
		const { order, request } = job;
		const rule = order.model.fields.seed;
		if (rule?.kind !== 'number') return { ...job, key };
		const { seed: asked = firstSeed, ...body } = request.body;
		const range = rule.max - rule.min + 1;
		const seed = rule.min + ((Number(asked) - rule.min + times * order.imageCount) % range);
		return { ...job, key, request: { ...request, body: { ...body, seed } } };
	});
}

/** What has to be sent: what was paid for, or may have been, is not sent again. */
export const unpaidJobs = (jobs: readonly Job[], record: PaidRecord): readonly Job[] =>
	jobs.filter(({ key }) => !record.paid(key) && !record.task(key) && !record.uncertain(key));

/** Notes what a call handed over in full: asked for again, it is another picture. */
export function noteDelivered(
	jobs: readonly Job[],
	results: readonly JobResult[],
	calls: ToolCalls,
): void {
	for (const wish of new Set(jobs.map((job) => wishOf(job, jobs)))) {
		const isDelivered = jobs.every(
			(job, index) => job.itemIndex !== wish.itemIndex || isHandedOver(results[index]),
		);
		if (isDelivered) calls.noteDelivered(wish.key);
	}
}

/** The first request of an item stands for all of them. */
const wishOf = (job: Job, jobs: readonly Job[]): Job =>
	jobs.find(({ itemIndex }) => itemIndex === job.itemIndex) ?? job;

function isHandedOver(result: JobResult | undefined): boolean {
	if (!result?.ok) return false;
	return 'task' in result
		? result.task.status === 'submitted'
		: result.images.every(({ ok }) => ok);
}
