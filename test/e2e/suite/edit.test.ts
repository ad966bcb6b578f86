import { assemble, chained, IMAGES, itemsOfList, START, type FlowNode } from './workflows';
import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { picture, transparentPicture } from '../../support/pictures';
import { heavyPng } from '../../support/png';
import { binaryOf, downloadBinary, sha256 } from '../api/binaries';
import { itemsOf, type Item } from '../api/execution-data';
import { runToTheEnd, type Execution } from '../api/executions';
import { importWorkflow } from '../api/workflows';
import type { N8n } from '../instance/n8n';
import { openOwnWorkbench, type Workbench } from '../setup/workbench';
import { hostFiles, type FileHost } from '../support/file-host';
import { currentMemory, forgetPeakMemory, peakMemory } from '../support/memory';
import { say } from '../support/progress';

const FILES = 'Files';
const MB = 1024 * 1024;
const HEAVY = 16;

const photo = picture('png', 96, 96);
const heavy = Array.from({ length: HEAVY }, (_, index) => heavyPng(8 * MB, `picture ${index}`));
const files = new Map([
	['photo', photo],
	['logo', picture('webp', 40, 30)],
	['mask', transparentPicture(96, 96)],
	...heavy.map((file, index): [string, Buffer] => [`heavy-${index}`, file]),
]);

/** Downloads the file that each item names, then edits it. */
function editWorkflow(
	list: ReadonlyArray<Record<string, unknown>>,
	parameters: Record<string, unknown>,
) {
	const nodes: FlowNode[] = [
		{ name: START, type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, parameters: {} },
		...itemsOfList('Items', JSON.stringify({ list })),
		{
			name: FILES,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				url: '={{ $json.file }}',
				options: { response: { response: { responseFormat: 'file' } } },
			},
		},
		{
			name: IMAGES,
			type: 'n8n-nodes-xhuoapi.xhuoImage',
			typeVersion: 1,
			parameters: { operation: 'edit', prompt: 'make it night', ...parameters },
			settings: { credentials: { xhuoApi: { id: null, name: 'XHuo account' } } },
		},
	];
	return assemble('Edit', nodes, chained(nodes));
}

describe.each([
	['filesystem', 'edit-filesystem'],
	['default', 'edit-memory'],
])("edits in n8n's binary mode %s", (mode, name) => {
	let bench: Workbench<N8n>;
	let host: FileHost;

	beforeAll(async () => {
		[bench, host] = await Promise.all([
			openOwnWorkbench(name, { n8n: { env: { N8N_DEFAULT_BINARY_DATA_MODE: mode } } }),
			hostFiles(files),
		]);
	});
	afterAll(async () => {
		await host?.close();
		await bench?.close();
	});
	beforeEach(() => bench.simulator.reset());

	const edits = () => bench.simulator.requests.filter(({ path }) => path.endsWith('/images/edits'));
	const sent = () => edits().flatMap(({ files: received }) => received.map((file) => file.sha256));
	const run = async (
		list: ReadonlyArray<Record<string, unknown>>,
		parameters: Record<string, unknown>,
	): Promise<Execution> => {
		const { api, credential } = bench;
		const located = list.map((item) => ({ ...item, file: host.urlOf(String(item.file)) }));
		const workflow = await importWorkflow(api, editWorkflow(located, parameters), [credential]);
		return await runToTheEnd(api, workflow, START);
	};
	const stored = async (items: readonly Item[]) =>
		await Promise.all(
			items.map(async (item) => (await downloadBinary(bench.api, binaryOf(item))).sha256),
		);

	it('with each model that can, the very bytes of the store, and the very bytes that come back', async () => {
		const models = MODELS.flatMap(({ id, edit }) => (edit ? id : []));
		const list = models.map((model) => ({ model, file: 'photo' }));
		// The models are those of the items before the download.
		const execution = await run(list, { model: "={{ $('Items').item.json.model }}" });

		expect(execution.status).toBe('success');
		const items = itemsOf(execution, IMAGES);
		expect(items.map(({ json }) => json.model)).toEqual(models);
		expect(new Set(await stored(itemsOf(execution, FILES)))).toEqual(new Set([sha256(photo)]));
		expect(sent()).toEqual(models.map(() => sha256(photo)));
		expect(edits().flatMap(({ unexpectedFields }) => unexpectedFields)).toEqual([]);
		for (const item of items) {
			const served = bench.simulator.images.find(String(item.json.url));
			expect(item.json.inputs).toEqual([
				{ type: 'image/png', width: 96, height: 96, bytes: photo.length },
			]);
			expect((await downloadBinary(bench.api, binaryOf(item))).sha256).toBe(served?.sha256);
		}
	});

	it.each(['wait', 'poll'])('with several pictures and delivery %s', async (delivery) => {
		const list = [{ file: 'photo' }, { file: 'logo' }];
		const execution = await run(list, { delivery, options: { usePicturesOf: 'allItems' } });
		expect(execution.status).toBe('success');
		expect(itemsOf(execution, IMAGES)).toMatchObject([
			{
				json: { inputs: [{ type: 'image/png' }, { type: 'image/webp', width: 40, height: 30 }] },
				pairedItem: [{ item: 0 }, { item: 1 }],
			},
		]);
		expect(sent()).toEqual([sha256(photo), sha256(files.get('logo') ?? Buffer.alloc(0))]);
	});

	// In memory mode n8n itself holds all of them, and stores them in its database.
	if (mode !== 'filesystem') return;

	it('with 16 pictures of 8 MB, of which it never holds all', async () => {
		const list = heavy.map((_, index) => ({ file: `heavy-${index}` }));
		const together = { options: { usePicturesOf: 'allItems' } };
		// The first run is there for n8n to take what memory it takes anyway.
		await run(list, together);
		bench.simulator.reset();
		const pid = bench.n8n.processId;
		await forgetPeakMemory(pid);
		const before = await currentMemory(pid);
		const execution = await run(list, together);
		const growth = (await peakMemory(pid)) - before;

		expect(execution.status).toBe('success');
		expect(edits()).toHaveLength(1);
		expect(sent()).toEqual(heavy.map(sha256));
		say(`16 pictures of 8 MB: memory grew by ${Math.round(growth / MB)} MB`);
		expect(growth).toBeLessThan((HEAVY * 8 * MB) / 2);
	});
});
