import { imageWorkflow, IMAGES, START } from './workflows';
import { binaryOf, downloadBinary } from '../api/binaries';
import { itemsOf } from '../api/execution-data';
import { runToTheEnd } from '../api/executions';
import { importWorkflow } from '../api/workflows';
import { openWorkbench, type Workbench } from '../setup/workbench';

const MODELS = ['gpt-image-2', 'dall-e-3', 'nano-banana'];

describe('20 items and 3 models', () => {
	let bench: Workbench;

	beforeAll(async () => {
		bench = await openWorkbench();
	});
	afterAll(async () => await bench?.close());

	it("puts the very bytes that were served into n8n's binary store", async () => {
		const { api, simulator, credential } = bench;
		const wanted = Array.from({ length: 20 }, (_, index) => ({
			model: MODELS[index % MODELS.length],
			prompt: `Lighthouse number ${index}`,
		}));
		const parameters = { model: '={{ $json.model }}', prompt: '={{ $json.prompt }}' };
		const workflow = await importWorkflow(api, imageWorkflow({ items: wanted, parameters }), [
			credential,
		]);

		const execution = await runToTheEnd(api, workflow, START);

		expect(execution.status).toBe('success');
		const items = itemsOf(execution, IMAGES);
		expect(items.map(({ json }) => ({ model: json.model, prompt: json.prompt }))).toEqual(wanted);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(wanted.map((_, item) => ({ item })));
		expect(simulator.ledger).toHaveLength(20);

		for (const item of items) {
			const served = simulator.images.find(String(item.json.url));
			const binary = binaryOf(item);
			const stored = await downloadBinary(api, binary);
			expect(stored.sha256).toBe(served?.sha256);
			expect(binary.mimeType).toBe(served?.mimeType);
			expect(stored.contentType).toContain(binary.mimeType);
			expect(binary.fileName).toMatch(served?.mimeType === 'image/png' ? /\.png$/ : /\.jpe?g$/);
			expect(binary.fileExtension).toBe(binary.fileName?.split('.').at(-1));
			const { mimeType, width, height, bytes } = served ?? {};
			expect(item.json.image).toEqual({ mimeType, width, height, bytes });
		}
		expect(new Set(items.map((item) => binaryOf(item).fileName)).size).toBe(20);
	});

	it('gives every format that a model was asked for its own type and name', async () => {
		const { api, credential } = bench;
		const items = ['png', 'jpeg', 'webp'].map((format) => ({ format }));
		const parameters = {
			prompt: 'A lighthouse',
			options: { outputFormat: '={{ $json.format }}', fileName: 'lighthouse' },
		};
		const workflow = await importWorkflow(api, imageWorkflow({ items, parameters }), [credential]);

		const execution = await runToTheEnd(api, workflow, START);

		const files = itemsOf(execution, IMAGES).map((item) => {
			const { mimeType, fileName } = binaryOf(item);
			return [mimeType, fileName?.split('.').at(-1)];
		});
		expect(files).toEqual([
			['image/png', 'png'],
			['image/jpeg', expect.stringMatching(/^jpe?g$/)],
			['image/webp', 'webp'],
		]);
	});
});
