import { STOPPED } from '../../api/failure';
import type { PaidTask } from '../../ledger/paidRecord';
import type { OpenTask } from '../../output/items';
import { lookUpAll } from '../../tasks/lookUp';
import { submitJobs, type HandedIn } from '../handIn';
import type { Job, JobResult } from '../job';
import { finishByAsking } from '../poll';
import { openTask } from '../submit';
import type { DeliveryTools } from '../tools';
import { refuseAsTool, refuseUnreachable } from './canWake';
import { warnOfDoubts } from './doubts';
import { resumeCallbackUrl } from './resumeUrl';
import type { ResumeState } from './suspendedTask';

/**
 * Delivery `pause`: hands the tasks in with the execution's own resume URL. The node then suspends
 * the execution (`suspend`), and the callbacks wake it (`resume`).
 *
 * @throws NodeOperationError, before anything is paid, where a suspended execution could never wake
 */
export async function deliverByPausing(
	jobs: readonly Job[],
	tools: DeliveryTools,
): Promise<JobResult[]> {
	refuseAsTool(tools.context);
	const callbackUrl = resumeCallbackUrl(tools.context);
	refuseUnreachable(tools, callbackUrl);
	warnOfDoubts(tools, callbackUrl);

	const handedIn = await submitJobs(jobs, tools, () => callbackUrl.href);
	const results = new Map<Job, JobResult>();
	let own = await stillOpen(handedIn, tools);
	// What is finished already, and the tasks of an execution that this one retries, whose callbacks
	// go there: those are asked for instead. That may take long, and n8n turns callbacks away
	// meanwhile; so it goes on until nothing was finished behind its back.
	for (let left = handedIn; ; ) {
		const others = left.filter(({ job }) => !own.has(job));
		if (others.length === 0) break;
		const finished = await finishByAsking(others, tools, true);
		others.forEach(({ job }, index) => {
			results.set(job, finished[index] ?? { ok: false, failure: STOPPED });
		});
		left = left.filter(({ job }) => own.has(job));
		own = await stillOpen(left, tools);
	}
	return handedIn.map(({ job }): JobResult => {
		const task = own.get(job);
		if (task) return { ok: true, task: suspendedTask(job, task) };
		return results.get(job) ?? { ok: false, failure: STOPPED };
	});
}

/** The tasks whose callbacks will come to this execution. */
async function stillOpen(
	handedIn: readonly HandedIn[],
	{ client, record }: DeliveryTools,
): Promise<ReadonlyMap<Job, PaidTask>> {
	const own = new Map<Job, PaidTask>();
	for (const { job, submitted } of handedIn) {
		const task = submitted.ok && 'task' in submitted.value ? submitted.value.task : undefined;
		if (task && record.isOwn(task)) own.set(job, task);
	}
	const asked = await lookUpAll(
		client,
		[...own.values()].map(({ taskId }) => taskId),
	);
	const done = new Set(
		(asked.ok ? asked.value : [])
			.filter(({ state }) => state.kind !== 'pending')
			.map(({ taskId }) => taskId),
	);
	// A callback that came while this node was running was turned away by n8n.
	for (const [job, { taskId }] of own) if (done.has(taskId)) own.delete(job);
	return own;
}

/** Goes out as it is when the time is over, so it says by then that it timed out. */
function suspendedTask(job: Job, task: PaidTask): OpenTask {
	const {
		wantsFile,
		binaryProperty,
		fileName,
		timeoutMs,
		allowedHosts = [],
		arrangement,
	} = job.settings;
	const resume: ResumeState = {
		itemIndex: job.itemIndex,
		firstImage: job.firstImage,
		imageCount: job.order.imageCount,
		ordered: job.request.images,
		wantsFile,
		binaryProperty,
		fileName,
		timeoutMs,
		allowedHosts,
		arrangement,
	};
	return { ...openTask(job, task, 'timedOut'), resume: { ...resume } };
}
