import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { STOPPED } from '../api/failure';
import { isPublicHost } from '../api/publicHosts';
import type { OpenTask } from '../output/items';
import type { PaidTask } from '../output/paidRecord';
import { lookUpAll } from './askTasks';
import type { Job, JobResult } from './job';
import { finishByAsking } from './poll';
import { resumeCallbackUrl } from './resumeUrl';
import { readSuspended, type ResumeState } from './resumeState';
import { openTask } from './submit';
import { submitJobs, type HandedIn } from './submitJobs';
import type { DeliveryTools } from './tools';

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

	const handedIn = await submitJobs(jobs, tools, () => callbackUrl.href);
	const own = await stillOpen(handedIn, tools);
	// What is finished already, and the tasks of an execution that this one retries, whose callbacks
	// go there: those are asked for instead.
	const finished = await finishByAsking(
		handedIn.filter(({ job }) => !own.has(job)),
		tools,
		true,
	);
	const others = finished.values();
	return handedIn.map(({ job }): JobResult => {
		const task = own.get(job);
		if (task) return { ok: true, task: suspendedTask(job, task) };
		return others.next().value ?? { ok: false, failure: STOPPED };
	});
}

/** The tasks whose callbacks will come to this execution. */
async function stillOpen(
	handedIn: readonly HandedIn[],
	{ client, record }: DeliveryTools,
): Promise<Map<Job, PaidTask>> {
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
	const { wantsFile, binaryProperty, fileName, timeoutMs } = job.settings;
	const resume: ResumeState = {
		itemIndex: job.itemIndex,
		firstImage: job.firstImage,
		imageCount: job.order.imageCount,
		wantsFile,
		binaryProperty,
		fileName,
		timeoutMs,
	};
	return { ...openTask(job, task, 'timedOut'), resume: { ...resume } };
}

/**
 * Suspends the execution until the callbacks wake it or the time is over. n8n stores the node's
 * input, and hands it out when the time is over: so the input becomes what is to come out then.
 *
 * @param items what is to come out of the node, open tasks among them
 * @param limitMs how long to wait, in milliseconds
 */
export async function suspend(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	openTasks: number,
	now: number,
	limitMs: number,
): Promise<void> {
	const input = storedInput(context);
	input.splice(0, input.length, ...items);
	suspendedInputs.add(input);
	const until = new Date(now + limitMs);
	const shown = DateTime.fromJSDate(until, { zone: context.getTimezone() }).toFormat(
		'yyyy-LL-dd HH:mm ZZZZ',
	);
	context.addExecutionHints({
		message: `Waiting for ${openTasks} ${openTasks === 1 ? 'image task' : 'image tasks'}, until ${shown} at the longest. The workflow goes on by itself when they are finished.`,
		location: 'outputPane',
	});
	if (items.some((item) => (readSuspended(item)?.resume.imageCount ?? 1) > 1)) {
		context.addExecutionHints({ type: 'warning', message: UNPAIRED, location: 'outputPane' });
	}
	await context.putExecutionToWait(until);
}

/**
 * When n8n resumes an execution it numbers the items of the node that waited anew and pairs the
 * first with the first input item, and so on (n8n-core, `addPairedItemLineage`).
 */
const UNPAIRED =
	'With several images an item, n8n cannot keep them paired with their input items while the workflow is suspended. Expressions such as $("Node").item then give another item further down, or fail; use the fields of the output, or another Delivery.';

/** What n8n stores, and not the copy that a node with "Execute Once" is given. */
const storedInput = (context: IExecuteFunctions): INodeExecutionData[] =>
	context.getExecuteData().data.main?.[0] ?? context.getInputData();

/** The inputs that `suspend` replaced. */
const suspendedInputs = new WeakSet<INodeExecutionData[]>();

/**
 * What this node suspended itself with a moment ago, if it runs once more all the same: with Retry
 * On Fail and "continue on fail", n8n repeats a node whose first item failed, suspended or not. Its
 * input are tasks by then, which must not be ordered again.
 */
export function alreadySuspended(context: IExecuteFunctions): INodeExecutionData[] | undefined {
	const input = storedInput(context);
	return suspendedInputs.has(input) ? [...input] : undefined;
}

/** An AI agent waits for its tools to answer; it cannot be suspended by one of them. */
function refuseAsTool(context: IExecuteFunctions): void {
	const node = context.getNode();
	const isTool =
		node.type.endsWith('Tool') || ('isToolExecution' in context && context.isToolExecution());
	if (!isTool) return;
	throw new NodeOperationError(
		node,
		'Delivery cannot be Pause Until Finished in a tool of an AI agent',
		{
			description:
				'Set Delivery to Wait for the Image, or to Ask Until Finished for images that take long. Nothing was sent.',
		},
	);
}

/** Without a public address no callback ever comes, and the wait would always run to its end. */
function refuseUnreachable({ context, client }: DeliveryTools, callbackUrl: URL): void {
	const isLocalService = !isPublicHost(new URL(client.origin).hostname);
	if (isLocalService || isPublicHost(callbackUrl.hostname)) return;
	throw new NodeOperationError(
		context.getNode(),
		`Delivery cannot be Pause Until Finished while the service cannot reach this n8n at ${callbackUrl.origin}`,
		{
			description:
				'Set the environment variable WEBHOOK_URL of n8n to its public address, or set Delivery to Ask Until Finished, which needs none. Nothing was sent.',
		},
	);
}
