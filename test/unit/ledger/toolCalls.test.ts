import type { IDataObject } from 'n8n-workflow';

import { requestKey } from '../../../nodes/XhuoImage/ledger/requestKey';
import { ToolCalls } from '../../../nodes/XhuoImage/ledger/toolCalls';

/** As n8n keeps it between two calls: through its database. */
const stored = (context: IDataObject): IDataObject => JSON.parse(JSON.stringify(context));

const fox = requestKey(0, 0, { prompt: 'fox' });

describe('the calls of a tool in one execution', () => {
	it('begin with nothing delivered and nothing spent', () => {
		const calls = new ToolCalls({}, '7');
		expect(calls.timesDelivered(fox)).toBe(0);
		expect(calls.spent).toEqual({ images: 0, credits: 0 });
	});

	it('know how often the same was delivered, whichever item and request asked for it', () => {
		const calls = new ToolCalls({}, '7');
		calls.noteDelivered(fox);
		calls.noteDelivered(requestKey(3, 2, { prompt: 'fox' }));
		expect(calls.timesDelivered(requestKey(1, 1, { prompt: 'fox' }))).toBe(2);
		expect(calls.timesDelivered(requestKey(0, 0, { prompt: 'owl' }))).toBe(0);
	});

	it('add up what they have spent', () => {
		const calls = new ToolCalls({}, '7');
		calls.spend({ images: 2, credits: 0.5 });
		calls.spend({ images: 1, credits: 0.25 });
		expect(calls.spent).toEqual({ images: 3, credits: 0.75 });
	});

	it('know of each other, since the next call is another run of the node', () => {
		const context: IDataObject = {};
		const first = new ToolCalls(context, '7');
		first.noteDelivered(fox);
		first.spend({ images: 1, credits: 0.14 });
		const second = new ToolCalls(stored(context), '7');
		expect(second.timesDelivered(fox)).toBe(1);
		expect(second.spent).toEqual({ images: 1, credits: 0.14 });
	});

	it('start anew in an execution that retries another one', () => {
		const context: IDataObject = {};
		new ToolCalls(context, '7').noteDelivered(fox);
		const retry = new ToolCalls(stored(context), '8');
		expect(retry.timesDelivered(fox)).toBe(0);
		expect(retry.spent).toEqual({ images: 0, credits: 0 });
	});

	it('leave alone what else is remembered of the node', () => {
		const context: IDataObject = { other: 1 };
		new ToolCalls(context, '7').noteDelivered(fox);
		expect(Object.keys(context)).toEqual(['other', 'xhuoToolCalls']);
	});
});
