import { fetchImages } from './fetchImages';
import type { Job, JobResult } from './job';
import { openFetching, openSender, type DeliveryTools } from './tools';

/**
 * Delivery `wait`: holds a connection for each request until its images are there. A batch takes as
 * long as its slowest call; what was paid for before is not asked for again.
 *
 * @returns a result for each job, in the order of the jobs; never throws for a failed call
 */
export async function deliverByWaiting(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	const { client, record } = tools;
	const send = openSender(tools);
	const fetching = openFetching(tools);

	return await Promise.all(
		jobs.map(async (job): Promise<JobResult> => {
			const earlier = record.paid(job.key);
			if (earlier) {
				return { ok: true, images: await fetchImages(job, earlier, undefined, fetching) };
			}
			const { body } = job.request;
			const sent = await send(job, async () => await client.generate(body, job.settings.timeoutMs));
			if (!sent.ok) return sent;
			const paid = record.keepAnswer(job.key, sent.value);
			return { ok: true, images: await fetchImages(job, paid, sent.value.images, fetching) };
		}),
	);
}
