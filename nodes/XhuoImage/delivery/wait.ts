import { STOPPED } from '../api/failure';
import type { HandedIn } from './handIn';
import type { Job, JobResult } from './job';
import { openPaidImages } from './paidImages';
import { finishByAsking } from './poll';
import { openSender, type DeliveryTools } from './tools';

/** A connection that is open for longer is easily cut by what lies between; in milliseconds. */
const LONG_WAIT_MS = 180_000;

const longWaitHint = (ms: number): string =>
	`The longest call took ${Math.round(ms / 60_000)} minutes, and its connection had to stay open for as long. For such images set 'Delivery' to 'Ask Until Finished' or 'Pause Until Finished'.`;

/** What became of the call of a job: a result that is on its way, or a task to ask for. */
type Called = { readonly result: Promise<JobResult> } | { readonly handedIn: HandedIn };

/**
 * Delivery `wait`: holds a connection for each request until its images are there. A batch takes as
 * long as its slowest call; what was paid for before is not asked for again. A service that answers
 * with a task in place of its images is asked for it until it is finished.
 *
 * @returns a result for each job, in the order of the jobs; never throws for a failed call
 */
export async function deliverByWaiting(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	const { client, record, clock, hints } = tools;
	let longestMs = 0;
	const send = openSender(tools);
	const bring = openPaidImages(tools);

	const calls = await Promise.all(
		jobs.map(async (job): Promise<Called> => {
			const earlier = record.paid(job.key);
			if (earlier) return { result: started(bring(job, earlier)) };
			const open = record.task(job.key);
			if (open) return { handedIn: { job, submitted: { ok: true, value: { task: open } } } };
			const asked = { body: job.request.body, pictures: job.pictures };
			const { timeoutMs } = job.settings;
			const sent = await send(job, async () => {
				const start = clock.now();
				const answered = await client.generate(asked, timeoutMs);
				longestMs = Math.max(longestMs, clock.now() - start);
				return answered;
			});
			if (!sent.ok) return { result: Promise.resolve(sent) };
			if (!('images' in sent.value)) {
				const task = record.keepTask(job.key, sent.value);
				return { handedIn: { job, submitted: { ok: true, value: { task } } } };
			}
			const paid = record.keepAnswer(job.key, sent.value);
			return { result: started(bring(job, paid, sent.value.images)) };
		}),
	);
	if (longestMs >= LONG_WAIT_MS) hints.add(longWaitHint(longestMs));
	const handedIn = calls.flatMap((call) => ('handedIn' in call ? [call.handedIn] : []));
	const finished = (await finishByAsking(handedIn, tools, false)).values();
	return await Promise.all(
		calls.map(async (call) => {
			if ('result' in call) return await call.result;
			return finished.next().value ?? { ok: false, failure: STOPPED };
		}),
	);
}

/** Met when its turn comes; until then Node.js would call a rejection unhandled. */
function started<T>(work: Promise<T>): Promise<T> {
	work.catch(() => undefined);
	return work;
}
