import { z } from 'zod';

import { START } from './workflows';
import { createCredential, type StoredCredential } from '../api/credentials';
import { itemsOf } from '../api/execution-data';
import { runToTheEnd } from '../api/executions';
import { fetchNodeTypes } from '../api/node-types';
import { importWorkflow } from '../api/workflows';
import { Browser } from '../browser/browser';
import { AGENT, agentFlow, DRAW, FROM_AI, type AgentTool } from '../chat/agent-flow';
import { startChatModel, type ChatModel } from '../chat/chat-model';
import { openWorkbench, type Workbench } from '../setup/workbench';

const RETOUCH = 'Retouch';
const fox = { prompt: 'a fox under a mushroom', model: 'gpt-image-2', size: '1024x1024' };

const answerSchema = z.array(z.record(z.unknown()));

describe('an AI Agent with XHuo Image as its tool', () => {
	let bench: Workbench;
	let chat: ChatModel;
	let credentials: StoredCredential[];

	beforeAll(async () => {
		[bench, chat] = await Promise.all([openWorkbench(), startChatModel()]);
		const data = { apiKey: 'any', url: chat.url };
		const model = { name: 'Chat model', type: 'openAiApi', data };
		credentials = [bench.credential, await createCredential(bench.api, model)];
	});
	afterAll(async () => {
		await chat?.close();
		await bench?.close();
	});
	beforeEach(() => bench.simulator.reset());

	const draw = (parameters: Record<string, unknown> = {}): AgentTool => ({
		name: DRAW,
		parameters: { ...FROM_AI, ...parameters },
	});
	const drawing = (values = fox) => ({ calls: [{ tool: DRAW, arguments: values }] });

	async function run(tools: readonly AgentTool[], version?: number, all = credentials) {
		const { api } = bench;
		const workflow = await importWorkflow(api, agentFlow('Agent', tools, version), all);
		const execution = await runToTheEnd(api, workflow, START);
		return { execution, answers: chat.answers.map((text) => answersOf(text)) };
	}

	it('fills in prompt, model and size, and passes the link on', async () => {
		chat.play(drawing(), ([answer = '']) => ({
			says: `Here: ${String(answersOf(answer)[0]?.url)}`,
		}));

		const { execution, answers } = await run([draw()]);

		const [image] = bench.simulator.images.all;
		expect(execution.status).toBe('success');
		expect(answers).toMatchObject([[{ url: image?.url, ...fox }]]);
		expect(itemsOf(execution, AGENT)).toMatchObject([{ json: { output: `Here: ${image?.url}` } }]);
		expect(chat.requests[0]?.tools[0]?.function).toMatchObject({ name: DRAW });
		expect(bench.simulator.ledger).toHaveLength(1);
	});

	it('offers a description that says what an image costs and how a failure looks', async () => {
		const types = await fetchNodeTypes(bench.api);
		const tool = types.find(({ name }) => name === 'n8n-nodes-xhuoapi.xhuoImageTool');
		const description = tool?.properties.find(({ name }) => name === 'toolDescription');
		expect(description?.default).toMatch(/nano-banana 0\.14.*"error".*"whatToDo"/);
	});

	it('mends a bad call: the answer names the nearest size that works', async () => {
		chat.play(
			drawing({ ...fox, size: '1000x1000' }),
			([refusal = '']) => {
				const size = /\d+x\d+/.exec(String(answersOf(refusal)[0]?.whatToDo))?.[0] ?? '';
				return drawing({ ...fox, size });
			},
			{ says: 'Done.' },
		);

		const { answers } = await run([draw()]);

		expect(answers[0]).toEqual([
			{
				error: "'Size' 1000x1000 is not available for GPT Image 2",
				whatToDo: expect.stringContaining('1008x1008'),
			},
		]);
		expect(answers[1]).toMatchObject([{ url: expect.any(String), size: '1008x1008' }]);
		expect(bench.simulator.ledger).toHaveLength(1);
	});

	it('gets two pictures for the same call, at once or one after the other', async () => {
		const twice = { calls: [...drawing().calls, ...drawing().calls] };
		chat.play(twice, drawing(), { says: 'Done.' });

		const { answers } = await run([draw()]);

		const links = answers.map(([image]) => image?.url);
		expect(new Set(links).size).toBe(3);
		expect(links).toEqual(bench.simulator.images.all.map(({ url }) => url));
	});

	it('is not billed again for a call whose end is unknown', async () => {
		bench.simulator.misbehave({ kind: 'resetAfterAccepting' });
		chat.play(drawing(), drawing(), { says: 'Sorry.' });

		const { answers } = await run([draw()]);

		expect(answers[0]).toMatchObject([{ error: expect.any(String), mayHaveBeenBilled: true }]);
		expect(answers[1]).toEqual(answers[0]);
		expect(bench.simulator.ledger).toHaveLength(1);
	});

	it('cannot make more images than the user allows', async () => {
		chat.play(drawing(), drawing(), { says: 'Done.' });

		const { answers } = await run([draw({ options: { mostImagesPerRun: 1 } })]);

		expect(answers[1]).toMatchObject([
			{ error: "'Most Images per Run' is 1, and 1 image after 1 in earlier calls were asked for" },
		]);
		expect(bench.simulator.ledger).toHaveLength(1);
	});

	it('waits for its tool with Ask Until Finished, and is told that it cannot be paused', async () => {
		chat.play(drawing(), { says: 'Done.' });
		const asked = await run([draw({ delivery: 'poll' })]);
		expect(asked.answers).toMatchObject([[{ url: expect.any(String) }]]);

		chat.play(drawing(), { says: 'Sorry.' });
		const paused = await run([draw({ delivery: 'pause' })]);
		expect(paused.answers).toMatchObject([[{ error: expect.stringContaining('Pause') }]]);
		expect(bench.simulator.ledger).toHaveLength(1);
	});

	it('learns of a wrong token, and its user does, too', async () => {
		const { api, simulator } = bench;
		const data = { apiToken: 'wrong', baseUrl: simulator.baseUrl };
		const wrong = await createCredential(api, { name: 'Wrong', type: 'xhuoApi', data });
		chat.play(drawing(), ([answer = '']) => ({ says: String(answersOf(answer)[0]?.error) }));

		const { execution } = await run([draw()], 3.1, [wrong, ...credentials.slice(1)]);

		expect(itemsOf(execution, AGENT)).toMatchObject([
			{ json: { output: 'The API token was not accepted' } },
		]);
	});

	it('edits a picture by its link', async () => {
		const retouch = {
			name: RETOUCH,
			parameters: {
				operation: 'edit',
				inputType: 'url',
				imageUrls: "={{ $fromAI('picture', 'The link of the picture to edit', 'string') }}",
				prompt: "={{ $fromAI('change', 'What is to be changed', 'string') }}",
			},
		};
		const picture = 'https://cdn.example.com/fox.png';
		chat.play(
			{ calls: [{ tool: RETOUCH, arguments: { picture, change: 'make it snow' } }] },
			{ says: 'Done.' },
		);

		const { answers } = await run([draw(), retouch]);

		expect(answers).toMatchObject([[{ url: expect.any(String), prompt: 'make it snow' }]]);
		expect(bench.simulator.requests.find(({ path }) => path.endsWith('edits'))?.body).toMatchObject(
			{
				image: picture,
			},
		);
	});

	it('gets an address of n8n for an image that came without a link, which opens without login', async () => {
		chat.play(drawing(), { says: 'Done.' });
		await run([draw()]);
		const served = bench.simulator.images.all[0]?.file;
		const body = { created: 1, data: [{ b64_json: served?.toString('base64') }] };
		bench.simulator.misbehave({ kind: 'answer', body, billed: true });
		chat.play(drawing(), { says: 'Done.' });

		const { answers } = await run([draw()]);

		expect(answers).toMatchObject([
			[{ note: expect.stringContaining('expires'), model: fox.model }],
		]);
		const file = await fetch(String(answers[0]?.[0]?.url));
		expect(file.headers.get('content-type')).toBe('image/png');
		expect(Buffer.from(await file.arrayBuffer()).equals(served ?? Buffer.alloc(0))).toBe(true);
	});

	it('looks in the editor as an agent with a tool below it, which made two images', async () => {
		const { api, n8n } = bench;
		const workflow = await importWorkflow(
			api,
			agentFlow('An agent that draws', [draw()]),
			credentials,
		);
		chat.play(drawing({ ...fox, size: '1000x1000' }), drawing(), drawing(), { says: 'Two foxes.' });
		const browser = await Browser.start();
		try {
			const editor = await browser.openEditor(n8n);
			await editor.openWorkflow(workflow);

			expect(await editor.executeWorkflow()).toContain('successfully');

			await editor.toastsAreGone();
			await editor.showLogOf(DRAW);
			await editor.screenshot('agent');
			expect(bench.simulator.ledger).toHaveLength(2);
		} finally {
			await browser.close();
		}
	});

	it('in an agent of an earlier version, too, gets links and mends its call', async () => {
		chat.play(drawing({ ...fox, size: '1000x1000' }), drawing(), drawing(), { says: 'Done.' });

		const { answers } = await run([draw()], 2.2);

		expect(answers.map(([first]) => Object.keys(first ?? {})[0])).toEqual(['error', 'url', 'url']);
		expect(bench.simulator.ledger).toHaveLength(2);
	});
});

/** What a tool answered, as the model reads it. */
const answersOf = (text: string) => answerSchema.parse(JSON.parse(text));
