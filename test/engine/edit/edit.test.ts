import type { INodeParameters } from 'n8n-workflow';

import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { OTHER_PICTURES } from '../../support/oddPictures';
import { picture, transparentPicture } from '../../support/pictures';
import { NODE } from '../image/studio';
import { sha256, useDarkroom } from './darkroom';

const { studio, edit, edits } = useDarkroom();

const EDITORS = MODELS.flatMap(({ id, edit: rule }) => (rule ? id : []));

describe.each(EDITORS)('%s', (model) => {
	const bottle = picture('png', 64, 64);

	it.each(['filesystem', 'memory'] as const)(
		"edits a file, byte for byte, in n8n's %s mode",
		async (binaryMode) => {
			const albums = [{ files: { data: bottle } }];
			const run = await edit(albums, { model }, {}, { binaryMode });

			expect(run.error).toBeUndefined();
			const [item] = run.items(NODE);
			const [served] = studio.simulator.images.all;
			const [billed] = studio.simulator.ledger;
			expect(item?.json).toMatchObject({
				model,
				prompt: 'make it night',
				url: served?.url,
				imageIndex: 0,
				imageCount: 1,
				pricing: billed?.pricing,
				image: { mimeType: served?.mimeType, bytes: served?.bytes },
				inputs: [{ type: 'image/png', width: 64, height: 64, bytes: bottle.length }],
			});
			expect(sha256(await run.bytes(item))).toBe(served?.sha256);
			expect(item?.pairedItem).toEqual({ item: 0 });
			expect(edits()).toMatchObject([
				{
					files: [{ field: 'image', contentType: 'image/png', sha256: sha256(bottle) }],
					unexpectedFields: [],
				},
			]);
		},
	);

	it('edits a picture by its URL', async () => {
		const run = await edit([{ files: {} }], {
			model,
			inputType: 'url',
			imageUrls: 'https://example.com/bottle.png',
		});
		expect(run.error).toBeUndefined();
		expect(run.json(NODE)[0]?.inputs).toEqual([
			{
				type: null,
				width: null,
				height: null,
				bytes: null,
				url: 'https://example.com/bottle.png',
			},
		]);
		const [sent] = edits();
		expect(sent?.body).toMatchObject({ model, image: 'https://example.com/bottle.png' });
		expect(sent?.files).toEqual([]);
		expect(sent?.headers['content-type']).toMatch(
			model.startsWith('nano-banana') ? /^multipart\/form-data/ : /^application\/json/,
		);
	});

	it('gives several images as items of their own, each paid once', async () => {
		const albums = [{ files: { data: bottle } }, { files: { data: bottle } }];
		const run = await edit(albums, { model, numberOfImages: 2 });
		expect(run.error).toBeUndefined();
		expect(run.items(NODE).map(({ json, pairedItem }) => [pairedItem, json.imageIndex])).toEqual([
			[{ item: 0 }, 0],
			[{ item: 0 }, 1],
			[{ item: 1 }, 0],
			[{ item: 1 }, 1],
		]);
		expect(studio.simulator.ledger.reduce((sum, { images }) => sum + images, 0)).toBe(4);
	});

	it('always says model and size, and nothing that the model does not take', async () => {
		const leftovers: INodeParameters = {
			quality: model.startsWith('gpt-image') ? 'high' : 'hd',
			style: 'natural',
			options: {
				background: 'opaque',
				inputFidelity: 'high',
				moderation: 'low',
				outputFormat: 'webp',
				outputCompression: 80,
				responseFormat: 'url',
				seed: 5,
			},
		};
		for (const more of [{}, leftovers, { size: '={{ "" }}' }]) {
			const run = await edit([{ files: { data: bottle } }], { model, ...more });
			expect(run.error).toBeUndefined();
		}
		expect(edits().flatMap(({ unexpectedFields }) => unexpectedFields)).toEqual([]);
		const size = model.startsWith('nano-banana') ? undefined : expect.any(String);
		for (const { body } of edits()) expect(body).toMatchObject({ model });
		expect(edits().map(({ body }) => Object(body).size)).toEqual([size, size, size]);
	});
});

