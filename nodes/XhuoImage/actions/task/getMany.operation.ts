import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, openClient } from '../../api/client';
import { systemClock, type Clock } from '../../api/clock';
import type { Outcome } from '../../api/failure';
import { fine, type Checked } from '../../models/problem';
import { readItems } from '../readItems';
import { readOptions, readSettings } from '../readSettings';
import { listedItems, type ListWish } from './listedItems';
import { listTasks, type Listed } from './listTasks';
import { endOnFailure, outputItems } from './outputItems';
import { closingFields } from './taskFields';
import { readFilter, type TaskFilter } from './taskFilter';
import { DOWNLOADS_AT_ONCE, type ItemResult } from './taskImages';
import { openSource } from './taskSource';

const GET_MANY = { resource: ['task'], operation: ['getMany'] };

export const choice: INodePropertyOptions = {
	name: 'Get Many',
	value: 'getMany',
	description: 'Get the images of many tasks, or how far they are',
	action: 'Get many tasks',
};

export const properties: INodeProperties[] = [
	{
		displayName: 'Task IDs',
		name: 'taskIds',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		placeholder: 'e.g. 7489df4c-ef03-4de0-b598-e9a590793434',
		description:
			'Which tasks to get, separated by commas or lines, or an array from an expression; empty for all tasks of a time. An ID that the service does not know comes out with the status "unknown".',
		displayOptions: { show: GET_MANY },
	},
	{
		displayName: 'Created After',
		name: 'createdAfter',
		type: 'dateTime',
		default: '',
		description: 'Only tasks that were submitted at this time or later',
		displayOptions: { show: GET_MANY },
	},
	{
		displayName: 'Created Before',
		name: 'createdBefore',
		type: 'dateTime',
		default: '',
		description: 'Only tasks that were submitted at this time or earlier',
		displayOptions: { show: GET_MANY },
	},
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
		displayOptions: { show: GET_MANY },
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 50,
		description: 'Max number of results to return',
		displayOptions: { show: { ...GET_MANY, returnAll: [false] } },
	},
	...closingFields('getMany'),
];

/** What one input item asks for. */
interface Wish extends ListWish {
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
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await getManyTasks(context, systemClock);
}

async function getManyTasks(
	context: IExecuteFunctions,
	clock: Clock,
): Promise<INodeExecutionData[]> {
	const reads = readItems(context, (itemIndex) => readWish(context, itemIndex));
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
	const downloads = pLimit(DOWNLOADS_AT_ONCE);
	const tools = { context, clock, ownOrigin: client.origin, downloads };
	const results = lists.map(
		async (list): Promise<ItemResult> =>
			list.ok ? await listedItems(list.value.listed, list.value.wish, tools) : [list],
	);
	return outputItems(context, await Promise.all(results));
}

function readWish(context: IExecuteFunctions, itemIndex: number): Checked<Wish> {
	const filter = readFilter(context, itemIndex);
	if (!filter.ok) return filter;
	const settings = readSettings(context, itemIndex, readOptions(context, itemIndex));
	if (!settings.ok) return settings;
	return fine({ itemIndex, filter: filter.value, settings: settings.value });
}
