import { createHash } from 'node:crypto';

import { createCanvas, loadImage } from '@napi-rs/canvas';

import type { Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

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
const image = (content = picture(64, 64), field = 'image'): FormFile => ({ field, content });
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

	it('shows every image and the mask, where a person finds them', async () => {
		const colours = ['#ff0000', '#00ff00', '#0000ff'];
		const files = colours.map((colour) => image(plainPicture(colour), 'image[]'));
		await client.edit(
			formOf({ ...FOX, size: '1024x1024' }, [...files, mask(plainPicture('#ffff00'))]),
		);

		const [made] = simulator.images.all;
		const seen = await coloursOf(made?.file ?? Buffer.alloc(0));
		for (const colour of [...colours, '#ffff00']) {
			// At least 1 % of the picture, for each.
			expect([colour, (seen.get(colour) ?? 0) > 0.01]).toEqual([colour, true]);
		}
	});

	it('goes by what the bytes are, and tells their hash and size over HTTP as well', async () => {
		const jpeg = picture(48, 32, 'jpeg');
		const whole = picture(48, 32);
		await client.edit(formOf(FOX, [image(jpeg), mask(whole)]));
		const { body } = await client.get(`${simulator.url}/_requests`);

		const told = (field: string, content: Buffer, format: string, hasAlpha: boolean) => ({
			field,
			fileName: `${field}.png`,
			contentType: 'image/png',
			bytes: content.length,
			sha256: sha256(content),
			picture: { format, width: 48, height: 32, hasAlpha },
		});
		expect(body).toMatchObject({
			requests: [{ files: [told('image', jpeg, 'jpeg', false), told('mask', whole, 'png', true)] }],
		});
	});

	it('takes 16 pictures of 8 MB, every byte of them', async () => {
		const files = Array.from({ length: 16 }, (_, place) =>
			image(padded(picture(64, 64 + place), 8 * 1024 * 1024), 'image[]'),
		);
		const { status } = await client.edit(formOf(FOX, files));

		expect(status).toBe(200);
		expect(simulator.requests[0]?.files.map((file) => file.sha256)).toEqual(
			files.map(({ content }) => sha256(content)),
		);
	});

	it('bills n images of dall-e-2 as n', async () => {
		const fields = { model: 'dall-e-2', prompt: 'add a fox', size: '256x256', n: '3' };
		const { body } = await client.edit(formOf(fields, [image()]));

		expect(body).toMatchObject({ data: [{}, {}, {}] });
		expect(simulator.ledger).toMatchObject([{ operation: 'edit', images: 3 }]);
	});

	it('goes wrong as generations do', async () => {
		simulator.misbehave('reset-after', { on: ['edits'] });

		await expect(client.edit(formOf(FOX, [image()]))).rejects.toThrow();
		expect(simulator.ledger).toMatchObject([{ operation: 'edit' }]);
		expect(simulator.requests[0]).toMatchObject({ files: [{ field: 'image' }] });
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

function plainPicture(colour: string): Buffer {
	const canvas = createCanvas(64, 64);
	const context = canvas.getContext('2d');
	context.fillStyle = colour;
	context.fillRect(0, 0, 64, 64);
	return canvas.toBuffer('image/png');
}

/** The share of each colour among the pixels. */
async function coloursOf(file: Buffer): Promise<Map<string, number>> {
	const data = await pixels(file);
	const shares = new Map<string, number>();
	for (let at = 0; at < data.length; at += 4) {
		const colour = `#${data.toString('hex', at, at + 3)}`;
		shares.set(colour, (shares.get(colour) ?? 0) + 4 / data.length);
	}
	return shares;
}

const sha256 = (content: Buffer) => createHash('sha256').update(content).digest('hex');

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
	const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7';
	/** One grey pixel, in a PNG that has no alpha channel. */
	const GREY =
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==';

	it.each([
		['no image', FOX, [], /image is required/],
		['a model that does not edit', { ...FOX, model: 'dall-e-3' }, [image()], /model/],
		['no prompt', { model: 'gpt-image-2' }, [image()], /prompt/],
		['a size in another form', { ...FOX, size: 'big' }, [image()], /size/],
		['a file that is no image', FOX, [image(Buffer.from('no image'))], /png, jpeg or webp/],
		['an image that is cut off', FOX, [image(picture(64, 64).subarray(0, 40))], /be readable/],
		['several images called image', FOX, [image(), image()], /image\[\]/],
		['two images for dall-e-2', dalle2, [image(), image()], /at most 1/],
		['an image that is not square for dall-e-2', dalle2, [image(picture(64, 32))], /square PNG/],
		['a jpeg for dall-e-2', dalle2, [image(picture(64, 64, 'jpeg'))], /square PNG/],
		['over 4 MB for dall-e-2', dalle2, [image(padded(picture(64, 64), big))], /4 MB/],
		[
			'over 50 MB for gpt-image-2',
			FOX,
			[image(padded(picture(64, 64), 50 * 1024 * 1024))],
			/50 MB/,
		],
		['a GIF called png', FOX, [image(Buffer.from(GIF, 'base64'))], /png, jpeg or webp/],
		[
			'a mask without alpha',
			FOX,
			[image(picture(1, 1)), mask(Buffer.from(GREY, 'base64'))],
			/alpha/,
		],
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

	it('a mask as JSON', async () => {
		const url = 'https://example.com/a.png';
		const { status, body } = await editUrl({ ...FOX, image: url, mask: url });

		expect(status).toBe(400);
		expect(body).toMatchObject({ error: { message: 'mask must be a file in a form' } });
	});

	it('a form that is cut off', async () => {
		const whole = new Response(formOf(FOX, [image()]));
		const type = whole.headers.get('content-type') ?? '';
		const text = Buffer.from(await whole.arrayBuffer()).toString('latin1');
		const answer = await client.generate(text.slice(0, -8), {
			path: '/openai/images/edits',
			headers: { 'content-type': type },
		});

		expect(answer.status).toBe(400);
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
