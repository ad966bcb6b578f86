import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { closingFields } from './closingFields';

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

/** See `getManyTasks`. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { getManyTasks } = await import('./getManyTasks');
	return await getManyTasks(context, systemClock);
}
