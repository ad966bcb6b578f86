import type { IDataObject } from 'n8n-workflow';

import type { Failure } from '../../../nodes/XhuoImage/api/failure';
import { PaidRecord } from '../../../nodes/XhuoImage/ledger/paidRecord';
import { contentOf, furtherKey, requestKey } from '../../../nodes/XhuoImage/ledger/requestKey';

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

	it('remembers a call whose end is unknown until something is known of it', () => {
		const record = new PaidRecord({}, 0, '7');
		record.keepFailure('answered', timedOut);
		record.keepAnswer('answered', answer);
		expect(record.uncertain('answered')).toBeUndefined();
		record.keepFailure('handed in', timedOut);
		record.keepTask('handed in', { taskId: 't' });
		expect(record.uncertain('handed in')).toBeUndefined();
	});

	it('holds no call back whose image is known and only could not be fetched', () => {
		const record = new PaidRecord({}, 0, '7');
		record.keepFailure('k', { ...timedOut, kind: 'download' });
		expect(record.uncertain('k')).toBeUndefined();
	});

	it('knows a task from the moment it is handed in until its images are there', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepTask('k', { taskId: 't', traceId: 'r' });
		const retry = new PaidRecord(stored(context), 0, '8');
		expect(retry.task('k')).toEqual({ executionId: '7', taskId: 't', traceId: 'r' });
		expect(retry.task('other')).toBeUndefined();
		retry.keepAnswer('k', answer);
		expect(retry.task('k')).toBeUndefined();
	});

	it('knows nothing of a trace that the service did not name', () => {
		const task = new PaidRecord({}, 0, '7').keepTask('k', { taskId: 't' });
		expect(task).toEqual({ executionId: '7', taskId: 't' });
	});

	it('forgets a task that was not billed, so that a retry asks again', () => {
		const record = new PaidRecord({}, 0, '7');
		record.keepTask('k', { taskId: 't' });
		record.forgetTask('k');
		expect(record.task('k')).toBeUndefined();
		expect(record.count()).toBe(0);
	});

	it('counts what is paid for, with its images or still without', () => {
		const record = new PaidRecord({}, 0, '7');
		record.keepAnswer('a', answer);
		record.keepAnswer('b', answer);
		record.keepTask('c', { taskId: 't' });
		expect(record.count()).toBe(3);
	});

	it('tells what belongs to this execution from what the one it retries has left', () => {
		const context: IDataObject = {};
		const own = new PaidRecord(context, 0, '7').keepAnswer('k', answer);
		expect(new PaidRecord(stored(context), 0, '7').isOwn(own)).toBe(true);
		expect(new PaidRecord(stored(context), 0, '8').isOwn(own)).toBe(false);
	});

	it('keeps of an image what the service said, and nothing else', () => {
		const described = { url: 'https://cdn/1.png', revisedPrompt: 'a red fox', base64: 'aGk=' };
		const { images } = new PaidRecord({}, 0, '7').keepAnswer('k', { images: [described, {}] });
		expect(images).toEqual([{ url: 'https://cdn/1.png', revisedPrompt: 'a red fox' }, {}]);
	});

	it('hands the files out that are there already, and takes those that are fetched', () => {
		const context: IDataObject = {};
		const record = new PaidRecord(context, 0, '7');
		const files = record.filesOf('k', record.keepAnswer('k', answer));
		expect(files.key).toBe('k');
		expect(files.file(0)).toBeUndefined();
		files.keep(0, inStore);
		expect(files.file(0)).toEqual({ stored: inStore, isOwn: true });
		expect(files.file(1)).toBeUndefined();
		expect(() => files.keep(9, inStore)).not.toThrow();
		expect(files.file(9)).toBeUndefined();

		const retry = new PaidRecord(stored(context), 0, '8');
		const paid = retry.paid('k');
		expect(paid && retry.filesOf('k', paid).file(0)).toEqual({ stored: inStore, isOwn: false });
	});

	it('remembers why an image without a link is lost, of those that were paid for', () => {
		const context: IDataObject = {};
		const record = new PaidRecord(context, 0, '7');
		const files = record.filesOf('k', record.keepAnswer('k', answer));
		files.keepLost(1, timedOut);
		files.keepLost(2, timedOut);
		const retry = new PaidRecord(stored(context), 0, '8');
		const kept = retry.paid('k');
		if (!kept) throw new Error('a paid request expected');
		const lost = [0, 1, 2].map((index) => retry.filesOf('k', kept).lost(index));
		expect(lost).toEqual([undefined, timedOut, undefined]);
	});

	it('keeps its name, under which executions of an earlier version have it', () => {
		const context: IDataObject = {};
		new PaidRecord(context, 0, '7').keepAnswer('k', answer);
		expect(Object.keys(context)).toEqual(['xhuoPaid']);
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

	it('is short and safe as a name, whatever is asked for', () => {
		expect(requestKey(2, 1, { prompt: 'ü'.repeat(5000) })).toMatch(/^2\.1\.[\w-]{16}$/);
	});

	it('says what is asked for, apart from who asks and how often', () => {
		const key = requestKey(2, 1, { prompt: 'a' });
		const content = contentOf(requestKey(0, 0, { prompt: 'a' }));
		expect(content).toMatch(/^[\w-]{16}$/);
		expect(contentOf(key)).toBe(content);
		expect(contentOf(furtherKey(key, 12))).toBe(content);
		expect(contentOf('of another version')).toBe('of another version');
	});

	it('is another one for each time that the same is asked for once more', () => {
		const key = requestKey(0, 0, { prompt: 'a' });
		expect([0, 1, 2].map((times) => furtherKey(key, times))).toEqual([key, `${key}#1`, `${key}#2`]);
	});
});
