import type { INodeParameters } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { OTHER_PICTURES } from '../../support/oddPictures';
import { picture, transparentPicture } from '../../support/pictures';
import { heavyPng } from '../../support/png';
import { turnedJpeg } from '../../support/turned';
import { agent, throwawayNode, workflow, xhuoImage, xhuoImageTool } from '../harness';
import { NODE, skipWaits } from '../image/studio';
import { useDarkroom, type Album } from './darkroom';

const { studio, edit, edits } = useDarkroom();

const photo = picture('png', 40, 30);

/** What the node says of an edit that it does not send. */
async function refusal(files: Album['files'], parameters: INodeParameters = {}): Promise<string> {
	const run = await edit([{ files }], parameters);
	expect(edits()).toEqual([]);
	expect(studio.simulator.ledger).toEqual([]);
	return `${run.error?.message} | ${run.error?.description}`;
}

describe('before anything is paid', () => {
	it('a binary field that is not there is named, and those that are', async () => {
		expect(await refusal({ data: photo, logo: photo }, { inputBinaryFields: 'data, foto' })).toBe(
			"'Input Binary Fields' names 'foto', but the item has no binary field of that name [item 0] | Its binary fields are 'data', 'logo'. Nothing was sent.",
		);
		expect(await refusal({})).toContain('The item has no files at all');
		expect(await refusal({ data: photo }, { maskBinaryField: 'mask' })).toMatch(
			/^'Mask Binary Field' names 'mask'/,
		);
	});

	it('nothing to edit is refused', async () => {
		expect(await refusal({ data: photo }, { inputBinaryFields: '' })).toMatch(
			/^There is no picture to edit/,
		);
		expect(await refusal({}, { inputBinaryFields: '*' })).toMatch(/^There is no picture to edit/);
		expect(await refusal({}, { inputType: 'url' })).toMatch(
			/^There is no picture to edit.*'Picture URLs'/,
		);
	});

	it('a file that is no picture is refused by its bytes, whatever its name says', async () => {
		const text = Buffer.from('<html>this is a page that says the picture is not there</html>');
		expect(await refusal({ data: text })).toMatch(
			/^Picture 'data' is no PNG, JPEG or WebP picture \[item 0\] \| .*HEIC/,
		);
		expect(await refusal({ page: text }, { inputBinaryFields: '*' })).toContain("picture 'page'");
	});

	it.each([
		['nothing', Buffer.alloc(0)],
		['a word', Buffer.from('OK')],
		['the beginning of a PNG', photo.subarray(0, 20)],
		['the beginning of a JPEG', picture('jpeg', 40, 30).subarray(0, 40)],
		...OTHER_PICTURES.map(({ type, bytes }): [string, Buffer] => [type, bytes]),
	])('a file of %s is refused', async (_what, bytes) => {
		expect(await refusal({ data: bytes })).toMatch(
			/^Picture 'data' is no PNG, JPEG or WebP picture \[item 0\] \| .*HEIC/,
		);
	});

	it('a JPEG is read up to its size, wherever that stands', async () => {
		const jpeg = picture('jpeg', 40, 30);
		const remark = Buffer.alloc(65_537, 7);
		remark.set([0xff, 0xed, 0xff, 0xff]);
		const remarks = (count: number) =>
			Buffer.concat([jpeg.subarray(0, 2), ...Array<Buffer>(count).fill(remark), jpeg.subarray(2)]);
		const run = await edit([{ files: { data: remarks(3) } }]);
		expect(run.json(NODE)[0]?.inputs).toMatchObject([
			{ type: 'image/jpeg', width: 40, height: 30 },
		]);
	});

	it('a file that is no longer in the store of n8n is named', async () => {
		const gone = throwawayNode('gone', async () => {
			const file = { id: 'filesystem-v2:workflows/1/gone', data: 'filesystem-v2' };
			return [[{ json: {}, binary: { data: { ...file, mimeType: 'image/png' } } }]];
		});
		const editing = xhuoImage({ operation: 'edit', prompt: 'make it night' });
		const run = await workflow()
			.start([{}])
			.testNode('Gone', gone)
			.node(NODE, editing)
			.run({ credentials: studio.credentials() });
		expect(run.error?.message).toBe("Picture 'data' cannot be read [item 0]");
		expect(run.error?.description).toContain("no longer in n8n's binary store");
		expect(edits()).toEqual([]);
	});

	it('what the model does not take is refused', async () => {
		const wide = { model: 'dall-e-2' };
		expect(await refusal({ data: photo }, wide)).toContain('not square, but 40x30');
		expect(await refusal({ data: heavyPng(4_300_000, 'a') }, wide)).toContain('too large for DALL');
		const two = { model: 'nano-banana', inputBinaryFields: 'data, data' };
		expect(await refusal({ data: photo }, two)).toMatch(/^2 pictures are too many for Nano Banana/);
		expect(await refusal({ data: photo }, { model: 'dall-e-3' })).toMatch(
			/^DALL·E 3 cannot edit pictures/,
		);
	});

	it.each([
		['nonsense', 'it is not a web address'],
		['ftp://example.com/a.png', 'it starts with ftp:'],
		['http://example.com/a.png', 'it is not encrypted'],
		['https://10.0.0.7/a.png', 'it points into a private network'],
		['https://user:secret@example.com/a.png', 'it carries a user name'],
	])('the URL %s is refused: %s', async (url, reason) => {
		for (const inputType of ['url', 'both']) {
			expect(await refusal({ data: photo }, { inputType, imageUrls: url })).toContain(reason);
		}
	});

	it('more URLs than the model opens by itself are refused with the way to send them', async () => {
		const urls = 'https://example.com/a.png https://example.com/b.png';
		const said = await refusal({}, { model: 'gpt-image-1', inputType: 'url', imageUrls: urls });
		expect(said).toContain("Set 'Pictures From' to 'Files and URLs'");
	});

	it('a URL that leads to no picture is refused where the node fetches it', async () => {
		skipWaits();
		const nothing = `${studio.simulator.url}/cdn/nothing.png`;
		const said = await refusal(
			{},
			{ inputType: 'both', inputBinaryFields: '', imageUrls: nothing },
		);
		expect(said).toMatch(/^The picture at http.*nothing\.png could not be fetched: /);
		expect(said).toContain(
			'| Open the link in a browser: it has to lead to a PNG, JPEG or WebP file itself.',
		);
	});

	it('a mask that cannot work is refused', async () => {
		const say = async (mask: Buffer, data = photo) =>
			await refusal({ data, mask }, { maskBinaryField: 'mask' });
		expect(await say(picture('png', 40, 30))).toMatch(/^Nothing in the mask is transparent/);
		expect(await say(transparentPicture(30, 40))).toMatch(/^The mask has 30x40 pixels/);
		expect(await say(picture('jpeg', 40, 30))).toMatch(/^The mask is a JPEG file/);
		expect(await say(photo.subarray(0, 200))).toMatch(/^The mask cannot be read/);
		expect(await say(Buffer.from('<html></html>'))).toMatch(/^The mask is no PNG, JPEG or WebP/);
		expect(await say(heavyPng(4_300_000, 'b'))).toMatch(/^The mask is too large/);
		const turned = turnedJpeg(40, 30, 6);
		expect(await say(transparentPicture(30, 40), turned)).toContain('EXIF rotation');
	});

	it('one item that does not pass keeps all from being sent, unless the workflow goes on', async () => {
		const albums: Album[] = [{ files: { data: photo } }, { files: {} }];
		const stopped = await edit(albums);
		expect(stopped.error?.message).toContain('[item 1]');
		expect(edits()).toEqual([]);
		const run = await edit(albums, {}, { onError: 'continueRegularOutput' });
		expect(run.json(NODE)).toMatchObject([
			{ inputs: [{ width: 40 }] },
			{ error: expect.stringContaining('[item 1]') },
		]);
		expect(edits()).toHaveLength(1);
	});
});

