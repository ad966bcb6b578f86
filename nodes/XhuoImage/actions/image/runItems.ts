import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelSignal, openClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import { STOPPED, type Outcome } from '../../api/failure';
import { DELIVERIES } from '../../delivery';
import type { Job, JobResult } from '../../delivery/job';
import { alreadySuspended, suspend } from '../../delivery/pause';
import { readSuspended } from '../../delivery/resumeState';
import {
	failureItem,
	imageItem,
	taskItem,
	type DeliveredImage,
	type OpenTask,
} from '../../output/items';
import { nodeError } from '../../output/nodeError';
import { PaidRecord } from '../../output/paidRecord';
import { firstFailure } from '../firstFailure';
import { readItems } from '../readItems';
import { readItem, readRunSettings } from './readJobs';

/** What became of one input item: its images, and its tasks that are still open. */
type ItemResult = ReadonlyArray<Outcome<DeliveredImage | OpenTask>>;

/**
 * Makes the images of all input items: checks every item before anything is paid, sends what is
 * not paid for yet, and gives one output item per image, in input order.
 *
 * @throws NodeApiError or NodeOperationError for the first item that failed, unless the node is
 *   set to continue on fail
 */
export async function runItems(
	context: IExecuteFunctions,
	clock: Clock,
): Promise<INodeExecutionData[]> {
	const suspendedBefore = alreadySuspended(context);
	if (suspendedBefore) return suspendedBefore;

	const goesOnAfterFailure = context.continueOnFail();
	const { delivery, ...settings } = readRunSettings(context);
	const reads = readItems(context, (itemIndex) =>
		readItem(context, itemIndex, delivery, Math.floor(clock.random() * 2 ** 31)),
	);

	const record = openRecord(context);
	const jobs = reads.flatMap((read) => (read.ok ? read.value : []));
	const tools = { context, record, clock, goesOnAfterFailure, ...settings };
	const results =
		jobs.length === 0
			? []
			: await DELIVERIES[delivery](jobs, { ...tools, client: await openClient(context, clock) });
	if (cancelSignal(context)?.aborted) throw nodeError(context, STOPPED, 0);

	const itemResults = resultsByItem(reads, jobs, results);
	const first = firstFailure(itemResults);
	if (!first) record.clear();
	else if (!goesOnAfterFailure) {
		throw nodeError(context, first.failure, first.itemIndex, keptNote(record));
	}
	const items = itemResults.flatMap((images, itemIndex) => itemsOf(images, itemIndex));
	const suspended = items.filter((item) => readSuspended(item)).length;
	if (suspended > 0) {
		await suspend(context, items, suspended, clock.now(), settings.pauseLimitMs);
	}
	return items;
}

function openRecord(context: IExecuteFunctions): PaidRecord {
	const runIndex = Number(context.evaluateExpression('{{ $runIndex }}', 0));
	return new PaidRecord(context.getContext('node'), runIndex, context.getExecutionId());
}

/** Sorts what became of the jobs back to the input items they came from. */
function resultsByItem(
	reads: ReadonlyArray<Outcome<readonly Job[]>>,
	jobs: readonly Job[],
	results: readonly JobResult[],
): ItemResult[] {
	const byItem = reads.map(
		(read): Array<Outcome<DeliveredImage | OpenTask>> => (read.ok ? [] : [read]),
	);
	results.forEach((result, index) => {
		const itemIndex = jobs[index]?.itemIndex ?? 0;
		byItem[itemIndex]?.push(...outcomesOf(result));
	});
	return byItem;
}

function outcomesOf(result: JobResult): ItemResult {
	if (!result.ok) return [result];
	return 'task' in result ? [{ ok: true, value: result.task }] : result.images;
}

function itemsOf(images: ItemResult, itemIndex: number): INodeExecutionData[] {
	return images.map((image, imageIndex) => {
		if (!image.ok) return failureItem(image.failure, itemIndex);
		if ('taskId' in image.value) return taskItem(image.value, itemIndex);
		const place = { itemIndex, imageIndex, imageCount: images.length };
		return imageItem(image.value, place);
	});
}

function keptNote(record: PaidRecord): string {
	const kept = record.count();
	if (kept === 0) return '';
	return `${kept} other ${kept === 1 ? 'request' : 'requests'} of this run succeeded and will not be paid for again: Retry On Fail in the node's settings, or Retry in the list of executions, asks only for what is missing.`;
}
