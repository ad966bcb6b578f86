import type { INodeExecutionData } from 'n8n-workflow';

import { placeFailures } from '../../../nodes/XhuoImage/delivery/pause/errorPlaces';

const image = (item: number, url: string): INodeExecutionData => ({
	json: { url },
	pairedItem: { item },
});
const failure = (item: number, url: string): INodeExecutionData => ({
	json: { error: `It failed [item ${item}]`, details: { url } },
	pairedItem: { item },
});
const TO_ERROR_OUTPUT = { onError: 'continueErrorOutput' } as const;
const urls = (items: readonly INodeExecutionData[]) =>
	items.map(({ json }) => json.url ?? json.error);

describe('what comes out after a pause, on its way to the error output', () => {
	it('has every failure at the place of its input item, and the images in their order', () => {
		const items = [image(0, 'a'), image(0, 'b'), image(0, 'c'), failure(1, 'd'), image(2, 'e')];
		expect(urls(placeFailures(TO_ERROR_OUTPUT, items))).toEqual([
			'a',
			'It failed [item 1]',
			'b',
			'c',
			'e',
		]);
	});

	it('has one item for all that failed of an input item, with what is known of each', () => {
		const items = [
			image(0, 'a'),
			failure(1, 'b'),
			failure(1, 'c'),
			failure(1, 'd'),
			failure(2, 'e'),
		];
		const placed = placeFailures(TO_ERROR_OUTPUT, items);
		expect(placed).toHaveLength(3);
		expect(placed[1]?.json).toEqual({
			error: 'It failed [item 1]',
			details: {
				url: 'b',
				failed: [
					{ error: 'It failed [item 1]', details: { url: 'b' } },
					{ error: 'It failed [item 1]', details: { url: 'c' } },
					{ error: 'It failed [item 1]', details: { url: 'd' } },
				],
			},
		});
		expect(placed[2]).toEqual(items[4]);
	});

	it('has nothing behind the last input item, whatever has failed', () => {
		const items = [failure(0, 'a'), failure(0, 'b'), failure(1, 'c'), failure(1, 'd')];
		expect(placeFailures(TO_ERROR_OUTPUT, items)).toHaveLength(2);
	});

	it('comes out all the same where an input item gave nothing', () => {
		const items = [failure(3, 'a'), image(4, 'b')];
		expect(urls(placeFailures(TO_ERROR_OUTPUT, items))).toEqual(['b', 'It failed [item 3]']);
	});

	it('takes for a failure only what n8n does: an item with other fields is none', () => {
		const other = { json: { error: 'It failed', prompt: 'fox' }, pairedItem: { item: 0 } };
		const items = [image(0, 'a'), other];
		expect(placeFailures(TO_ERROR_OUTPUT, items)).toEqual(items);
	});

	it('is left as it is where nothing goes to an error output', () => {
		const items = [image(0, 'a'), image(0, 'b'), failure(1, 'c'), failure(1, 'd')];
		expect(placeFailures({ onError: 'continueRegularOutput' }, items)).toEqual(items);
		expect(placeFailures({}, items)).toEqual(items);
	});
});
