import { createHash } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';

import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { NODE, prompts, useStudio } from './studio';

const studio = useStudio();

/** Every model with every answer form it has. */
const FORMS = MODELS.flatMap(({ id, fields }): Array<[string, INodeParameters]> => {
	const asUrl: [string, INodeParameters] = [id, {}];
	if (!fields.responseFormat) return [asUrl];
	return [asUrl, [id, { options: { responseFormat: 'b64_json' } }]];
});

describe.each(FORMS)('%s %j', (model, parameters) => {
	it('gives an item with the picture and all that is known of it', async () => {
		const run = await studio.run(prompts(1), { model, ...parameters });

		expect(run.error).toBeUndefined();
		const [item] = run.items(NODE);
		const [served] = studio.simulator.images.all;
		const [billed] = studio.simulator.ledger;
		if (!item || !served || !billed) throw new Error('one image expected');
		const isLinked = parameters.options === undefined;
		const hasTask = model.startsWith('gpt-image');
		const isNano = model.startsWith('nano-banana');
		expect(item.json).toEqual({
			taskId: hasTask ? served.taskId : null,
			traceId: hasTask ? billed.traceId : null,
			created: isNano ? null : expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
			model,
			answeredModel: null,
			usage: null,
			cost: null,
			prompt: 'picture 1',
			revisedPrompt: expect.stringContaining('picture 1'),
			size: '1024x1024',
			url: isLinked ? served.url : null,
			imageIndex: 0,
			imageCount: 1,
			pricing: billed.pricing,
			image: {
				mimeType: served.mimeType,
				width: served.width,
				height: served.height,
				bytes: served.bytes,
			},
		});
		const bytes = await run.bytes(item);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(served.sha256);
		const extension = served.mimeType === 'image/jpeg' ? 'jpg' : served.mimeType.slice(6);
		expect(item.binary?.data).toMatchObject({
			mimeType: served.mimeType,
			fileExtension: extension,
			fileName: expect.stringMatching(new RegExp(`^${model}_[0-9a-f-]{10,}\\.${extension}$`)),
			bytes: served.bytes,
		});
		expect(item.pairedItem).toEqual({ item: 0 });
	});

	it('sends nothing that the model does not take', async () => {
		const leftovers = {
			quality: model.startsWith('gpt-image') ? 'high' : 'hd',
			style: 'natural',
			width: 1600,
			height: 896,
			options: {
				background: 'opaque',
				moderation: 'low',
				outputFormat: 'webp',
				outputCompression: 80,
				responseFormat: 'url',
				seed: 5,
			},
		};
		const run = await studio.run(prompts(1), { model, ...leftovers });
		expect(run.error).toBeUndefined();
		expect(studio.simulator.requests.map((request) => request.unexpectedFields)).toEqual([[], []]);
	});

	it('gives several images as items of their own, in order, each paid once', async () => {
		const run = await studio.run(prompts(2), { model, numberOfImages: 3, ...parameters });

		expect(run.error).toBeUndefined();
		const items = run.items(NODE);
		expect(items.map(({ json }) => [json.prompt, json.imageIndex, json.imageCount])).toEqual([
			['picture 1', 0, 3],
			['picture 1', 1, 3],
			['picture 1', 2, 3],
			['picture 2', 0, 3],
			['picture 2', 1, 3],
			['picture 2', 2, 3],
		]);
		expect(items.map((item) => item.pairedItem)).toEqual(
			[0, 0, 0, 1, 1, 1].map((item) => ({ item })),
		);
		expect(new Set(items.map((item) => item.binary?.data?.fileName)).size).toBe(6);
		const paid = studio.simulator.ledger.reduce((sum, { images }) => sum + images, 0);
		expect(paid).toBe(6);
		const hashes = await Promise.all(
			items.map(async (item) =>
				createHash('sha256')
					.update(await run.bytes(item))
					.digest('hex'),
			),
		);
		const made = studio.simulator.images.all.map(({ prompt, sha256 }) => [prompt, sha256]);
		items.forEach((item, index) => expect(made).toContainEqual([item.json.prompt, hashes[index]]));
	});
});

