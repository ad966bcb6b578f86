import * as fc from 'fast-check';
import type { INodeExecutionData } from 'n8n-workflow';

import { arrange } from '../../../nodes/XhuoImage/output/arrange';
import { gather, spread } from '../../../nodes/XhuoImage/output/gather';
import { withInput, withoutInput } from '../../../nodes/XhuoImage/output/inputFields';
import { failureItem, imageItem, taskItem } from '../../../nodes/XhuoImage/output/items';

const recipe = { model: 'gpt-image-2', prompt: 'a fox', size: '1024x1024', price: null };
const file = (name: string) => ({ data: '', mimeType: 'image/png', fileName: name });

function image(imageIndex: number, name?: string): INodeExecutionData {
	const item = imageItem(
		{
			recipe,
			binaryProperty: 'photo',
			answer: { taskId: `T${imageIndex}` },
			url: `u${imageIndex}`,
		},
		{ itemIndex: 4, imageIndex, imageCount: 9 },
	);
	return name === undefined ? item : { ...item, binary: { photo: file(name) } };
}
const open = (taskId: string) => taskItem({ recipe, taskId, status: 'timedOut' }, 4);
const failure = failureItem({ kind: 'rejected', message: 'No', advice: 'Do' }, 4);

/** The same, whatever the fields of the files are called and in whatever order things came. */
const contents = (items: readonly INodeExecutionData[]) =>
	items
		.map(({ json, binary = {} }) => JSON.stringify([json, Object.values(binary)], sortedKeys))
		.sort();
const sortedKeys = (_name: string, value: unknown) =>
	typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
		: value;

describe('gathering', () => {
	it('numbers the files by what is there, in the order of the images', () => {
		const { json, binary } = gather([image(2, 'c'), image(0, 'a'), image(1)], 'photo');
		expect(json.images).toMatchObject([
			{ imageIndex: 0, url: 'u0', taskId: 'T0', binaryField: 'photo' },
			{ imageIndex: 1, url: 'u1', taskId: 'T1', binaryField: null },
			{ imageIndex: 2, url: 'u2', taskId: 'T2', binaryField: 'photo_1' },
		]);
		expect(binary).toEqual({ photo: file('a'), photo_1: file('c') });
		expect(json).toMatchObject({ url: 'u0', taskId: 'T0', prompt: 'a fox', imageCount: 9 });
	});

	it('says a long prompt once', () => {
		const { json } = gather([image(0), image(1)], 'photo');
		expect(JSON.stringify(json).split('a fox')).toHaveLength(2);
	});

	it('is undone by spreading, whatever is among the items', () => {
		const anyPart = fc.constantFrom('file', 'link', 'open', 'failure');
		fc.assert(
			fc.property(fc.array(anyPart, { minLength: 1, maxLength: 9 }), (kinds) => {
				const items = kinds.map((kind, index) => {
					if (kind === 'open') return open(`T${index}`);
					if (kind === 'failure') return failure;
					return image(index, kind === 'file' ? `f${index}` : undefined);
				});
				const gathered = gather(items, 'photo');
				expect(gathered.pairedItem).toEqual({ item: 4 });
				if (kinds.some((kind) => kind !== 'failure')) {
					expect(contents(spread(gathered))).toEqual(contents(items));
				} else expect(gathered.json.error).toBe('No [item 4]');
			}),
		);
	});
});

describe('an input item that goes along', () => {
	const anyJson = fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.integer()));

	it('overwrites nothing, and is found again under whatever name', () => {
		const own = ['url', 'prompt', 'input_url', 'images', 'resume', 'status'];
		const anyInput = fc.dictionary(fc.oneof(fc.constantFrom(...own), fc.string()), fc.integer());
		fc.assert(
			fc.property(anyInput, anyJson, (json, fields) => {
				const item = { json: { ...image(0, 'a').json, ...fields }, binary: { data: file('ours') } };
				const input = { json, binary: { data: file('theirs'), input_data: file('more') } };
				const { item: both, names } = withInput(item, input);
				expect(both.json).toMatchObject(item.json);
				expect(Object.keys(both.json)).toHaveLength(
					Object.keys(item.json).length + Object.keys(json).length,
				);
				expect(both.binary).toEqual({
					data: file('ours'),
					input_data: file('more'),
					input_input_data: file('theirs'),
				});
				expect(withoutInput(both, names)).toEqual({ item, input });
			}),
		);
	});

	it('cannot be taken for a task, a list or a failure of the node', () => {
		const timedOut = { status: 'timedOut', resume: {}, tasks: [], images: [], error: 'x' };
		const { item } = withInput(image(0), { json: timedOut });
		for (const name of Object.keys(timedOut)) expect(item.json).not.toHaveProperty(name);
		expect(item.json).toMatchObject({ input_status: 'timedOut', input_error: 'x' });
	});

	it('leaves a failure as it is where n8n adds the fields itself', () => {
		const wish = { isGathered: false, includesInput: true, binaryProperty: 'data' };
		const input = { json: { sku: 'A-17' } };
		const node = {
			id: '1',
			name: 'n',
			type: 't',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		};
		const arranged = (onError: 'continueErrorOutput' | 'continueRegularOutput') =>
			arrange(
				{ getNode: () => ({ ...node, position: [0, 0], onError }) },
				[failure],
				wish,
				input,
			)[0]?.item.json;
		expect(arranged('continueErrorOutput')).toEqual(failure.json);
		expect(arranged('continueRegularOutput')).toEqual({ ...failure.json, sku: 'A-17' });
	});
});
