import { createHash } from 'node:crypto';

import { startSimulator, type ImageFault } from '../../simulator';
import { createServer, once, sleep, type AddressInfo } from '../../support/node';
import { picture } from '../../support/pictures';
import { largestStoredFile } from '../harness';
import { ALLOWED } from './oddHost';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio();

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
const downloads = () => studio.simulator.requests.filter(({ method }) => method === 'GET');

/** Runs one image and gives the item, its bytes and what the simulator served. */
async function oneImage(parameters = {}) {
	const run = await studio.run(prompts(1), parameters);
	const [item] = run.items(NODE);
	const [served] = studio.simulator.images.all;
	if (!item || !served) throw new Error(`an image expected, not: ${run.error?.message}`);
	return { item, served, bytes: await run.bytes(item) };
}

describe('an image whose header or link lies', () => {
	it.each(['image/jpeg', 'application/octet-stream', 'text/html', null])(
		'is a PNG all the same when the header says %s',
		async (contentType) => {
			studio.simulator.misbehave({ kind: 'imageContentType', contentType });
			const { item, bytes, served } = await oneImage();
			expect(sha256(bytes)).toBe(served.sha256);
			expect(item.json.image).toMatchObject({ mimeType: 'image/png' });
			expect(item.binary?.data).toMatchObject({ mimeType: 'image/png', fileExtension: 'png' });
			expect(item.binary?.data?.fileName).toMatch(/\.png$/);
		},
	);

	it.each(['.jpg', '.php', ''])(
		'is a WebP all the same when the link ends in %p',
		async (extension) => {
			studio.simulator.misbehave({ kind: 'wrongExtension', extension });
			const { item } = await oneImage({ options: { outputFormat: 'webp' } });
			expect(item.json.image).toMatchObject({ mimeType: 'image/webp' });
			expect(item.binary?.data?.fileName).toMatch(/\.webp$/);
		},
	);
});

describe('a download that goes wrong', () => {
	const PASSING: ImageFault[] = [
		{ kind: 'imageStatus', status: 404 },
		{ kind: 'imageStatus', status: 500 },
		{ kind: 'imageCut' },
		{ kind: 'imageTruncated' },
		{ kind: 'imageHtml' },
		{ kind: 'imageReset' },
	];

	it.each(PASSING)('is tried again after %j, and whole in the end', async (fault) => {
		const slept = skipWaits();
		studio.simulator.misbehave(fault, { times: 3 });
		const { bytes, served } = await oneImage();
		expect(sha256(bytes)).toBe(served.sha256);
		expect(downloads()).toHaveLength(4);
		expect(slept).toEqual([1000, 2000, 4000]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it.each<[ImageFault, string]>([
		[{ kind: 'imageStatus', status: 403 }, 'its host answered with HTTP status 403'],
		[{ kind: 'imageTruncated' }, 'it ended before it was complete'],
		[{ kind: 'imageCut' }, 'the transfer did not finish'],
		[{ kind: 'imageHtml' }, 'it is no PNG, JPEG or WebP image'],
	])('for good after %j leaves the link, so that nothing paid is lost', async (fault, reason) => {
		skipWaits();
		studio.simulator.misbehave(fault, { times: 'always' });
		const settings = { onError: 'continueRegularOutput' } as const;
		const run = await studio.run(prompts(1), {}, settings);
		const [served] = studio.simulator.images.all;
		expect(run.json(NODE)).toEqual([
			{
				error: expect.stringContaining(reason),
				details: expect.objectContaining({
					url: served?.url,
					taskId: served?.taskId,
					mayHaveBeenBilled: true,
					description: expect.stringContaining(String(served?.url)),
				}),
			},
		]);
	});

	it('does not hold up the other images of the same request', async () => {
		skipWaits();
		studio.simulator.misbehave(
			{ kind: 'imageStatus', status: 500 },
			{ times: 'always', match: { path: 'generated_01' } },
		);
		const parameters = { model: 'dall-e-2', numberOfImages: 3 };
		const settings = { onError: 'continueRegularOutput' } as const;
		const run = await studio.run(prompts(1), parameters, settings);
		expect(run.json(NODE).map(({ error }) => error !== undefined)).toEqual([false, true, false]);
	});

	it('ends at the time-out when the host never answers', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageHang' }, { times: 4 });
		const run = await studio.run(prompts(1), { options: { timeout: 1 } });
		expect(run.error?.message).toContain('it took longer than 1 seconds');
	});

	it('ends at the time-out when the image comes too slowly', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageDrip', bytesPerSecond: 2000 }, { times: 4 });
		const run = await studio.run(prompts(1), { options: { timeout: 1 } });
		expect(run.error?.message).toContain('it took longer than 1 seconds');
	});

	it.each([true, false])('is refused above 50 MB (length declared: %p)', async (declared) => {
		skipWaits();
		const bytes = 51 * 1024 * 1024;
		studio.simulator.misbehave({ kind: 'imageOversized', bytes, declared }, { times: 4 });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toContain('could not be fetched: it is larger than 50 MB');
	});

	it('is told in whole sentences, with the link', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 410 }, { times: 4 });
		const run = await studio.run(prompts(1));
		const [served] = studio.simulator.images.all;
		expect(run.error?.message).toBe(
			'The image was made, but could not be fetched: its host answered with HTTP status 410 [item 0]',
		);
		expect(run.error?.description).toContain(
			`It is paid for, and its link may still work: ${served?.url}`,
		);
	});

	it('is told of an address that is not opened', async () => {
		const url = 'https://10.0.0.7/a.png';
		studio.simulator.misbehave({ kind: 'answer', body: { data: [{ url }] }, billed: true });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toBe(
			'The image was made, but could not be fetched: its address is not safe to open, since it points into a private network [item 0]',
		);
	});

	it.each([
		['that is none', 'https://['],
		['of more than 4,000 characters', `https://127.0.0.1:1/${'a'.repeat(4000)}`],
	])('is told without a link %s', async (_what, url) => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'answer', body: { data: [{ url }] }, billed: true });
		const run = await studio.run(prompts(1));
		expect(run.error?.description).toContain('It is paid for, and its link cannot be read');
		expect(run.error?.description).not.toContain(url);
	});

	it('is over when the execution is stopped', async () => {
		studio.simulator.misbehave({ kind: 'imageHang' }, { times: 'always' });
		const execution = await studio.image(prompts(1)).execute({ credentials: studio.credentials() });
		await studio.simulator.until(() => downloads().length === 1);
		execution.cancel();
		const run = await execution.finished;
		await studio.simulator.until(() => downloads().every((sent) => sent.finishedAt !== null));
		expect(run.status).toBe('canceled');
		expect(downloads().map(({ closedByClient }) => closedByClient)).toEqual([true]);
	});
});