describe('a hint says', () => {
	const hints = async (data: Buffer, parameters: INodeParameters) => {
		const mask = transparentPicture(40, 30);
		const run = await edit([{ files: { data, mask } }, { files: { data, mask } }], parameters);
		expect(run.error).toBeUndefined();
		return run.warnings(NODE).map(({ message }) => message);
	};

	it('once, that a mask may be for models ending in :official alone', async () => {
		expect(await hints(photo, { maskBinaryField: 'mask' })).toEqual([
			expect.stringContaining("set 'Model' to 'By ID' and enter gpt-image-2:official"),
		]);
		expect(await hints(photo, {})).toEqual([]);
	});

	it('that a turned photo and its mask may not fit together', async () => {
		const turned = turnedJpeg(40, 30, 3);
		expect(await hints(turned, { maskBinaryField: 'mask' })).toContainEqual(
			expect.stringContaining('EXIF rotation'),
		);
		expect(await hints(turned, {})).toEqual([]);
	});
});

describe('as a tool of an AI agent', () => {
	const ask = async (parameters: INodeParameters) => {
		const run = await workflow()
			.start([{ chat: 'Make it night' }])
			.testNode('Agent', agent({ prompt: 'make it night', link: 'https://example.com/day.png' }))
			.detached(
				'Edit',
				xhuoImageTool({
					operation: 'edit',
					prompt: "={{ $fromAI('prompt', 'What it is to become', 'string') }}",
					...parameters,
				}),
			)
			.connect('Edit', 'Agent', { type: NodeConnectionTypes.AiTool })
			.run({ credentials: studio.credentials() });
		return JSON.stringify([run.error, run.json('Agent'), run.errorOf('Edit')]);
	};

	it('edits a picture by its URL', async () => {
		const imageUrls = "={{ $fromAI('link', 'The link of the picture', 'string') }}";
		const told = await ask({ inputType: 'url', imageUrls });
		expect(told).toContain('/cdn/');
		expect(edits()[0]?.body).toMatchObject({ image: 'https://example.com/day.png' });
	});

	it('says what to do where it is to edit files', async () => {
		const told = await ask({});
		expect(told).toContain('A tool of an AI agent is given no files');
		expect(told).toContain("Set 'Pictures From' to 'URLs'");
		expect(edits()).toEqual([]);
	});
});
