import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../../../nodes/XhuoImage/api/failure';
import { PaidRecord, requestKey } from '../../../nodes/XhuoImage/output/paidRecord';

const answer = { taskId: 't', images: [{ url: 'https://cdn/1.png' }, { base64: 'aGk=' }] };
const image = { mimeType: 'image/png', width: 1, height: 1, bytes: 2 };
const inStore = { image, binary: { id: 'filesystem-v2:1', data: '', mimeType: 'image/png' } };
const inMemory = { image, binary: { data: 'aGk=', mimeType: 'image/png' } };
const timedOut: Failure = { kind: 'uncertain', message: 'No answer', advice: '' };

/** As n8n keeps it between two runs: through its database. */
const stored = (context: IDataObject): IDataObject => JSON.parse(JSON.stringify(context));

describe('the record of what was paid', () => {
	it('still knows after a retry what an earlier try paid for', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepAnswer('k', answer);
		const retry = new PaidRecord(stored(context), 0, '8');
		expect(retry.paid('k')).toMatchObject({ answer: { taskId: 't' }, images: [{}, {}] });
		expect(retry.paid('other')).toBeUndefined();
	});

	it('keeps no Base64, which would swell the execution', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepAnswer('k', answer);
		expect(JSON.stringify(context)).not.toContain('aGk=');
	});

	it('keeps a file by its id, and a file in memory only where no link leads back to it', () => {
		const record = new PaidRecord({}, 0, '7');
		const [linked, unlinked] = record.keepAnswer('k', answer).images;
		if (!linked || !unlinked) throw new Error('two images expected');
		record.keepFile(linked, inMemory);
		record.keepFile(unlinked, inMemory);
		expect(linked.stored).toBeUndefined();
		expect(unlinked.stored).toBe(inMemory);
		record.keepFile(linked, inStore);
		expect(linked.stored).toBe(inStore);
	});

	it('starts anew with every round of a loop', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepAnswer('k', answer);
		expect(new PaidRecord(context, 1, '7').paid('k')).toBeUndefined();
	});

	it('lets Retry On Fail not repeat a call whose end is unknown, but the user may', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepFailure('k', timedOut);
		expect(new PaidRecord(stored(context), 0, '7').uncertain('k')).toEqual(timedOut);
		expect(new PaidRecord(stored(context), 0, '8').uncertain('k')).toBeUndefined();
	});

	it('does not hold back what was not billed', () => {
		const record = new PaidRecord({}, 0, '7');
		record.keepFailure('k', { ...timedOut, kind: 'rejected' });
		expect(record.uncertain('k')).toBeUndefined();
	});

	it('leaves nothing behind once everything came out', () => {
		const context: IDataObject = {};
		const record = new PaidRecord(context, 0, '7');
		record.keepAnswer('k', answer);
		record.clear();
		expect(context).toEqual({});
	});
});

describe('the key of a request', () => {
	it('tells items, requests and contents apart, and nothing else', () => {
		const keys = [
			requestKey(0, 0, { prompt: 'a' }),
			requestKey(1, 0, { prompt: 'a' }),
			requestKey(0, 1, { prompt: 'a' }),
			requestKey(0, 0, { prompt: 'b' }),
		];
		expect(new Set(keys).size).toBe(4);
		expect(requestKey(0, 0, { prompt: 'a' })).toBe(keys[0]);
	});
});
