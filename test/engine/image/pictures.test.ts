import type { INodeParameters } from 'n8n-workflow';

import { NO_END_HINT, typeHint } from '../../../nodes/XhuoImage/files/imageHints';
import { OTHER_PICTURES, UNUSUAL_PICTURES } from '../../support/oddPictures';
import { picture } from '../../support/pictures';
import type { NodeSettings } from '../harness';
import { ALLOWED, useOddHost, type Sending } from './oddHost';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio({ pictures: 'plain' });
const host = useOddHost();

const PNG = picture('png', 40, 30);
const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** Runs one image, which the service answers with this entry of `data`. */
async function answered(
	entry: Record<string, unknown>,
	options: INodeParameters = ALLOWED,
	settings: NodeSettings = {},
	parameters: INodeParameters = {},
) {
	const body = { success: true, task_id: 'task-1', trace_id: 'trace-1', data: [entry] };
	studio.simulator.misbehave({ kind: 'answer', body, billed: true });
	return await studio.run(prompts(1), { ...parameters, options }, settings);
}

const inBase64 = (bytes: Buffer) => ({ b64_json: bytes.toString('base64') });
const hintsOf = (run: Awaited<ReturnType<typeof answered>>) =>
	run.warnings(NODE).map(({ message }) => message);

describe('an image that is its own link', () => {
	const base64 = PNG.toString('base64');

	it.each<[string, Record<string, unknown>]>([
		['a data: URL', { url: `data:image/png;base64,${base64}` }],
		['a data: URL of another type', { url: `data:text/plain;charset=utf-8;base64,${base64}` }],
		['a data: URL in capitals', { url: `DATA:image/png;BASE64,${base64}` }],
		[
			'a data: URL in percent signs',
			{ url: `data:image/png;base64,${encodeURIComponent(base64)}` },
		],
		['a data: URL beside it', { url: `data:image/png;base64,${base64}`, b64_json: base64 }],
		['a data: URL as Base64', { b64_json: `data:image/png;base64,${base64}` }],
		['bare Base64', { url: base64 }],
		['Base64 in lines', { url: base64.replace(/.{76}/g, '$&\n') }],
	])('comes out as a file, and not in the JSON: %s', async (_what, entry) => {
		const run = await answered(entry);
		const [item] = run.items(NODE);
		expect(await run.bytes(item)).toEqual(PNG);
		expect(item?.json).toMatchObject({
			url: null,
			image: { mimeType: 'image/png', width: 40, height: 30, bytes: PNG.length },
		});
		expect(JSON.stringify(run.data)).not.toContain(base64.slice(40, 80));
	});

	it('comes out also where only the URL was asked for: it is all there is', async () => {
		const url = `data:image/png;base64,${base64}`;
		const run = await answered({ url }, {}, {}, { downloadImages: false });
		expect(await run.bytes(run.items(NODE)[0])).toEqual(PNG);
	});

	it('is a JPEG all the same when its Base64 begins like a path', async () => {
		const jpeg = picture('jpeg', 40, 30);
		expect(jpeg.toString('base64').startsWith('/9j/')).toBe(true);
		const run = await answered({ url: jpeg.toString('base64') });
		expect(run.json(NODE)[0]).toMatchObject({ url: null, image: { mimeType: 'image/jpeg' } });
	});

	it('does not fill a message where it is no image', async () => {
		const url = `data:text/html;base64,${Buffer.from(`<html>${'x'.repeat(5000)}`).toString('base64')}`;
		const run = await answered({ url });
		expect(run.error?.message).toBe(
			'The image was paid for, but what came in its place cannot be used: it is no PNG, JPEG or WebP image, nor any other, but a web page (5,006 bytes) [item 0]',
		);
		expect(JSON.stringify(run.error?.description).length).toBeLessThan(500);
		expect(JSON.stringify(run.error)).not.toContain('eHh4eHh4');
	});
});