describe('a redirect of the image host', () => {
	it.each([300, 301, 302, 303, 307, 308, 399])('with status %i is followed', async (status) => {
		const slept = skipWaits();
		studio.simulator.misbehave({ kind: 'imageRedirect', status });
		const { bytes, served } = await oneImage();
		expect(sha256(bytes)).toBe(served.sha256);
		expect(downloads()).toHaveLength(2);
		expect(slept).toEqual([]);
	});

	it('is followed five times', async () => {
		studio.simulator.misbehave({ kind: 'imageRedirect' }, { times: 5 });
		const { bytes, served } = await oneImage();
		expect(sha256(bytes)).toBe(served.sha256);
		expect(downloads()).toHaveLength(6);
	});

	it.each([
		['loop', 6, 'it redirects too often'],
		['http://[', 1, 'it redirects to an address that cannot be read'],
		[
			'http://127.0.0.1:1/a.png',
			1,
			'the address it redirects to is not safe to open, since it is not encrypted (https)',
		],
	])('to %s is the end of it', async (to, requests, reason) => {
		const slept = skipWaits();
		studio.simulator.misbehave({ kind: 'imageRedirect', to }, { times: 'always' });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toContain(`could not be fetched: ${reason}`);
		expect(downloads()).toHaveLength(requests);
		expect(slept).toEqual([]);
	});

	it.each([
		[200, ['/a.png']],
		[299, ['/a.png', '/a.png', '/a.png', '/a.png']],
		[400, ['/a.png', '/a.png', '/a.png', '/a.png']],
	])('is not what status %i is, whatever address comes with it', async (status, expected) => {
		skipWaits();
		const asked: Array<string | undefined> = [];
		const server = createServer((request, response) => {
			asked.push(request.url);
			response.writeHead(status, { location: '/b.png', connection: 'close' });
			response.end(picture('png', 8, 8));
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
		studio.simulator.misbehave({ kind: 'answer', body: { data: [{ url }] }, billed: true });
		const run = await studio.run(prompts(1), { options: ALLOWED });
		server.close();
		expect(asked).toEqual(expected);
		expect(run.error?.message ?? 'HTTP status 200').toContain(`HTTP status ${status}`);
	});

	it('that leads nowhere is an answer like any other', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 302 }, { times: 4 });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toContain('its host answered with HTTP status 302');
		expect(downloads()).toHaveLength(4);
	});
});

describe('an answer that never ends', () => {
	it.each([
		['of an error', 404, {}, ['its host answered with HTTP status 404', 4]],
		['that is no image', 200, {}, ['it is no PNG, JPEG or WebP image', 4]],
		['of a redirect', 302, { location: 'ftp://a' }, ['is not safe to open', 1]],
	] as const)('%s is not waited for', async (_what, status, headers, [reason, requests]) => {
		skipWaits();
		let asked = 0;
		const server = createServer(async (_request, response) => {
			asked += 1;
			response.writeHead(status, headers);
			while (!response.closed) {
				response.write('<html>'.repeat(100));
				await sleep(20);
			}
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.png`;
		studio.simulator.misbehave({ kind: 'answer', body: { data: [{ url }] }, billed: true });
		const run = await studio.run(prompts(1), { options: ALLOWED });
		expect(run.error?.message).toContain(reason);
		expect(asked).toBe(requests);
		server.close();
		// The connections were ended, and not only given up.
		const isClosed = await Promise.race([
			once(server, 'close'),
			sleep(5000, undefined, { ref: false }),
		]);
		server.closeAllConnections();
		expect(isClosed).toBeDefined();
	});
});

describe('a large image', () => {
	it('is in the store in part while the rest is still on its way: it is never held whole', async () => {
		const megabyte = 1024 * 1024;
		const large = await startSimulator({ pictures: 'plain', imageBytes: 6 * megabyte });
		try {
			const before = await largestStoredFile();
			expect(before).toBeLessThan(2 * megabyte);
			large.misbehave({ kind: 'imageDrip', bytesPerSecond: 4 * megabyte });
			const credentials = { xhuoApi: { apiToken: large.token, baseUrl: large.baseUrl } };
			const execution = await studio.image(prompts(1)).execute({ credentials });
			let stored = 0;
			while (stored < 2 * megabyte) {
				stored = await largestStoredFile();
				await sleep(20);
			}
			const download = large.requests.find(({ method }) => method === 'GET');
			expect(download?.finishedAt).toBeNull();
			const run = await execution.finished;
			const [item] = run.items(NODE);
			expect(sha256(await run.bytes(item))).toBe(large.images.all[0]?.sha256);
		} finally {
			await large.close();
		}
	});
});
