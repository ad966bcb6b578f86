import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { cancelSignal, openClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import { STOPPED, type Outcome } from '../../api/failure';
import type { Job, JobResult } from '../../delivery/job';
import { deliverByWaiting } from '../../delivery/wait';
import { failureItem, imageItem, type DeliveredImage } from '../../output/items';
import { nodeError } from '../../output/nodeError';
import { PaidRecord } from '../../output/paidRecord';
import { readConcurrency, readItem, type ReadItem } from './readJobs';

/** The images of one input item, in order, each of which came or did not. */
type ItemResult = ReadonlyArray<Outcome<DeliveredImage>>;

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
	const goesOnAfterFailure = context.continueOnFail();
	const reads = context.getInputData().map((_item, index) => tryReadItem(context, index, clock));
	if (!goesOnAfterFailure) throwFirstRefusal(context, reads);

	const record = openRecord(context);
	const jobs = reads.flatMap((read) => (read.ok ? read.jobs : []));
	const results =
		jobs.length === 0
			? []
			: await deliverByWaiting(jobs, {
					context,
					record,
					clock,
					goesOnAfterFailure,
					client: await openClient(context, clock),
					concurrency: readConcurrency(context),
				});
	if (cancelSignal(context)?.aborted) throw nodeError(context, STOPPED, 0);

	const itemResults = resultsByItem(reads, jobs, results);
	const failures = itemResults.flatMap((images, itemIndex) =>
		images.flatMap((image) => (image.ok ? [] : [{ itemIndex, failure: image.failure }])),
	);
	if (failures.length === 0) record.clear();
	else if (!goesOnAfterFailure) {
		const first = failures.find(({ failure }) => failure.kind !== 'cancelled') ?? failures[0];
		if (first) throw nodeError(context, first.failure, first.itemIndex, keptNote(record));
	}
	return itemResults.flatMap((images, itemIndex) => itemsOf(images, itemIndex));
}

/** An expression that cannot be resolved concerns its own item only. */
function tryReadItem(context: IExecuteFunctions, itemIndex: number, clock: Clock): ReadItem {
	try {
		return readItem(context, itemIndex, Math.floor(clock.random() * 2 ** 31));
	} catch (thrown) {
		const reason = thrown instanceof Error ? thrown.message : String(thrown);
		return {
			ok: false,
			failure: {
				kind: 'invalid',
				message: `A field of the node could not be read: ${reason}`,
				advice: 'Check the expressions in the fields of the node.',
			},
		};
	}
}

function throwFirstRefusal(context: IExecuteFunctions, reads: readonly ReadItem[]): void {
	reads.forEach((read, itemIndex) => {
		if (!read.ok) throw nodeError(context, read.failure, itemIndex, 'Nothing was sent.');
	});
}

function openRecord(context: IExecuteFunctions): PaidRecord {
	const runIndex = Number(context.evaluateExpression('{{ $runIndex }}', 0));
	return new PaidRecord(context.getContext('node'), runIndex, context.getExecutionId());
}

/** Sorts what became of the jobs back to the input items they came from. */
function resultsByItem(
	reads: readonly ReadItem[],
	jobs: readonly Job[],
	results: readonly JobResult[],
): ItemResult[] {
	const byItem = reads.map((read): Array<Outcome<DeliveredImage>> => (read.ok ? [] : [read]));
	results.forEach((result, index) => {
		const itemIndex = jobs[index]?.itemIndex ?? 0;
		byItem[itemIndex]?.push(...(result.ok ? result.images : [result]));
	});
	return byItem;
}

function itemsOf(images: ItemResult, itemIndex: number): INodeExecutionData[] {
	return images.map((image, imageIndex) => {
		if (!image.ok) return failureItem(image.failure, itemIndex);
		const place = { itemIndex, imageIndex, imageCount: images.length };
		return imageItem(image.value, place);
	});
}

function keptNote(record: PaidRecord): string {
	const kept = record.count();
	if (kept === 0) return '';
	return `${kept} other ${kept === 1 ? 'request' : 'requests'} of this run succeeded and will not be paid for again: Retry On Fail in the node's settings, or Retry in the list of executions, asks only for what is missing.`;
}