describe('an image whose link is a path', () => {
	it('is fetched from the service, and its whole address comes out', async () => {
		await studio.run(prompts(1));
		const [served] = studio.simulator.images.all;
		const { pathname } = new URL(String(served?.url));
		const run = await answered({ url: pathname }, {});
		expect(await run.bytes(run.items(NODE)[0])).toEqual(served?.file);
		expect(run.json(NODE)[0]).toMatchObject({ url: served?.url });
	});

	it('comes out whole also where no file is wanted', async () => {
		const run = await answered({ url: '/files/a.png' }, {}, {}, { downloadImages: false });
		const { origin } = new URL(studio.simulator.baseUrl);
		expect(run.json(NODE)[0]).toMatchObject({ url: `${origin}/files/a.png` });
	});
});

describe.each(['in Base64', 'at a link'])('an image of a type that nobody promised, %s', (way) => {
	it.each(OTHER_PICTURES)('comes out as $type', async ({ type, extension, bytes, hasSize }) => {
		const run = await answered(way === 'in Base64' ? inBase64(bytes) : { url: host.urlOf(bytes) });
		const [item] = run.items(NODE);
		expect(await run.bytes(item)).toEqual(bytes);
		expect(item?.json.image).toEqual({
			...{ mimeType: type, bytes: bytes.length },
			...(hasSize ? { width: 6, height: 4 } : { width: null, height: null }),
		});
		expect(item?.binary?.data).toMatchObject({
			...{ mimeType: type, fileExtension: extension, fileName: `gpt-image-2_task-1.${extension}` },
		});
		expect(hintsOf(run)).toEqual([expect.stringContaining('promises PNG, JPEG or WebP')]);
	});
});

describe('an image that was received whole', () => {
	it.each(UNUSUAL_PICTURES)('comes out at once: $what', async ({ bytes, type, isEndless }) => {
		const expected = isEndless ? [expect.stringContaining('mark of its end')] : [];
		for (const sending of ['withLength', 'chunked'] as const) {
			const run = await answered({ url: host.urlOf(bytes, sending) });
			expect(await run.bytes(run.items(NODE)[0])).toEqual(bytes);
			expect(run.json(NODE)[0]?.image).toMatchObject({ mimeType: type, bytes: bytes.length });
			expect(hintsOf(run)).toEqual(expected);
		}
		expect(host.requests).toBe(2);
		const run = await answered(inBase64(bytes));
		expect(await run.bytes(run.items(NODE)[0])).toEqual(bytes);
		expect(hintsOf(run)).toEqual(expected);
	});

	it('comes out with a hint where a part may be missing, if there is no link to try again', async () => {
		const half = PNG.subarray(0, PNG.length / 2);
		const run = await answered(inBase64(half));
		expect(await run.bytes(run.items(NODE)[0])).toEqual(half);
		expect(hintsOf(run)).toEqual([expect.stringContaining('ends early')]);
	});

	it('has all that there is to say of it in one hint', async () => {
		const jpeg = await answered(inBase64(picture('jpeg', 40, 30).subarray(0, -2)));
		expect(hintsOf(jpeg)).toEqual([NO_END_HINT]);
		const [gif] = OTHER_PICTURES;
		const kind = { mimeType: 'image/gif', extension: 'gif', width: 6, height: 4 } as const;
		const cut = await answered(inBase64(Buffer.from(gif?.bytes.subarray(0, -1) ?? '')));
		expect(hintsOf(cut)).toEqual([`${typeHint({ ...kind, headerBytes: 0 })} ${NO_END_HINT}`]);
	});

	it('is believed the second time, where nobody says how long it is', async () => {
		const slept = skipWaits();
		const bytes = picture('jpeg', 40, 30).subarray(0, -2);
		const run = await answered({ url: host.urlOf(bytes, 'untilClosed') });
		expect(await run.bytes(run.items(NODE)[0])).toEqual(bytes);
		expect(hintsOf(run)).toEqual([expect.stringContaining('mark of its end')]);
		expect(host.requests).toBe(2);
		expect(slept).toEqual([1000]);
	});
});

describe('an image that was perhaps cut, and is then gone', () => {
	it('leaves its link', async () => {
		skipWaits();
		const url = host.urlOf(picture('jpeg', 40, 30).subarray(0, -2), 'onceUntilClosed');
		const run = await answered({ url });
		expect(run.error?.message).toContain('its host answered with HTTP status 404');
		expect(run.error?.description).toContain(url);
		expect(host.requests).toBe(4);
	});
});

