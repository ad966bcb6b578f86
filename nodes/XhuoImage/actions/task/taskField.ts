import type { INodeProperties } from 'n8n-workflow';

/** Which task: one of the last days from a list, or any by its ID. */
export const taskField: INodeProperties = {
	displayName: 'Task ID',
	name: 'taskId',
	type: 'resourceLocator',
	// First of all an ID comes out of the node that submitted the task.
	default: { mode: 'id', value: '' },
	required: true,
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a task',
			typeOptions: { searchListMethod: 'searchTasks', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 7489df4c-ef03-4de0-b598-e9a590793434',
		},
	],
	description:
		'The ID that came out when the task was submitted. The service keeps tasks for a limited time, and only those that were submitted with a callback URL.',
	displayOptions: { show: { resource: ['task'], operation: ['get'] } },
};
