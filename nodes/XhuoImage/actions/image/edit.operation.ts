import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { pictureFields, usePicturesOfOption } from './editFields';
import { modelFieldFor, showFor } from './modelChoice';
import { resultFieldsFor } from './resultFields';

export const choice: INodePropertyOptions = {
	name: 'Edit',
	value: 'edit',
	description: 'Make new images from pictures and a prompt',
	action: 'Edit image',
};

export const properties: INodeProperties[] = [
	modelFieldFor('edit'),
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. Put the bottle on a marble table in the morning sun',
		description: 'What the picture is to become, in your own words',
		displayOptions: { show: showFor('edit') },
	},
	...pictureFields,
	...resultFieldsFor('edit', [usePicturesOfOption]),
];

/** Makes images from pictures: one output item per image, paired with its input item or items. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const [{ openEditReader, takesAllTogether }, { runItems }] = await Promise.all([
		import('./readEdit'),
		import('./runItems'),
	]);
	const read = await openEditReader(context, systemClock);
	return await runItems(context, systemClock, read, takesAllTogether(context));
}
