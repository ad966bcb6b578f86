import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { z } from 'zod';

import {
	agent,
	retry,
	workflow,
	xhuoImageTool,
	type NodeSettings,
	type RunOptions,
} from './harness';
import { skipWaits, useStudio } from './image/studio';

const studio = useStudio();

/** What a model of an agent fills in, with the hints that it reads. */
const FROM_AI = {
	prompt: "={{ $fromAI('prompt', 'What the image is to show', 'string') }}",
	model: "={{ $fromAI('model', 'The ID of the model', 'string', 'gpt-image-2') }}",
	size: "={{ $fromAI('size', 'Width x height', 'string', '1024x1024') }}",
	numberOfImages: "={{ $fromAI('images', 'How many', 'number', 1) }}",
};

const answerSchema = z.array(z.record(z.string(), z.unknown()));

/** An agent that calls the tool with these arguments, one call after the other. */
const flow = (calls: IDataObject[], parameters: INodeParameters, settings: NodeSettings = {}) =>
	workflow()
		.start([{ chat: 'Draw me a fox' }])
		.testNode('Agent', agent(...calls))
		.detached('Draw', xhuoImageTool({ ...FROM_AI, ...parameters }), settings)
		.connect('Draw', 'Agent', { type: NodeConnectionTypes.AiTool });

async function call(
	calls: IDataObject[],
	parameters: INodeParameters = {},
	credentials: RunOptions['credentials'] = studio.credentials(),
) {
	const run = await flow(calls, parameters).run({ credentials });
	const texts = run.json('Agent').map(({ answer }) => String(answer));
	return { run, texts, answers: texts.map((text) => answerSchema.parse(JSON.parse(text))) };
}

const fox = { prompt: 'a fox', model: 'gpt-image-2', size: '1024x1024', images: 1 };
const bodies = () => studio.simulator.requests.map(({ body }) => body);

