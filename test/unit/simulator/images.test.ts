import { createCanvas, loadImage } from '@napi-rs/canvas';

import type { Simulator, SimulatorOptions } from '../../simulator';
import { startSimulator } from '../../simulator';
import { crc32 } from '../../simulator/node';
import { TestClient } from '../../simulator/testClient';

let simulator: Simulator;
let client: TestClient;

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator(options);
	client = new TestClient(simulator);
}
afterEach(async () => {
	await client.close();
	await simulator.close();
});

/** Generates one image and tells where it is. */
async function imageOf(body: object) {
	await client.generate({ prompt: 'a fox', ...body });
	const image = simulator.images.all.at(-1);
	if (!image) throw new Error('No image was made.');
	return image;
}

const SMALL = { model: 'gpt-image-2', size: '256x128' };

describe('image files', () => {
	it.each([
		['png', 'image/png'],
		['jpeg', 'image/jpeg'],
		['webp', 'image/webp'],
	])('are really %s, of the real size, and served as %s', async (output_format, mimeType) => {
		await start();
		const image = await imageOf({ model: 'gpt-image-2', size: '1792x1024', output_format });

		const { headers, file } = await client.get(image.url);

		const { width, height } = await loadImage(file);
		expect([width, height]).toEqual([1672, 941]);
		expect(headers['content-type']).toBe(mimeType);
		expect(file.equals(image.file)).toBe(true);
		expect(image.url.endsWith(`.${output_format}`)).toBe(true);
	});

	it.each(['png', 'webp'])(
		'have a transparent background when asked: %s',
		async (output_format) => {
			await start();
			const image = await imageOf({ ...SMALL, output_format, background: 'transparent' });

			expect(await alphaOfCorner(image.file)).toBe(0);
		},
	);

	it('are opaque otherwise', async () => {
		await start();

		expect(await alphaOfCorner((await imageOf(SMALL)).file)).toBe(255);
	});

	it('differ from task to task, even of the same prompt', async () => {
		await start();
		const [one, other] = [await imageOf(SMALL), await imageOf(SMALL)];

		expect(one.sha256).not.toBe(other.sha256);
	});

	it('are the same again in a run with the same seed', async () => {
		await start({ seed: 5 });
		const first = await imageOf(SMALL);
		await client.close();
		await simulator.close();
		await start({ seed: 5 });
		const again = await imageOf(SMALL);

		expect(again.taskId).toBe(first.taskId);
		expect(again.sha256).toBe(first.sha256);
	});

	it('of nano-banana are png or jpeg, whichever its name says', async () => {
		await start({ seed: 1, pictures: 'plain' });
		const types = new Set<string>();
		for (let call = 0; call < 8; call++) {
			const { mimeType, url, file } = await imageOf({ model: 'nano-banana' });
			const isPng = file.subarray(1, 4).toString('latin1') === 'PNG';
			expect(mimeType).toBe(isPng ? 'image/png' : 'image/jpeg');
			expect(url.endsWith(isPng ? '.png' : '.jpeg')).toBe(true);
			types.add(mimeType);
		}

		expect(types.size).toBe(2);
	});

	it('carry the id of their task in a sound chunk of their own', async () => {
		await start({ imageBytes: 100_000 });
		const { file, taskId } = await imageOf(SMALL);

		expect(file.includes(taskId)).toBe(true);
		expect(soundChunks(file)).toEqual(expect.arrayContaining(['IHDR', 'IDAT', 'tEXt', 'IEND']));
	});

	it.each(['png', 'jpeg', 'webp'])(
		'can be filled up to a size, and stay valid: %s',
		async (output_format) => {
			await start({ imageBytes: 300_000 });
			const { file, bytes } = await imageOf({ ...SMALL, output_format });

			expect(bytes).toBeGreaterThanOrEqual(300_000);
			expect(await loadImage(file)).toMatchObject({ width: 256, height: 128 });
		},
	);
});

/** The types of a PNG's chunks whose checksums are right. */
function soundChunks(png: Buffer): string[] {
	const types: string[] = [];
	for (let at = 8; at < png.length; ) {
		const length = png.readUInt32BE(at);
		const typed = png.subarray(at + 4, at + 8 + length);
		const isSound = png.readUInt32BE(at + 8 + length) === crc32(typed);
		if (isSound) types.push(typed.subarray(0, 4).toString('latin1'));
		at += length + 12;
	}
	return types;
}

async function alphaOfCorner(file: Buffer): Promise<number | undefined> {
	const context = createCanvas(1, 1).getContext('2d');
	context.drawImage(await loadImage(file), 0, 0);
	return context.getImageData(0, 0, 1, 1).data[3];
}

describe('the image host', () => {
	it('answers HEAD without the file', async () => {
		await start();
		const image = await imageOf(SMALL);
		const { status, headers, file } = await client.get(image.url, 'HEAD');

		expect([status, headers['content-length'], file.length]).toEqual([200, String(image.bytes), 0]);
	});

	it('has nothing at other paths', async () => {
		await start();

		expect((await client.get(`${simulator.url}/cdn/gpt-image/none_0.png`)).status).toBe(404);
	});

	it('needs no token, and can be on another origin', async () => {
		await start({ separateImageHost: true });
		const image = await imageOf(SMALL);

		expect(new URL(image.url).origin).toBe(simulator.imageUrl);
		expect(simulator.imageUrl).not.toBe(simulator.url);
		expect((await client.get(image.url)).status).toBe(200);
		expect(simulator.requests.at(-1)).toMatchObject({ listener: 'images', status: 200 });
	});
});

describe("dall-e's signed links", () => {
	const DALLE = { model: 'dall-e-2', size: '256x256' };

	it('are served as they were issued, also with the query in another order', async () => {
		await start();
		const url = new URL((await imageOf(DALLE)).url);
		const reversed = new URL(url);
		reversed.search = new URLSearchParams([...url.searchParams].reverse()).toString();

		expect((await client.get(url.href)).status).toBe(200);
		expect((await client.get(reversed.href)).status).toBe(200);
	});

	it.each([
		['without the query', (url: URL) => (url.search = '')],
		['without the signature', (url: URL) => url.searchParams.delete('sig')],
		['with another signature', (url: URL) => url.searchParams.set('sig', 'AAAA')],
		['with a later expiry', (url: URL) => url.searchParams.set('se', '2999-01-01T00:00:00Z')],
		['with another permission', (url: URL) => url.searchParams.set('sp', 'rw')],
		['with something added', (url: URL) => url.searchParams.append('download', '1')],
		['for another image', (url: URL) => (url.pathname = url.pathname.replace('_00', '_01'))],
	])('are refused %s', async (_, alter) => {
		await start();
		await imageOf({ ...DALLE, n: 2 });
		const url = new URL(simulator.images.all[0]?.url ?? '');
		alter(url);

		expect((await client.get(url.href)).status).toBe(403);
	});

	it('expire', async () => {
		let now = Date.parse('2026-04-01T12:00:00Z');
		await start({ clock: { now: () => now, sleep: async () => {} }, linkLifetimeMs: 60_000 });
		const { url } = await imageOf(DALLE);
		now += 59_000;
		const before = await client.get(url);
		now += 1_000;
		const after = await client.get(url);

		expect([before.status, after.status]).toEqual([200, 403]);
	});
});
