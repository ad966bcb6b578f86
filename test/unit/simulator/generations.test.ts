import type { Simulator } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

let simulator: Simulator;
let client: TestClient;

beforeAll(async () => {
	simulator = await startSimulator({ pictures: 'plain' });
	client = new TestClient(simulator);
});
afterAll(async () => {
	await client.close();
	await simulator.close();
});
beforeEach(() => simulator.reset());

const FOX = { model: 'gpt-image-2', prompt: 'a fox' };
const UUID = expect.stringMatching(
	/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
);

const refusal = (code: string, message: unknown = expect.any(String)) => ({
	success: false,
	error: { code, message },
	trace_id: UUID,
});

describe('answers', () => {
	it('gpt-image-2 comes with the ids of its task and a permanent link', async () => {
		const { status, body } = await client.generate(FOX);

		const [billed] = simulator.ledger;
		expect(status).toBe(200);
		expect(body).toEqual({
			success: true,
			task_id: billed?.taskId,
			trace_id: billed?.traceId,
			elapsed: expect.any(Number),
			created: expect.any(Number),
			data: [
				{
					revised_prompt: 'a fox',
					url: `${simulator.url}/cdn/gpt-image/${billed?.taskId}_0.png`,
				},
			],
		});
		expect(billed?.taskId).toEqual(UUID);
	});

	it('dall-e names no task, and its link carries a signature', async () => {
		const { body } = await client.generate({ model: 'dall-e-3', prompt: 'a fox' });

		expect(body).toEqual({
			created: expect.any(Number),
			data: [
				{
					revised_prompt: expect.stringContaining('a fox'),
					url: expect.stringMatching(
						/\/private\/images\/[^/]+\/generated_00\.png\?se=.*&sig=.*&sp=r/,
					),
				},
			],
		});
	});

	it('dall-e gives the image as base64 when asked, and no link', async () => {
		const { body } = await client.generate({
			model: 'dall-e-2',
			prompt: 'a fox',
			size: '256x256',
			response_format: 'b64_json',
		});

		const [image] = simulator.images.all;
		expect(body).toMatchObject({ data: [{ b64_json: image?.file.toString('base64') }] });
		expect(JSON.stringify(body)).not.toContain('"url"');
	});

	it('dall-e-2 makes n images in one billed call', async () => {
		const { body } = await client.generate({
			model: 'dall-e-2',
			prompt: 'a fox',
			size: '256x256',
			n: 3,
		});

		expect(body).toMatchObject({ data: [{}, {}, {}] });
		expect(simulator.ledger).toMatchObject([{ images: 3 }]);
		expect(new Set(simulator.images.all.map(({ sha256 }) => sha256)).size).toBe(3);
	});

	it('nano-banana says created 0, repeats the prompt and names no task', async () => {
		const { body } = await client.generate({
			model: 'nano-banana',
			prompt: 'a fox',
			response_format: 'b64_json',
		});

		expect(body).toEqual({
			created: 0,
			data: [
				{
					revised_prompt: 'a fox',
					url: expect.stringMatching(/\/cdn\/nanobanana\/[^/]+\.(png|jpeg)$/),
				},
			],
		});
	});
});

describe('what is billed', () => {
	it.each([
		[undefined, '1K', 1],
		['', '1K', 1],
		['auto', '1K', 1],
		['1024x1024', '1K', 1],
		['1792x1024', '1K', 1],
		['1254x1254', '1K', 1],
		['941x1672', '1K', 1],
		['2048x2048', 'above 1K', 1.5],
		['3840x2160', 'above 1K', 1.5],
		['1040x1024', 'above 1K', 1.5],
	])('gpt-image-2 with size %p costs the %s step', async (size, step, multiplier) => {
		await client.generate({ ...FOX, size });

		expect(simulator.ledger).toMatchObject([{ pricing: { step, multiplier }, size: size ?? null }]);
	});

	it.each([
		['nano-banana', 0.14],
		['nano-banana-2', 0.28],
		['nano-banana-pro', 0.35],
	])('%s costs %p credits', async (model, credits) => {
		await client.generate({ model, prompt: 'a fox' });

		expect(simulator.ledger).toMatchObject([{ pricing: { credits } }]);
	});

	it.each(['gpt-image-1', 'gpt-image-2', 'nano-banana-pro'])(
		'n is ignored by %s: one image is made and billed',
		async (model) => {
			const { body } = await client.generate({ model, prompt: 'a fox', n: 10 });

			expect(body).toMatchObject({ data: [{}] });
			expect(simulator.ledger).toMatchObject([{ images: 1 }]);
			expect(simulator.requests[0]?.unexpectedFields).toEqual(['n']);
		},
	);

	it('keeps the body as it came', async () => {
		const sent = { ...FOX, quality: 'high', seed: 7 };
		await client.generate(sent);

		expect(simulator.ledger[0]?.body).toEqual(sent);
	});
});

