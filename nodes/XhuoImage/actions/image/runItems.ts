import type { IExecuteFunctions, INodeExecutionData, IPairedItemData } from 'n8n-workflow';

import { openClient, serviceOrigin } from '../../api/client';
import type { Clock } from '../../api/clock';
import type { Outcome } from '../../api/failure';
import { DELIVERIES, type DeliveryName } from '../../delivery';
import type { Job, JobResult } from '../../delivery/job';
import { alreadySuspended, suspend } from '../../delivery/pause/suspend';
import { notingInput, suspendedTasks } from '../../delivery/pause/suspendedParts';
import type { PaidRecord } from '../../ledger/paidRecord';
import { fine } from '../../models/problem';
import { arrange, PLAIN, type ItemWish } from '../../output/arrange';
import { openHints } from '../../output/hints';
import {
	failureItem,
	imageItem,
	taskItem,
	type DeliveredImage,
	type OpenTask,
} from '../../output/items';
import { goesOnAfterFailure } from '../../output/toolUse';
import { endOnFailure } from '../outputItems';
import { readItems } from '../readItems';
import { openPurse } from './purse';
import { readRunSettings, type ReadJobs } from './readJobs';

/** What became of one input item: its images, and its tasks that are still open. */
type ItemResult = ReadonlyArray<Outcome<DeliveredImage | OpenTask>>;

/**
 * Makes the images of all input items: checks every item before anything is paid, sends what is
 * not paid for yet, and gives one output item per image, in input order.
 *
 * @param readJobs reads what an item asks for
 * @param isForAll whether the first item asks on behalf of all, so that its images are paired with
 *   all of them
 * @throws NodeApiError or NodeOperationError for the first item that failed, unless the node is
 *   set to continue on fail
 */
export async function runItems(
	context: IExecuteFunctions,
	clock: Clock,
	readJobs: ReadJobs,
	isForAll = false,
): Promise<INodeExecutionData[]> {
	const suspendedBefore = alreadySuspended(context);
	if (suspendedBefore) return suspendedBefore;

	const { delivery, ...settings } = readRunSettings(context);
	const drawSeed = () => Math.floor(clock.random() * 2 ** 31);
	const origin = await serviceOrigin(context);
	const asked = await readItems(context, (itemIndex) =>
		isForAll && itemIndex > 0
			? fine([])
			: readJobs(itemIndex, { delivery, firstSeed: drawSeed(), origin }),
	);

	giveHints(context, asked);
	const purse = openPurse(context);
	const { record } = purse;
	const reads = purse.charge(asked, drawSeed());
	const jobs = reads.flatMap((read) => (read.ok ? read.value : []));
	const goesOn = goesOnAfterFailure(context);
	const hints = openHints(context);
	const tools = { context, record, clock, hints, goesOnAfterFailure: goesOn, ...settings };
	const results = await purse.pay(async () =>
		jobs.length === 0
			? []
			: await DELIVERIES[delivery](jobs, { ...tools, client: await openClient(context, clock) }),
	);
	hints.show();
	const itemResults = resultsByItem(reads, jobs, results);
	endOnFailure(context, itemResults, keptNote(record));
	const inputs = context.getInputData();
	const made = itemResults.flatMap((images, itemIndex) => {
		const wish = wishOf(jobs, itemIndex, delivery);
		return arrange(context, itemsOf(images, itemIndex), wish, inputs[itemIndex]).map(notingInput);
	});
	const items = isForAll ? made.map((item) => ({ ...item, pairedItem: allOf(reads) })) : made;
	if (items.some((item) => suspendedTasks(item).length > 0)) {
		await suspend(context, items, clock.now(), settings.pauseLimitMs);
	}
	// Last of all: were anything to go wrong before, a retry still knows what was paid for.
	purse.settle(
		jobs,
		results,
		itemResults.flat().every(({ ok }) => ok),
	);
	return items;
}

/** The places of all input items. */
const allOf = (reads: readonly unknown[]): IPairedItemData[] => reads.map((_, item) => ({ item }));

/** How the items of an input item are to come out; what was only handed in stays one item per task. */
function wishOf(jobs: readonly Job[], itemIndex: number, delivery: DeliveryName): ItemWish {
	const settings = jobs.find((job) => job.itemIndex === itemIndex)?.settings;
	const { arrangement = PLAIN, binaryProperty = '' } = settings ?? {};
	const isGathered = arrangement.isGathered && delivery !== 'submit';
	return { ...arrangement, isGathered, binaryProperty };
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
		byItem[itemIndex]?.push(...outcomesOf(withCaution(result, jobs[index])));
	});
	return byItem;
}

/** Tells once what the user should know before the images are there. */
function giveHints(
	context: IExecuteFunctions,
	asked: ReadonlyArray<Outcome<readonly Job[]>>,
): void {
	const orders = asked.flatMap((read) => (read.ok ? read.value.map(({ order }) => order) : []));
	const hints = orders.flatMap(({ caution = [], hints: others = [] }) => [caution, others].flat());
	for (const message of new Set(hints)) {
		context.addExecutionHints({ type: 'warning', location: 'outputPane', message });
	}
}

/** Where the service refused what it was doubtful to take, the doubt is the likely reason. */
function withCaution(result: JobResult, job: Job | undefined): JobResult {
	const caution = job?.order.caution;
	if (result.ok || caution === undefined) return result;
	const { failure } = result;
	const isRefused = failure.httpStatus === 400 || failure.code === 'bad_request';
	if (!isRefused) return result;
	return { ok: false, failure: { ...failure, advice: `${caution} ${failure.advice}` } };
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
	return `${kept} other ${kept === 1 ? 'request' : 'requests'} of this run succeeded and will not be paid for again: 'Retry On Fail' in the node's settings, or Retry in the list of executions, asks only for what is missing.`;
}
