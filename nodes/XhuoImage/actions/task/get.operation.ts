import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { includeInputOption, outputOptionFor } from '../../output/arrangementFields';
import { closingFields } from './closingFields';
import { taskField } from './taskField';

const WHILE_WAITING = { show: { waitUntilFinished: [true] } };

export const choice: INodePropertyOptions = {
	name: 'Get',
	value: 'get',
	description: 'Get the images of a task, or how far it is',
	action: 'Get task',
};

export const properties: INodeProperties[] = [
	taskField,
	...closingFields('get', [
		includeInputOption,
		outputOptionFor('Input Item'),
		{
			displayName: 'Interval (Seconds)',
			name: 'waitInterval',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 3600 },
			default: 5,
			description:
				'How long to wait between two questions, in seconds. The first item that waits decides for all.',
			displayOptions: WHILE_WAITING,
		},
		{
			displayName: 'Limit (Minutes)',
			name: 'waitLimit',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 10_080 },
			default: 60,
			description:
				'How long to wait for all tasks together, in minutes. Those that are not finished by then come out with the status "timedOut". The first item that waits decides for all.',
			displayOptions: WHILE_WAITING,
		},
		{
			displayName: 'Wait Until Finished',
			name: 'waitUntilFinished',
			type: 'boolean',
			default: false,
			description:
				'Whether to ask again and again until the task is finished. When off, a task that is not finished comes out with the status "pending".',
		},
	]),
];

/** See `getTasks`. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const { getTasks } = await import('./getTasks');
	return await getTasks(context, systemClock);
}