describe('the real size of the image', () => {
	it.each([
		['gpt-image-2', undefined, 1254, 1254],
		['gpt-image-2', '1024x1024', 1254, 1254],
		['gpt-image-2', '1792x1024', 1672, 941],
		['gpt-image-2', '1024x1792', 941, 1672],
		['gpt-image-2', '1536x1024', 1536, 1024],
		['gpt-image-2', '2048x1152', 2048, 1152],
		['gpt-image-1', 'auto', 1024, 1024],
		['gpt-image-1.5', '1024x1536', 1024, 1536],
		['dall-e-2', '512x512', 512, 512],
		['nano-banana', '1792x1024', 1344, 768],
		['nano-banana', '1024x1792', 768, 1344],
		['nano-banana', '3840x2160', 1024, 1024],
		['nano-banana', 'nonsense', 1024, 1024],
	])('%s, size %p: %p x %p', async (model, size, width, height) => {
		await client.generate({ model, prompt: 'a fox', size });

		expect(simulator.images.all).toMatchObject([{ width, height }]);
	});
});

describe('what the service turns down with 400, and does not bill', () => {
	const dalle2 = { model: 'dall-e-2', prompt: 'a fox' };
	const dalle3 = { model: 'dall-e-3', prompt: 'a fox' };

	it.each([
		['a body without a model', { prompt: 'a fox' }, /model/],
		['an unknown model', { ...FOX, model: 'gpt-image-3' }, /model/],
		['a model named like an object property', { ...FOX, model: 'constructor' }, /model/],
		['a body without a prompt', { model: 'gpt-image-2' }, /prompt/],
		['a blank prompt', { ...FOX, prompt: '  ' }, /prompt/],
		['a prompt that is no text', { ...FOX, prompt: 17 }, /prompt/],
		['a size in another form', { ...FOX, size: '1024*1024' }, /size/],
		['a size with a capital X', { ...FOX, size: '1024X1024' }, /size/],
		['a size that is no text', { ...FOX, size: 1024 }, /size/],
		['a size off the grid of 16', { ...FOX, size: '800x600' }, /multiples of 16/],
		['a side over 3840', { ...FOX, size: '3856x1024' }, /3840/],
		['too many pixels', { ...FOX, size: '3840x2176' }, /8294400/],
		['a size gpt-image-1 lacks', { ...FOX, model: 'gpt-image-1', size: '1792x1024' }, /size/],
		['a size dall-e-2 lacks', { ...dalle2, size: '1792x1024' }, /size/],
		['auto for dall-e-3', { ...dalle3, size: 'auto' }, /size/],
		['n of 0', { ...dalle2, n: 0 }, /n must be an integer from 1 to 10/],
		['n of 11', { ...dalle2, n: 11 }, /n must/],
		['n of 1.5', { ...dalle2, n: 1.5 }, /n must/],
		['n as text', { ...dalle2, n: '2' }, /n must/],
		['n of 2 for dall-e-3', { ...dalle3, n: 2 }, /n must/],
		['hd for dall-e-2', { ...dalle2, quality: 'hd' }, /quality/],
		['an unknown style', { ...dalle3, style: 'cubist' }, /style/],
		['standard quality for gpt-image-2', { ...FOX, quality: 'standard' }, /quality/],
		['an unknown background', { ...FOX, background: 'blue' }, /background/],
		['an unknown format', { ...FOX, output_format: 'gif' }, /output_format/],
		['a compression of 101', { ...FOX, output_compression: 101 }, /output_compression/],
		['an unknown moderation', { ...FOX, moderation: 'none' }, /moderation/],
		['a seed that is no integer', { ...FOX, seed: 0.5 }, /seed/],
		['a callback URL that is none', { ...FOX, callback_url: 'ftp://host/x' }, /callback_url/],
		['a list', [FOX], /JSON object/],
		['no JSON', '{"model":', /JSON object/],
	])('%s', async (_, body, message) => {
		const answer = await client.generate(body);

		expect(answer.status).toBe(400);
		expect(answer.body).toEqual(refusal('bad_request', expect.stringMatching(message)));
		expect(simulator.ledger).toEqual([]);
		expect(simulator.images.all).toEqual([]);
	});

	it.each([
		['dall-e-2', 1_000],
		['dall-e-3', 4_000],
		['gpt-image-2', 32_000],
	])('%s: a prompt of more than %p characters', async (model, limit) => {
		const size = '1024x1024';
		const atLimit = await client.generate({ model, size, prompt: '🦊'.repeat(limit) });
		const over = await client.generate({ model, size, prompt: '🦊'.repeat(limit + 1) });

		expect([atLimit.status, over.status]).toEqual([200, 400]);
	});

	it('JSON that is not called JSON', async () => {
		const answer = await client.generate(FOX, { headers: { 'content-type': 'text/plain' } });

		expect(answer.status).toBe(400);
	});
});

