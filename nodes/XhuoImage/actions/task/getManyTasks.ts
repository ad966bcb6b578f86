import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, openClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import type { Outcome } from '../../api/failure';
import type { DeliverySettings } from '../../delivery/job';
import { fine, type Checked } from '../../models/problem';
import { DOWNLOADS_AT_ONCE } from '../../output/bringImages';
import { openHints } from '../../output/hints';
import { listTasks, type Listed, type TaskFilter } from '../../tasks/listTasks';
import { openSource } from '../../tasks/openSource';
import { endOnFailure, outputItems, type ItemResult } from '../outputItems';
import { readItems } from '../readItems';
import { readOptions, readSettings } from '../readSettings';
import { readFilter } from './readFilter';
import { listedItems, type ListWish } from './taskItems';

/** What one input item asks for. */
interface Wish extends ListWish {
	readonly settings: DeliverySettings;
	readonly filter: TaskFilter;
}

/** What one input item got. */
interface List {
	readonly wish: Wish;
	readonly listed: readonly Listed[];
}

/**
 * Lists tasks by their ids or by when they were submitted: the images of those that are finished, and
 * one item for each other task that says how far it is. A failed task is a result here.
 *
 * @throws NodeApiError or NodeOperationError for the first item whose tasks could not be listed, or
 *   one of whose images could not be fetched, unless the node is set to continue on fail
 */
export async function getManyTasks(
	context: IExecuteFunctions,
	clock: Clock,
): Promise<INodeExecutionData[]> {
	const reads = await readItems(context, (itemIndex) => readWish(context, itemIndex));
	const client = await openClient(context, clock);
	const sourceOf = openSource(client, clock, cancelSignal(context));

	const lists = await Promise.all(
		reads.map(async (read): Promise<Outcome<List>> => {
			if (!read.ok) return read;
			const { filter, settings } = read.value;
			const listed = await listTasks(sourceOf(settings), filter);
			return listed.ok ? { ok: true, value: { wish: read.value, listed: listed.value } } : listed;
		}),
	);
	endOnFailure(
		context,
		lists.map((list) => [list]),
	);
	const sources = { ownOrigin: client.origin };
	const hints = openHints(context);
	const tools = { context, clock, sources, hints, downloads: pLimit(DOWNLOADS_AT_ONCE) };
	const results = lists.map(
		async (list): Promise<ItemResult> =>
			list.ok ? await listedItems(list.value.listed, list.value.wish, tools) : [list],
	);
	const items = await Promise.all(results);
	hints.show();
	return outputItems(context, items);
}

function readWish(context: IExecuteFunctions, itemIndex: number): Checked<Wish> {
	const filter = readFilter(context, itemIndex);
	if (!filter.ok) return filter;
	const settings = readSettings(context, itemIndex, readOptions(context, itemIndex));
	if (!settings.ok) return settings;
	return fine({ itemIndex, filter: filter.value, settings: settings.value });
}
