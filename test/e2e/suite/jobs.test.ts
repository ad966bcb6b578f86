import { itemsOf, type Item } from '../api/execution-data';
import { binaryOf, downloadBinary } from '../api/binaries';
import { createCredential } from '../api/credentials';
import {
	runManually,
	runToTheEnd,
	waitForExecution,
	waitForStatus,
	type Execution,
} from '../api/executions';
import { deactivateWorkflow } from '../api/workflows';
import { startChatModel } from '../chat/chat-model';
import { importExample, listenTo, startedByWebhook } from '../jobs/examples';
import { openWorkbench, type Workbench } from '../setup/workbench';

const HAND_ON = 'Hand the Image On (Slack, Google Drive, …)';
const PRODUCTS = ['A-17', 'B-04', 'C-29'];

describe('the examples that need no other service', () => {
	let bench: Workbench;

	beforeAll(async () => {
		bench = await openWorkbench();
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.simulator.reset());

	const importIt = async (file: string, callbackUrl?: string) =>
		await importExample(bench.api, file, [bench.credential], callbackUrl);
	const hashes = async (items: readonly Item[]) => {
		const files = items.map(async (item) => await downloadBinary(bench.api, binaryOf(item)));
		return (await Promise.all(files)).map(({ sha256 }) => sha256).sort();
	};
	const made = () => bench.simulator.images.all.map(({ sha256 }) => sha256).sort();
	const namesOf = (items: readonly Item[]) => items.map((item) => binaryOf(item).fileName);

	it('four scenes, three models: twelve images', async () => {
		const { workflow } = await importIt('image-showcase');
		const execution = await runToTheEnd(bench.api, workflow, 'Start');
		const models = ['GPT Image 2', 'DALL·E 3', 'Nano Banana Pro'];
		const items = models.flatMap((node) => itemsOf(execution, node));
		expect(bench.simulator.ledger).toHaveLength(12);
		expect(await hashes(items)).toEqual(made());
	});

	it('(b) product pictures: four sizes, two of each, called after product and size', async () => {
		const { workflow } = await importIt('product-pictures');
		const items = itemsOf(await runToTheEnd(bench.api, workflow, 'Start'), 'Two of Each Size');

		const sizes = ['square', 'landscape', 'portrait', 'story'];
		expect(namesOf(items)).toEqual(
			sizes.flatMap((size) => [1, 2].map((n) => `picnic-basket_${size}_${n}.png`)),
		);
		expect(await hashes(items)).toEqual(made());
		expect(bench.simulator.ledger).toHaveLength(8);
	});

	it('(c) 4K posters: the workflow is suspended, and goes on with both', async () => {
		const { api, simulator } = bench;
		simulator.callbacks.hold();
		const { workflow } = await importIt('posters-4k-with-a-pause');
		const id = await runManually(api, workflow, 'Start');
		await waitForStatus(api, id, ['waiting'], { timeoutMs: 120_000 });
		await simulator.until(() => simulator.callbacks.pending().length === 2);
		await simulator.callbacks.deliver('all');

		const execution = await waitForExecution(api, id);
		expect(execution.status).toBe('success');
		const posters = itemsOf(execution, 'Hand the Poster On (Google Drive, Mail, …)');
		expect(namesOf(posters)).toEqual(['amalfi-4k.png', 'dolomites-4k.png']);
		expect(posters.map(({ json }) => json.image)).toMatchObject([
			{ width: 2160, height: 3840 },
			{ width: 2160, height: 3840 },
		]);
		expect(await hashes(posters)).toEqual(made());
		expect(simulator.ledger).toHaveLength(2);
	});

	it('(d) submit on a schedule, receive in another workflow, with what each image is for', async () => {
		const { api } = bench;
		const { workflow: receive, callbackUrl } = await importIt('receive-finished-images');
		await listenTo(api, { workflow: receive, callbackUrl });
		const { workflow } = await importIt('submit-images-on-a-schedule', callbackUrl);
		await runToTheEnd(api, workflow, 'Every Morning');
		await received(await startedByWebhook(api, receive, 3));
		await deactivateWorkflow(api, receive);
	});

	it('(d) submit and receive in one workflow', async () => {
		const { api } = bench;
		const { workflow, callbackUrl } = await importIt('submit-and-receive-in-one');
		await listenTo(api, { workflow, callbackUrl });
		await runToTheEnd(api, workflow, 'Start');
		await received(await startedByWebhook(api, workflow, 3));
		await deactivateWorkflow(api, workflow);
	});

	async function received(executions: readonly Execution[]) {
		const items = executions.flatMap((execution) => itemsOf(execution, HAND_ON));
		expect(items.map(({ json }) => json.context).sort(byProduct)).toEqual(
			PRODUCTS.map((product) => ({
				product,
				channel: product === 'C-29' ? 'newsletter' : 'summer',
			})),
		);
		expect(await hashes(items)).toEqual(made());
		expect(bench.simulator.ledger).toHaveLength(3);
	}

	it('(e) an agent that draws: it mends its call, and answers with the link', async () => {
		const { api, simulator, credential } = bench;
		const chat = await startChatModel();
		try {
			const data = { apiKey: 'any', url: chat.url };
			const model = await createCredential(api, { name: 'OpenAI', type: 'openAiApi', data });
			const { workflow } = await importExample(api, 'agent-that-draws', [credential, model]);
			const draw = (size: string) => ({
				calls: [{ tool: 'Draw', arguments: { prompt: 'a fox', model: 'gpt-image-2', size } }],
			});
			chat.play(draw('1000x1000'), draw('1024x1024'), (answers) => ({
				says: answers.at(-1) ?? '',
			}));

			const message = { sessionId: 'one', action: 'sendMessage', chatInput: 'Draw me a fox' };
			const id = await runManually(api, workflow, 'When Somebody Writes', message);
			const execution = await waitForExecution(api, id);

			const [image] = simulator.images.all;
			expect(chat.answers[0]).toContain('not available');
			expect(itemsOf(execution, 'AI Agent')).toMatchObject([
				{ json: { output: expect.stringContaining(String(image?.url)) } },
			]);
			expect(JSON.stringify(chat.requests[0]?.messages)).toContain('Draw me a fox');
			expect(chat.requests[0]?.tools[0]?.function.description).toContain('whatToDo');
			expect(simulator.ledger).toHaveLength(1);
		} finally {
			await chat.close();
		}
	});

	it('(g) a small picture made large: what goes into the edit is what was made before', async () => {
		const { api, simulator } = bench;
		const { workflow } = await importIt('edit-upscale');
		const execution = await runToTheEnd(api, workflow, 'Start');
		const [small, large] = simulator.images.all;
		const edits = simulator.requests.filter(({ path }) => path.endsWith('/images/edits'));
		expect(edits.flatMap(({ files }) => files.map(({ sha256 }) => sha256))).toEqual([
			small?.sha256,
		]);
		expect(await hashes(itemsOf(execution, 'Made Large'))).toEqual([large?.sha256]);
		expect(large).toMatchObject({ width: 2880, height: 2880 });
	});
});

const byProduct = (one: unknown, other: unknown) =>
	JSON.stringify(one).localeCompare(JSON.stringify(other));