describe('fields that a model does not take', () => {
	it.each([
		[{ ...FOX, response_format: 'url' }, ['response_format']],
		[{ ...FOX, style: 'vivid', colour: 'red' }, ['style', 'colour']],
		[{ ...FOX, output_compression: 50 }, ['output_compression']],
		[{ ...FOX, output_compression: 50, output_format: 'webp' }, []],
		[{ ...FOX, seed: 1, quality: 'low', moderation: 'low', background: 'opaque' }, []],
		[{ model: 'dall-e-2', prompt: 'a fox', style: 'vivid', seed: 1 }, ['style', 'seed']],
		[{ model: 'nano-banana', prompt: 'a fox', quality: 'high', size: '1024x1024' }, ['quality']],
		[{ ...FOX, trace_id: 'mine' }, []],
	])('%j: %j are noted, and let pass', async (body, unexpected) => {
		const { status } = await client.generate(body);

		expect(status).toBe(200);
		expect(simulator.requests[0]?.unexpectedFields).toEqual(unexpected);
	});
});

describe('the account comes before everything else', () => {
	const wrong = { model: 'none' };

	it.each([
		['no token', () => null, 401, 'invalid_token'],
		['an unknown token', () => 'guessed', 401, 'invalid_token'],
		['an expired token', () => simulator.expiredToken, 401, 'token_expired'],
		['the token of another service', () => simulator.otherServiceToken, 400, 'token_mismatched'],
		['an account without balance', () => simulator.emptyToken, 403, 'used_up'],
		['a disabled account', () => simulator.disabledToken, 403, 'disabled'],
	])('%s', async (_, token, status, code) => {
		const answer = await client.generate(wrong, { token: token() });

		expect(answer.status).toBe(status);
		expect(answer.body).toEqual(refusal(code));
	});

	it('moderation comes after the body', async () => {
		const prompt = 'some forbidden content';
		const answers = [
			await client.generate({ ...FOX, prompt, size: 'big' }),
			await client.generate({ ...FOX, prompt }),
		];

		expect(answers.map(({ body }) => body)).toEqual([refusal('bad_request'), refusal('forbidden')]);
		expect(simulator.ledger).toEqual([]);
	});

	it.each([
		'/openai/images/generation',
		'//openai/images/generations',
		'/openai/images/generations/',
	])('there is no API at %s', async (path) => {
		const answer = await client.generate(FOX, { path });

		expect(answer.status).toBe(404);
		expect(answer.body).toEqual(refusal('no_api'));
	});
});
