import { createCanvas, loadImage } from '@napi-rs/canvas';

import type { Simulator } from '../simulator';
import { startSimulator } from '../simulator';
import { TestClient } from '../simulator/testClient';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator();
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(() => simulator.reset());

type Fields = Readonly<Record<string, string>>;

interface FormFile {
	field: string;
	content: Buffer;
}

function formOf(fields: Fields, files: readonly FormFile[] = []): FormData {
	const form = new FormData();
	for (const [field, value] of Object.entries(fields)) form.append(field, value);
	for (const { field, content } of files) {
		form.append(field, new Blob([new Uint8Array(content)], { type: 'image/png' }), `${field}.png`);
	}
	return form;
}

/** An opaque picture of one colour, or a transparent one. */
function picture(width: number, height: number, format: 'png' | 'jpeg' = 'png'): Buffer {
	const canvas = createCanvas(width, height);
	const context = canvas.getContext('2d');
	context.fillStyle = '#3366cc';
	context.fillRect(0, 0, width, height);
	return format === 'png' ? canvas.toBuffer('image/png') : canvas.toBuffer('image/jpeg');
}

const FOX = { model: 'gpt-image-2', prompt: 'add a fox', size: '256x256' };
const image = (content = picture(64, 64)): FormFile => ({ field: 'image', content });
const mask = (content = picture(64, 64)): FormFile => ({ field: 'mask', content });
const editUrl = async (body: object) =>
	await client.generate(body, { path: '/openai/images/edits' });

/** Makes the file larger than a limit without making it unreadable. */
const padded = (content: Buffer, bytes: number) => Buffer.concat([content, Buffer.alloc(bytes)]);

describe('an edit as a form', () => {
	it('is answered and billed as a generation is', async () => {
		const { status, body } = await client.edit(formOf(FOX, [image()]));

		expect(status).toBe(200);
		expect(body).toMatchObject({
			success: true,
			task_id: simulator.ledger[0]?.taskId,
			data: [{ revised_prompt: 'add a fox', url: simulator.images.all[0]?.url }],
		});
		expect(simulator.ledger).toMatchObject([
			{ operation: 'edit', images: 1, pricing: { multiplier: 1.5 }, body: FOX },
		]);
		expect(simulator.images.all).toMatchObject([{ width: 256, height: 256 }]);
	});

	it('keeps a record of the files and of the fields as they came', async () => {
		const content = picture(32, 16);
		await client.edit(formOf({ ...FOX, quality: 'low' }, [image(content)]));

		expect(simulator.requests[0]).toMatchObject({
			body: { ...FOX, quality: 'low' },
			files: [{ field: 'image', fileName: 'image.png', bytes: content.length }],
			unexpectedFields: [],
		});
	});

	it('reads numbers out of their texts', async () => {
		const fields = { ...FOX, output_format: 'webp', output_compression: '40' };
		const { status } = await client.edit(formOf(fields, [image()]));
		const refused = await client.edit(formOf({ ...fields, output_compression: 'much' }, [image()]));

		expect([status, refused.status]).toEqual([200, 400]);
		expect(simulator.ledger[0]?.body).toMatchObject({ output_compression: 40 });
	});

	it('takes up to 16 images as image[]', async () => {
		const list = (length: number): FormFile[] =>
			Array.from({ length }, () => ({ field: 'image[]', content: picture(8, 8) }));

		expect((await client.edit(formOf(FOX, list(16)))).status).toBe(200);
		expect((await client.edit(formOf(FOX, list(17)))).status).toBe(400);
	});

	it('shows the image that was edited: other inputs, other picture', async () => {
		await client.edit(formOf(FOX, [image(picture(64, 64))]));
		await client.edit(formOf(FOX, [image(picture(32, 64))]));

		const [one, other] = simulator.images.all.map(async ({ file }) => await pixels(file));
		expect((await one)?.equals((await other) ?? Buffer.alloc(0))).toBe(false);
	});

	it('takes the image of nano-banana as a file or as a URL', async () => {
		const fields = { model: 'nano-banana', prompt: 'add a fox' };
		const answers = [
			await client.edit(formOf(fields, [image()])),
			await client.edit(formOf({ ...fields, image: 'https://example.com/a.png' })),
		];

		expect(answers).toMatchObject([
			{ status: 200, body: { created: 0 } },
			{ status: 200, body: { created: 0 } },
		]);
		expect(simulator.ledger).toMatchObject([{ pricing: { credits: 0.14 } }, {}]);
	});
});

async function pixels(file: Buffer): Promise<Buffer> {
	const picture = await loadImage(file);
	const context = createCanvas(picture.width, picture.height).getContext('2d');
	context.drawImage(picture, 0, 0);
	return Buffer.from(context.getImageData(0, 0, picture.width, picture.height).data);
}