describe('XHuo Image as the tool of an AI agent', () => {
	it('takes prompt, model and size from the model, and answers with the link first', async () => {
		const { run, answers } = await call([{ ...fox, size: '1536x1024' }]);

		expect(run.status).toBe('success');
		expect(run.json('Agent')[0]).toMatchObject({
			name: 'Draw',
			parameters: expect.arrayContaining(['prompt', 'model', 'size', 'images']),
		});
		expect(answers[0]).toMatchObject([
			{ prompt: 'a fox', model: 'gpt-image-2', size: '1536x1024', taskId: expect.any(String) },
		]);
		expect(Object.entries(answers[0]?.[0] ?? {})[0]).toEqual([
			'url',
			studio.simulator.images.all[0]?.url,
		]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('does not fetch the image, which an agent could not take', async () => {
		await call([fox], { downloadImages: true });
		expect(studio.simulator.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});

	it('asks for a link, also where Base64 is chosen', async () => {
		const options = { responseFormat: 'b64_json' };
		const { answers } = await call([{ ...fox, model: 'dall-e-3' }], { options });
		expect(answers[0]).toMatchObject([{ url: expect.stringContaining('http') }]);
		expect(bodies()).toEqual([expect.not.objectContaining({ response_format: 'b64_json' })]);
	});

	it.each([
		['a long prompt', 'x'.repeat(32_000)],
		['a long Chinese prompt', '狐'.repeat(32_000)],
		['a long prompt of emoji', '🦊'.repeat(16_000)],
	])('answers in less than 2 kB for an image, also with %s', async (_kind, prompt) => {
		const { texts, answers } = await call([{ ...fox, prompt }]);
		expect(Buffer.byteLength(texts[0] ?? '')).toBeLessThan(2000);
		expect(texts[0]).not.toContain('\uFFFD');
		expect(answers[0]).toMatchObject([{ prompt: expect.stringMatching(/…$/u) }]);
		expect(bodies()).toMatchObject([{ prompt }]);
	});

	it('gives as many links as images were asked for', async () => {
		const { answers } = await call([{ ...fox, images: 3 }]);
		const links = answers[0]?.map(({ url }) => url);
		expect(new Set(links)).toEqual(new Set(studio.simulator.images.all.map(({ url }) => url)));
		expect(links).toHaveLength(3);
	});
});

describe('an image that came without a link', () => {
	const base64 = async () => {
		const data = studio.simulator.images.all[0]?.file.toString('base64');
		const body = { created: 1, data: [{ b64_json: data }] };
		studio.simulator.misbehave({ kind: 'answer', body, billed: true });
		return await call([fox]);
	};

	it('is stored, and the model is told where the user finds it', async () => {
		await call([{ ...fox, prompt: 'any' }]);
		const { answers } = await base64();
		expect(answers[0]).toMatchObject([
			{ note: expect.stringContaining('The image was made'), model: 'gpt-image-2' },
		]);
		expect(answers[0]?.[0]).not.toHaveProperty('error');
	});
});

describe('what goes wrong reaches the model in words, and never looks like a success:', () => {
	const failure = { error: expect.any(String), whatToDo: expect.stringMatching(/\w{3}/) };

	it('a size that the model does not make, with the nearest that works; then the call is mended', async () => {
		const { answers } = await call([
			{ ...fox, size: '1000x1000' },
			{ ...fox, size: '1008x1008' },
		]);
		expect(answers[0]).toEqual([
			{
				error: "'Size' 1000x1000 is not available for GPT Image 2",
				whatToDo: expect.stringContaining('1008x1008'),
			},
		]);
		expect(answers[1]).toMatchObject([{ url: expect.any(String), size: '1008x1008' }]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it.each<[string, IDataObject, INodeParameters]>([
		['an empty prompt', { ...fox, prompt: '' }, {}],
		['eleven images', { ...fox, images: 11 }, {}],
		['an expression that cannot be read', fox, { prompt: '={{ $json.a.b.c() }}' }],
		['a pause, which would suspend the agent', fox, { delivery: 'pause' }],
		['a callback URL that is none', fox, { delivery: 'submit', callbackUrl: 'here' }],
	])('%s, and nothing is sent', async (_case, toolArguments, parameters) => {
		const { answers, run } = await call([toolArguments], parameters);
		expect(answers[0]).toEqual([failure]);
		expect(run.status).toBe('success');
		expect(studio.simulator.requests).toEqual([]);
	});

	it.each([
		['a wrong token', { apiToken: 'wrong' }],
		['a service that is not there', { baseUrl: 'http://127.0.0.1:1/v1' }],
		['a Base URL that is none', { baseUrl: 'here' }],
	])('%s', async (_case, credential) => {
		skipWaits();
		const { answers } = await call([fox], {}, studio.credentials(credential));
		expect(answers[0]).toMatchObject([failure]);
		expect(answers[0]?.[0]).not.toHaveProperty('url');
	});

	it('a tool without a credential', async () => {
		const { answers } = await call([fox], {}, {});
		expect(answers[0]).toMatchObject([failure]);
	});

	it('a refusal of the content, with what the support asks for', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden', message: 'no foxes' });
		const { answers } = await call([fox]);
		expect(answers[0]).toMatchObject([
			{ ...failure, code: 'forbidden', httpStatus: 403, traceId: expect.any(String) },
		]);
	});

	it('a task that does not exist', async () => {
		const { answers } = await call([fox], { resource: 'task', operation: 'get', taskId: 'none' });
		expect(answers[0]).toMatchObject([{ ...failure, taskId: 'none' }]);
	});

	it('one of three images: the others come out', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 1 });
		const { answers } = await call([{ ...fox, images: 3 }]);
		expect(answers[0]?.filter(({ url }) => url)).toHaveLength(2);
		expect(answers[0]?.filter(({ error }) => error)).toMatchObject([failure]);
	});
});

describe('the same call again', () => {
	it('is another picture after an image came, with another seed', async () => {
		const { answers } = await call([fox, fox, fox]);
		const links = answers.map((answer) => answer[0]?.url);
		expect(new Set(links).size).toBe(3);
		expect(studio.simulator.ledger).toHaveLength(3);
		const seeds = bodies().map(
			(body) => z.object({ seed: z.number().optional() }).parse(body).seed,
		);
		expect(new Set(seeds).size).toBe(3);
	});

	it('is another picture with a seed of the user, too', async () => {
		await call(
			[
				{ ...fox, images: 2 },
				{ ...fox, images: 2 },
			],
			{ options: { seed: 7 } },
		);
		expect(bodies().map((body) => z.object({ seed: z.number() }).parse(body).seed)).toEqual([
			7, 8, 9, 10,
		]);
	});

	it('pays nothing again while it is not known whether the first call was billed', async () => {
		studio.simulator.misbehave({ kind: 'resetAfterAccepting' });
		const { answers } = await call([fox, fox]);
		expect(answers[0]).toMatchObject([{ mayHaveBeenBilled: true }]);
		expect(answers[1]).toEqual(answers[0]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('is a retry after a failure that cost nothing', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' });
		const { answers } = await call([fox, fox]);
		expect(answers[0]).toMatchObject([{ error: expect.any(String) }]);
		expect(answers[1]).toMatchObject([{ url: expect.any(String) }]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('makes only what is missing of several images, and then others', async () => {
		const three = { ...fox, images: 3 };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 1 });
		const { answers } = await call([three, three, three]);
		const links = answers.map((answer) => answer.map(({ url }) => url));
		expect(links[1]).toEqual(expect.arrayContaining(links[0]?.filter(Boolean) ?? []));
		expect(new Set(links.flat().filter(Boolean)).size).toBe(6);
		expect(studio.simulator.ledger).toHaveLength(6);
	});

	it('brings the image that was still being made, which is not paid for again', async () => {
		skipWaits();
		const pauseLimit = "={{ $fromAI('minutes', 'How long to wait', 'number') }}";
		const impatient = { ...fox, minutes: 0.0001 };
		const patient = { ...fox, minutes: 60 };
		// The impatient call asks once, and is told nothing yet.
		studio.simulator.misbehave('tasks-hiccup', { times: 1 });
		const { answers } = await call([impatient, patient], { delivery: 'poll', pauseLimit });
		expect(answers[0]).toMatchObject([
			{
				status: 'timedOut',
				whatToDo: expect.stringContaining('again'),
				taskId: expect.any(String),
			},
		]);
		expect(answers[1]).toMatchObject([
			{ url: expect.any(String), taskId: answers[0]?.[0]?.taskId },
		]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('of another execution that retries this one is answered from the record', async () => {
		const { run } = await call([fox]);
		const retried = await (await retry(run)).finished;
		const [link] = answerSchema.parse(JSON.parse(String(retried.json('Agent')[0]?.answer)));
		expect(link).toMatchObject({ url: studio.simulator.images.all[0]?.url });
		expect(studio.simulator.ledger).toHaveLength(1);
	});
});

describe('Most Images per Run and Most Credits per Run, in a tool,', () => {
	it('hold for all calls of the agent together', async () => {
		const options = { mostImagesPerRun: 3 };
		const two = { ...fox, images: 2 };
		const { answers } = await call([two, two, fox, fox], { options });
		expect(answers.map((answer) => answer.filter(({ url }) => url).length)).toEqual([2, 0, 1, 0]);
		expect(answers[1]).toMatchObject([
			{
				error: "'Most Images per Run' is 3, and 2 images after 2 in earlier calls were asked for",
				whatToDo: expect.stringContaining('Nothing was sent'),
			},
		]);
		expect(studio.simulator.ledger).toHaveLength(3);
	});

	it('count credits where the price is known', async () => {
		const banana = { ...fox, model: 'nano-banana' };
		const options = { mostCreditsPerRun: 0.28 };
		const { answers } = await call([banana, fox, banana, banana], { options });
		expect(answers.map(([first]) => Boolean(first?.url))).toEqual([true, true, true, false]);
		expect(answers[3]?.[0]?.error).toContain(
			'1 image for 0.14 credits after 0.28 in earlier calls',
		);
	});

	it('do not count what failed without being billed, nor what is answered from the record', async () => {
		const fault = { kind: 'error', code: 'forbidden' } as const;
		studio.simulator.misbehave(fault, { skip: 1 });
		const two = { ...fox, images: 2 };
		const { answers } = await call([two, two], { options: { mostImagesPerRun: 2 } });
		expect(answers.map((answer) => answer.filter(({ url }) => url).length)).toEqual([1, 2]);
	});
});
