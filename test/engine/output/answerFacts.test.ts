import { packageName, WebhookServer, workflow } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const studio = useStudio({ pictures: 'plain' });

const usage = { input_tokens: 20, output_tokens: 30, total_tokens: 50 };
const cost = { amount: 0.6048, currency: 'credit' };
const said = { model: 'gpt-image-2-2026', usage, cost: { ...cost, list_amount: 0.672 } };
const image = { url: 'https://cdn.example.com/1.png' };
const task = { id: 'T', finished_at: 5, response: { success: true, data: [image], ...said } };

/** What is expected to come out of all this. */
const facts = { answeredModel: 'gpt-image-2-2026', usage, cost };
const linked = { downloadImages: false };

const answer = (body: unknown) => ({ kind: 'answer', status: 200, body }) as const;
const says = (body: unknown) => studio.simulator.misbehave(answer(body));
const knows = (body: unknown) =>
	studio.simulator.misbehave(answer(body), { on: ['tasks'], times: 'always' });

describe('what an answer says of its model, its tokens and its price', () => {
	it('comes out, beside the model that was ordered', async () => {
		says({ data: [image], task_id: 'T', ...said });
		const [item] = (await studio.run(prompts(1), linked)).json(NODE);
		expect(item).toMatchObject({ model: 'gpt-image-2', ...facts });
	});

	it('is null where the service is silent', async () => {
		says({ data: [image], task_id: 'T' });
		const [item] = (await studio.run(prompts(1), linked)).json(NODE);
		expect(item).toMatchObject({ answeredModel: null, usage: null, cost: null });
	});

	it('comes out with Ask Until Finished', async () => {
		skipWaits();
		says({ task_id: 'T' });
		knows({ items: [task], count: 1 });
		const run = await studio.run(prompts(1), { ...linked, delivery: 'poll' });
		expect(run.json(NODE)).toMatchObject([{ model: 'gpt-image-2', ...facts }]);
	});

	it('comes out of a task that is looked up, whose model it is where no other is known', async () => {
		knows({ ...task, request: {} });
		const parameters = { resource: 'task', operation: 'get', taskId: 'T', ...linked };
		const run = await studio.run([{}], parameters);
		expect(run.json(NODE)).toMatchObject([{ model: 'gpt-image-2-2026', ...facts }]);
	});

	it('is remembered with what was paid for, for a retry', async () => {
		says({ data: [image], task_id: 'T', ...said });
		studio.simulator.misbehave(
			{ kind: 'error', code: 'disabled' },
			{ match: { prompt: 'picture 2' } },
		);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const parameters = { ...linked, options: { concurrency: 1 } };
		const run = await studio.run(prompts(2), parameters, settings);
		expect(run.json(NODE)[0]).toMatchObject({ url: image.url, ...facts });
	});
});

describe('with a callback', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
	});
	afterEach(async () => await server.close());

	it('it comes out when a suspended execution goes on', async () => {
		says({ task_id: 'T' });
		studio.simulator.misbehave(answer({ items: [], count: 0 }), { on: ['tasks'] });
		const waiting = await studio
			.image(prompts(1), { ...linked, delivery: 'pause' })
			.run({ credentials: studio.credentials(), server });
		expect(waiting.status).toBe('waiting');
		knows({ items: [task], count: 1 });
		const resumed = server.resumed(waiting);
		const sent = studio.simulator.requests.find(({ path }) => path.includes('generations'))?.body;
		await post(callbackUrlIn(sent), { task_id: 'T', ...task.response });
		expect((await resumed).json(NODE)).toMatchObject([{ model: 'gpt-image-2', ...facts }]);
	});

	it('it comes out of the trigger, with the fields that people use most in front', async () => {
		const spec = {
			type: `${packageName}.xhuoImageTrigger`,
			typeVersion: 2,
			parameters: { authentication: 'none', ...linked },
		};
		const active = await server.activate(workflow().node('Trigger', spec), {});
		const execution = active.nextExecution();
		await post(active.url, { task_id: 'T', ...task.response });
		const [item] = (await execution).json('Trigger');
		expect(item).toMatchObject({ model: 'gpt-image-2-2026', ...facts });
		expect(Object.keys(item ?? {}).slice(0, 3)).toEqual(['url', 'image', 'prompt']);
	});
});

it('puts the fields that people use most in front', async () => {
	const [item] = (await studio.run(prompts(1))).json(NODE);
	expect(Object.keys(item ?? {}).slice(0, 3)).toEqual(['url', 'image', 'prompt']);
});

const callbackUrlIn = (body: unknown): string =>
	typeof body === 'object' && body !== null && 'callback_url' in body
		? String(body.callback_url)
		: '';

const post = async (url: string, body: unknown) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