describe('what an expression gives', () => {
	it('may be another model for each item', async () => {
		const models = MODELS.map(({ id }) => ({ model: id, prompt: `by ${id}` }));
		const run = await studio.run(models, { model: '={{ $json.model }}' });
		expect(run.error).toBeUndefined();
		expect(run.json(NODE).map(({ model }) => model)).toEqual(MODELS.map(({ id }) => id));
		const sent = studio.simulator.requests.filter(({ method }) => method === 'POST');
		expect(sent.flatMap((request) => request.unexpectedFields)).toEqual([]);
	});

	it('may be a model that the node does not know: the service decides', async () => {
		const run = await studio.run(prompts(1), { model: 'gpt-image-9' });
		expect(run.error?.message).toBe('The service did not accept the request [item 0]');
		expect(studio.simulator.requests[0]?.body).toMatchObject({ model: 'gpt-image-9' });
	});
});

describe('the field Model', () => {
	it.each([
		['chosen in the list', { __rl: true, mode: 'list', value: 'dall-e-3', cachedResultName: 'x' }],
		['typed', { __rl: true, mode: 'id', value: 'dall-e-3' }],
		['an expression', { __rl: true, mode: 'id', value: '={{ "dall-e-" + 3 }}' }],
		['a plain text of an older workflow', 'dall-e-3'],
		['an expression of an older workflow', '={{ "dall-e-3" }}'],
	])('may hold a model that is %s', async (_how, model) => {
		const run = await studio.run(prompts(1), { model, style: 'natural', quality: 'hd' });
		expect(run.error).toBeUndefined();
		expect(run.json(NODE)[0]).toMatchObject({ model: 'dall-e-3' });
		expect(studio.simulator.ledger[0]?.body).toMatchObject({
			model: 'dall-e-3',
			style: 'natural',
			quality: 'hd',
		});
	});

	it('may hold an ID that is in no list: what was filled in is sent as it is', async () => {
		const model = { __rl: true, mode: 'id', value: 'gpt-image-9' };
		const options = { background: 'pink', seed: 7 };
		await studio.run(prompts(1), { model, size: '640x640', quality: 'ultra', options });
		expect(studio.simulator.requests[0]?.body).toEqual({
			model: 'gpt-image-9',
			prompt: 'picture 1',
			size: '640x640',
			quality: 'ultra',
			background: 'pink',
			seed: 7,
		});
	});
});

describe('the output', () => {
	it('holds only the URL when no file is wanted, and nothing is fetched', async () => {
		const run = await studio.run(prompts(1), { downloadImages: false });
		const [item] = run.items(NODE);
		expect(item?.json).toMatchObject({ url: expect.stringContaining('/cdn/'), image: null });
		expect(item?.binary).toBeUndefined();
		expect(studio.simulator.requests).toHaveLength(1);
	});

	it('has the file where the user wants it, under the name that the user gave', async () => {
		const run = await studio.run(prompts(1), {
			binaryPropertyName: 'poster',
			options: { fileName: 'summer.jpg', outputFormat: 'webp' },
		});
		expect(run.items(NODE)[0]?.binary?.poster).toMatchObject({
			fileName: 'summer.webp',
			mimeType: 'image/webp',
		});
	});

	it('tells the size that came, which is not always the one that was asked for', async () => {
		const run = await studio.run(prompts(1), { size: '1792x1024' });
		expect(run.json(NODE)[0]).toMatchObject({
			size: '1792x1024',
			image: { width: 1672, height: 941 },
		});
	});

	it.each(['png', 'jpeg', 'webp'])('is a %s when that was asked for', async (outputFormat) => {
		const run = await studio.run(prompts(1), { options: { outputFormat } });
		expect(run.json(NODE)[0]).toMatchObject({ image: { mimeType: `image/${outputFormat}` } });
	});

	it("is the same in n8n's memory mode", async () => {
		const run = await studio.run(prompts(1), {}, {}, { binaryMode: 'memory' });
		const bytes = await run.bytes(run.items(NODE)[0]);
		expect(createHash('sha256').update(bytes).digest('hex')).toBe(
			studio.simulator.images.all[0]?.sha256,
		);
	});
});