describe('an image that was cut on its way', () => {
	it.each<[string, Buffer, Sending]>([
		['less came than was announced', picture('jpeg', 40, 30).subarray(0, -2), 'cut'],
		['less came, though the picture is whole', PNG, 'cut'],
		['a part of the picture is missing', PNG.subarray(0, PNG.length / 2), 'untilClosed'],
		['it ends elsewhere each time', picture('jpeg', 40, 30).subarray(0, -2), 'shorterEachTime'],
	])('is tried again, and in the end its link comes out: %s', async (_what, bytes, sending) => {
		const slept = skipWaits();
		const url = host.urlOf(bytes, sending);
		const run = await answered({ url }, ALLOWED, CONTINUE);
		expect(host.requests).toBe(4);
		expect(slept).toEqual([1000, 2000, 4000]);
		expect(run.json(NODE)).toEqual([
			{
				error: expect.stringContaining('The image was made, but could not be fetched'),
				details: expect.objectContaining({ url, taskId: 'task-1', mayHaveBeenBilled: true }),
			},
		]);
	});
});

describe('an image that came both ways', () => {
	it('is fetched by its link where its Base64 is none', async () => {
		const run = await answered({ url: host.urlOf(PNG), b64_json: 'bm90IGFuIGltYWdl' });
		expect(await run.bytes(run.items(NODE)[0])).toEqual(PNG);
	});

	it('leaves its link where neither can be used', async () => {
		skipWaits();
		const url = host.urlOf(Buffer.from('<html></html>'));
		const run = await answered({ url, b64_json: 'bm90IGFuIGltYWdl' }, ALLOWED, CONTINUE);
		expect(run.json(NODE)[0]).toMatchObject({ details: { url, taskId: 'task-1' } });
	});
});

describe('what is no image at all', () => {
	it.each([
		['', 'nothing at all (0 bytes)'],
		['OK', 'a text (2 bytes)'],
		['{"error":"no"}', 'a JSON text (14 bytes)'],
		['%PDF-1.7', 'a PDF (8 bytes)'],
	])('is told by what it is, also by Retry On Fail: %j', async (text, what) => {
		// An empty text would be no Base64 at all.
		const entry = { b64_json: text === '' ? '====' : Buffer.from(text).toString('base64') };
		const retrying = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const run = await answered(entry, {}, retrying);
		expect(run.error?.message).toContain(`nor any other, but ${what}`);
		expect(run.error?.description).toContain('trace ID trace-1');
		expect(run.error?.description).toContain(
			"There is no link to fetch it from. Tell the support of XHuo what came, with the task or trace ID. For the next ones choose URL as 'Response Format', where there is that option: a link can be fetched again.",
		);
		expect(studio.simulator.ledger).toHaveLength(1);
	});
});

describe('what is no image, and went on', () => {
	it('may have been billed', async () => {
		const run = await answered({ b64_json: 'T0s=' }, ALLOWED, CONTINUE);
		expect(run.json(NODE)).toMatchObject([
			{ details: { mayHaveBeenBilled: true, taskId: 'task-1', traceId: 'trace-1' } },
		]);
	});
});

describe('the beginning of an image, at a link', () => {
	it.each([
		['a PNG', PNG.subarray(0, 20)],
		['a JPEG', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2])],
	])('is told as what it is: %s', async (_what, bytes) => {
		skipWaits();
		const run = await answered({ url: host.urlOf(bytes) });
		expect(run.error?.message).toContain('could not be fetched: it ended before it was complete');
		expect(host.requests).toBe(4);
	});
});

describe('what is no image, at a link', () => {
	it.each([
		['', 'nothing at all (0 bytes)'],
		['OK', 'a text (2 bytes)'],
		[`<html>${'x'.repeat(5000)}`, 'a web page'],
	])('is told by what it is: %#', async (text, what) => {
		skipWaits();
		const run = await answered({ url: host.urlOf(Buffer.from(text)) });
		expect(run.error?.message).toBe(
			`The image was made, but could not be fetched: it is no PNG, JPEG or WebP image, nor any other, but ${what} [item 0]`,
		);
	});
});