describe('several pictures', () => {
	const [one, two, three] = [
		picture('png', 40, 20),
		picture('jpeg', 30, 30),
		picture('webp', 20, 40),
	] as const;
	const albums = [{ files: { data: one, photo: two, extra: three } }];
	const sent = () => edits().flatMap(({ files }) => files.map((file) => file.sha256));

	it.each([
		['by their names, in that order', 'photo, data', [two, one]],
		['as an array of an expression', "={{ ['extra', 'data'] }}", [three, one]],
		['as the files themselves', '={{ [$binary.photo, $binary.data] }}', [two, one]],
		['with * for all of the item', '*', [one, two, three]],
	])('are given %s', async (_how, inputBinaryFields, expected) => {
		const run = await edit(albums, { inputBinaryFields });
		expect(run.error).toBeUndefined();
		expect(sent()).toEqual(expected.map(sha256));
		const fields = edits().flatMap(({ files }) => files.map(({ field }) => field));
		expect(new Set(fields)).toEqual(new Set(['image[]']));
	});

	it('are sent under names and types that fit their bytes', async () => {
		await edit(albums, { inputBinaryFields: '*' });
		const [request] = edits();
		expect(request?.files.map(({ fileName, contentType }) => [fileName, contentType])).toEqual([
			['picture-1.png', 'image/png'],
			['picture-2.jpg', 'image/jpeg'],
			['picture-3.webp', 'image/webp'],
		]);
		expect(request?.headers['content-length']).toMatch(/^\d+$/);
	});

	it('pass over what is no picture where all files of the item are meant', async () => {
		const notes = Buffer.from('just a text, and long enough to be told from a picture');
		const [{ bytes: gif } = { bytes: notes }] = OTHER_PICTURES;
		const files = { notes, gif, half: one.subarray(0, 20), data: one };
		const run = await edit([{ files }], { inputBinaryFields: '*' });
		expect(run.error).toBeUndefined();
		expect(sent()).toEqual([sha256(one)]);
	});

	it('of all items go into one call, whose image is paired with all of them', async () => {
		const items = [one, two, three].map((data) => ({ files: { data } }));
		const run = await edit(items, { options: { usePicturesOf: 'allItems' } });
		expect(run.error).toBeUndefined();
		expect(edits()).toHaveLength(1);
		expect(sent()).toEqual([one, two, three].map(sha256));
		expect(run.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([
			[{ item: 0 }, { item: 1 }, { item: 2 }],
		]);
	});

	it('by URL go into one JSON body', async () => {
		const urls = ['https://example.com/a.png', 'https://example.com/b,c.png?x=1'];
		await edit([{ files: {} }], { inputType: 'url', imageUrls: urls.join(', ') });
		expect(edits()[0]?.body).toMatchObject({ image: urls });
	});

	it('of both kinds are sent as files: those of URLs are fetched, without the token', async () => {
		await studio.run([{ prompt: 'a lamp' }]);
		const [lamp] = studio.simulator.images.all;
		const run = await edit(albums, {
			inputType: 'both',
			inputBinaryFields: 'data',
			imageUrls: lamp?.url ?? '',
		});
		expect(run.error).toBeUndefined();
		expect(sent()).toEqual([sha256(one), lamp?.sha256]);
		const fetches = studio.simulator.requests.filter(({ method }) => method === 'GET');
		expect(fetches.every(({ headers }) => headers.authorization === undefined)).toBe(true);
	});
});

describe('a mask', () => {
	it('goes along with the first picture', async () => {
		const photo = picture('png', 48, 32);
		const mask = transparentPicture(48, 32);
		const run = await edit([{ files: { data: photo, mask } }], { maskBinaryField: 'mask' });
		expect(run.error).toBeUndefined();
		expect(edits()[0]?.files.map(({ field, sha256: hash }) => [field, hash])).toEqual([
			['image', sha256(photo)],
			['mask', sha256(mask)],
		]);
		expect(run.warnings(NODE).map(({ message }) => message)).toEqual([
			expect.stringContaining('ends in :official'),
		]);
	});

	it('is no picture of the item, where all of them are meant', async () => {
		const photo = picture('png', 48, 32);
		const mask = transparentPicture(48, 32);
		const parameters = { inputBinaryFields: '*', maskBinaryField: 'mask' };
		await edit([{ files: { data: photo, mask } }], parameters);
		expect(edits()[0]?.files.map(({ field }) => field)).toEqual(['image', 'mask']);
	});
});