describe('an edit as JSON', () => {
	const foreign = 'https://example.com/a.png';

	it('takes the URL of an image, and a list of them for gpt-image-2', async () => {
		expect((await editUrl({ ...FOX, image: foreign })).status).toBe(200);
		expect((await editUrl({ ...FOX, image: [foreign, foreign] })).status).toBe(200);
		expect((await editUrl({ ...FOX, model: 'gpt-image-1', image: [foreign] })).status).toBe(400);
		expect((await editUrl({ ...FOX, image: Array(17).fill(foreign) })).status).toBe(400);
	});

	it('takes an image that the simulator has made, and turns down one that it has not', async () => {
		await client.generate(FOX);
		const own = simulator.images.all[0]?.url;

		expect((await editUrl({ ...FOX, image: own })).status).toBe(200);
		expect((await editUrl({ ...FOX, image: `${simulator.url}/cdn/none.png` })).status).toBe(400);
	});

	it('can be submitted: the task is kept as an edit', async () => {
		simulator.callbacks.hold();
		const { body } = await editUrl({
			...FOX,
			image: foreign,
			callback_url: 'http://127.0.0.1:1/x',
		});
		await simulator.callbacks.settled();

		expect(body).toEqual({ task_id: simulator.tasks.all[0]?.id });
		expect(simulator.tasks.all).toMatchObject([
			{ type: 'images_edits', outcome: { success: true } },
		]);
	});
});

describe('what is turned down, and not billed', () => {
	const dalle2 = { model: 'dall-e-2', prompt: 'add a fox' };
	const big = 4 * 1024 * 1024;

	it.each([
		['no image', FOX, [], /image is required/],
		['a model that does not edit', { ...FOX, model: 'dall-e-3' }, [image()], /model/],
		['no prompt', { model: 'gpt-image-2' }, [image()], /prompt/],
		['a size in another form', { ...FOX, size: 'big' }, [image()], /size/],
		['a file that is no image', FOX, [image(Buffer.from('no image'))], /png, jpeg or webp/],
		[
			'an image that is cut off',
			FOX,
			[image(picture(64, 64).subarray(0, 40))],
			/cannot|can be read/,
		],
		['several images called image', FOX, [image(), image()], /image\[\]/],
		['two images for dall-e-2', dalle2, [image(), image()], /at most 1/],
		['an image that is not square for dall-e-2', dalle2, [image(picture(64, 32))], /square PNG/],
		['a jpeg for dall-e-2', dalle2, [image(picture(64, 64, 'jpeg'))], /square PNG/],
		['over 4 MB for dall-e-2', dalle2, [image(padded(picture(64, 64), big))], /4 MB/],
		['a mask that is a jpeg', FOX, [image(), mask(picture(64, 64, 'jpeg'))], /alpha/],
		['a mask of another height', FOX, [image(), mask(picture(64, 32))], /same size/],
		['a mask of another width', FOX, [image(), mask(picture(32, 64))], /same size/],
		['a mask over 4 MB', FOX, [image(), mask(padded(picture(64, 64), big))], /4 MB/],
		['an image as a URL in a form', { ...FOX, image: 'https://example.com/a.png' }, [], /file/],
	])('%s', async (_, fields: Fields, files: FormFile[], message) => {
		const answer = await client.edit(formOf(fields, files));

		expect(answer).toMatchObject({
			status: 400,
			body: { error: { code: 'bad_request', message: expect.stringMatching(message) } },
		});
		expect(simulator.ledger).toEqual([]);
	});

	it('a form whose boundary is another', async () => {
		const headers = { 'content-type': 'multipart/form-data; boundary=other' };
		const answer = await client.generate('--one\r\n\r\n--one--', {
			path: '/openai/images/edits',
			headers,
		});

		expect(answer.status).toBe(400);
	});
});

describe('fields that an edit does not take', () => {
	it.each([
		[{ ...FOX, input_fidelity: 'high' }, ['input_fidelity']],
		[{ ...FOX, model: 'gpt-image-1', size: 'auto', input_fidelity: 'high' }, []],
		[{ ...FOX, moderation: 'low', seed: '1' }, ['moderation', 'seed']],
		[{ model: 'nano-banana', prompt: 'add a fox', size: '1024x1024' }, ['size']],
	])('%j: %j are noted', async (fields: Fields, unexpected) => {
		const { status } = await client.edit(formOf(fields, [image()]));

		expect(status).toBe(200);
		expect(simulator.requests[0]?.unexpectedFields).toEqual(unexpected);
	});
});
