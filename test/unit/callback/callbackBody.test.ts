import { readBody } from '../../../nodes/XhuoImage/callback/callbackBody';

const callback = { task_id: 'T', success: true };
const bytes = Buffer.from(JSON.stringify(callback));
const unread = async (): Promise<Buffer> => await Promise.reject(new Error('was read'));

describe('the body of a callback', () => {
	it('is what n8n parsed, and is not read again', async () => {
		const type = 'application/json';
		expect(await readBody({ parsed: callback, type, readBytes: unread })).toEqual(callback);
		expect(await readBody({ parsed: [callback], type, readBytes: unread })).toEqual([callback]);
	});

	it('is parsed where n8n gives the text', async () => {
		const parsed = JSON.stringify(callback);
		expect(await readBody({ parsed, type: 'text/plain', readBytes: unread })).toEqual(callback);
		expect(await readBody({ parsed: 'ok', type: 'text/plain', readBytes: unread })).toBeUndefined();
	});

	it.each([
		undefined,
		'application/json',
		'application/problem+json',
		'application/vnd.xhuo.task-v1+json; charset=utf-8',
		' Application/JSON ; charset=utf-8',
		'text/plain',
		'text/plain;charset=utf-8',
	])('is read from its bytes where n8n gives nothing, and the type is %s', async (type) => {
		for (const parsed of [{}, null, undefined]) {
			expect(await readBody({ parsed, type, readBytes: async () => bytes })).toEqual(callback);
		}
	});

	it.each([
		'application/x-www-form-urlencoded',
		'multipart/form-data; boundary=x',
		'text/html',
		'application/jsonp',
		'application/problem json',
		'application/@+json',
		'x-application/json',
		'image/png',
	])('is none, and is not read, where the type is %s', async (type) => {
		expect(await readBody({ parsed: {}, type, readBytes: unread })).toBeUndefined();
	});

	it('is none where its bytes are no JSON', async () => {
		const readBytes = async () => Buffer.from('done');
		expect(await readBody({ parsed: {}, type: undefined, readBytes })).toBeUndefined();
	});
});
