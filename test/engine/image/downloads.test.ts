import { createHash } from 'node:crypto';

import { startSimulator, type ImageFault } from '../../simulator';
import { sleep } from '../../support/node';
import { largestStoredFile } from '../harness';
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
		[{ kind: 'imageRedirect', to: 'loop' }, 'it redirects too often'],
		[
			{ kind: 'imageRedirect', to: 'http://169.254.169.254/latest/meta-data/' },
			'the address it redirects to is not safe to open',
		],
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
		expect(run.status).toBe('error');
	});
});

describe('a redirect of the image host', () => {
	it('is followed', async () => {
		studio.simulator.misbehave({ kind: 'imageRedirect' });
		const { bytes, served } = await oneImage();
		expect(sha256(bytes)).toBe(served.sha256);
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
