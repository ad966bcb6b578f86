import { imageItem } from '../../nodes/XhuoImage/output/items';
import { UNKNOWN_RECIPE } from '../../nodes/XhuoImage/output/recipe';
import { code, table } from './markdown';

/** What the fields of an output item hold; the order is that of the item. */
const MEANINGS: Readonly<Record<string, string>> = {
	taskId: 'Names the task at the service. DALL·E and Nano Banana give none with Wait for the Image',
	traceId: 'What the support of XHuo asks for',
	created: 'When the image was made (ISO 8601). Nano Banana does not tell',
	model:
		'The ID of the model that was ordered, or where that is not known, of the one that answered',
	answeredModel: 'The ID that the service answered with, where it says one',
	cost: 'What the service says that the whole answer cost: `amount` and `currency`. With several images in one answer, all of them together',
	usage:
		'The tokens of the whole answer: `input_tokens`, `output_tokens`, `total_tokens`, where the service says them',
	prompt: 'The prompt as it was sent',
	revisedPrompt: 'The prompt as the model rewrote it',
	size: 'The size that was asked for. `image` tells the one that came',
	url: 'The link of the image, absent when the image came as Base64. Links of DALL·E expire',
	imageIndex: 'Which image of its input item this is, counted from 0',
	imageCount: 'How many images its input item gave',
	pricing: '`step` and `multiplier`, or `credits`: see [Prices](../README.md#prices)',
	image:
		'`mimeType`, `width`, `height` and `bytes`, read from the image that was received; absent when it was not downloaded',
	inputs: 'Only for **Edit**: `type`, `width`, `height` and `bytes` of each picture that went in',
};

/** The fields of an output item, taken from a real one. */
export function outputTable(): string {
	const { json } = imageItem(
		{ recipe: { ...UNKNOWN_RECIPE, inputs: [] }, binaryProperty: 'data', answer: {} },
		{ itemIndex: 0, imageIndex: 0, imageCount: 1 },
	);
	const rows = Object.keys(json).map((name) => {
		const meaning = MEANINGS[name];
		if (meaning === undefined) throw new Error(`Say in test/docs/outputTable.ts what ${name} is`);
		return [code(name), `${meaning}.`];
	});
	return table(['Field', 'What it holds'], rows);
}
