import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodePropertyOptions,
} from 'n8n-workflow';

import { systemClock } from '../../api/clock';
import { modelFieldFor, showFor } from './modelChoice';
import { resultFieldsFor } from './resultFields';

export const choice: INodePropertyOptions = {
	name: 'Generate',
	value: 'generate',
	description: 'Make new images from a prompt',
	action: 'Generate image',
};

export const properties: INodeProperties[] = [
	modelFieldFor('generate'),
	{
		displayName: 'Prompt',
		name: 'prompt',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. A small fox reading a book under a glowing mushroom',
		description: 'What the image is to show, in your own words',
		displayOptions: { show: showFor('generate') },
	},
	...resultFieldsFor('generate', []),
];

/** Makes images from prompts: one output item per image, paired with its input item. */
export async function execute(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const [{ readGeneration }, { runItems }] = await Promise.all([
		import('./readJobs'),
		import('./runItems'),
	]);
	return await runItems(context, systemClock, (itemIndex, run) =>
		readGeneration(context, itemIndex, run),
	);
}
