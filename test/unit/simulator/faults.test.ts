import { loadImage } from '@napi-rs/canvas';

import type { ApiFault, Simulator, SimulatorOptions } from '../../simulator';
import { startSimulator } from '../../simulator';
import { TestClient } from '../../simulator/testClient';

let simulator: Simulator;
let client: TestClient;

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator({ pictures: 'plain', ...options });
	client = new TestClient(simulator);
}
afterEach(async () => {
	await client.close();
	await simulator.close();
});

const FOX = { model: 'gpt-image-2', prompt: 'a fox', size: '256x256' };
const generate = async () => await client.generate(FOX);
const lastRequest = () => simulator.requests.at(-1);

async function imageUrl(): Promise<string> {
	await generate();
	return simulator.images.all.at(-1)?.url ?? '';
}

describe('errors ordered by code', () => {
	it.each([
		['bad_request', 400],
		['no_token', 400],
		['token_mismatched', 400],
		['invalid_token', 401],
		['used_up', 403],
		['no_api', 404],
		['too_many_requests', 429],
		['api_error', 500],
	] as const)('%s is a %p, once, and nothing is billed for it', async (code, status) => {
		await start();
		simulator.misbehave({ kind: 'error', code });

		const answers = [await generate(), await generate()];

		expect(answers.map((answer) => answer.status)).toEqual([status, 200]);
		expect(answers[0]?.body).toEqual({
			success: false,
			error: { code, message: expect.any(String) },
			trace_id: expect.any(String),
		});
		expect(simulator.ledger).toHaveLength(1);
		expect(simulator.requests[0]?.fault).toBe('error');
	});

	it('a 504 is billed: the task may still be running', async () => {
		await start();
		simulator.misbehave({ kind: 'error', code: 'timeout' });

		expect((await generate()).status).toBe(504);
		expect(simulator.ledger).toHaveLength(1);
	});

	it('Retry-After comes in seconds, as a date, or not at all', async () => {
		const now = Date.parse('2026-04-01T12:00:00.500Z');
		await start({ clock: { now: () => now, sleep: async () => {} } });
		const error = { kind: 'error', code: 'too_many_requests' } as const;
		simulator.script([
			{ ...error, retryAfterSeconds: 3 },
			{ ...error, retryAfterSeconds: 3, retryAfterForm: 'date' },
			error,
		]);

		const answers = [await generate(), await generate(), await generate()];

		expect(answers.map(({ headers }) => headers['retry-after'])).toEqual([
			'3',
			'Wed, 01 Apr 2026 12:00:04 GMT',
			undefined,
		]);
	});

	it('bodies can be HTML or empty', async () => {
		await start();
		simulator.script([
			{ kind: 'error', code: 'api_error', body: 'html' },
			{ kind: 'error', code: 'api_error', body: 'empty' },
			{ kind: 'gateway', status: 503 },
		]);

		const answers = [await generate(), await generate(), await generate()];

		expect(answers.map(({ status, body }) => [status, body])).toEqual([
			[500, expect.stringContaining('<html>')],
			[500, undefined],
			[503, expect.stringContaining('503 Service Unavailable')],
		]);
	});
});

describe('answers that are lost or spoiled', () => {
	const lost: Array<[ApiFault['kind'], ApiFault, number]> = [
		['resetBeforeAccepting', { kind: 'resetBeforeAccepting' }, 0],
		['resetAfterAccepting', { kind: 'resetAfterAccepting' }, 1],
		['cutAnswer', { kind: 'cutAnswer' }, 1],
	];
	it.each(lost)('%s: the client gets no answer', async (_, fault, billed) => {
		await start();
		simulator.misbehave(fault);

		await expect(generate()).rejects.toThrow();

		expect(simulator.ledger).toHaveLength(billed);
		expect(lastRequest()).toMatchObject({ closedByClient: false, fault: fault.kind });
		expect((await generate()).status).toBe(200);
	});

	it('hang: nothing comes until the client gives up, and it is billed', async () => {
		await start();
		simulator.misbehave({ kind: 'hang' });
		const patience = new AbortController();
		const call = client.generate(FOX, { signal: patience.signal });
		await simulator.until(() => simulator.ledger.length === 1);
		patience.abort();

		await expect(call).rejects.toThrow();
		await simulator.until(() => lastRequest()?.finishedAt !== null);
		expect(lastRequest()).toMatchObject({ closedByClient: true, status: null });
	});

	it.each([
		['text that is no JSON', { kind: 'notJson' }, 'OK', 1],
		['a failure in a 200', { kind: 'successFalse' }, { success: false }, 0],
		['no image in a 200', { kind: 'emptyData' }, { success: true, data: [] }, 1],
		['anything', { kind: 'answer', body: { data: 'none' } }, { data: 'none' }, 0],
	] as const)('%s', async (_, fault, body, billed) => {
		await start();
		simulator.misbehave(fault);

		const answer = await generate();

		expect(answer.status).toBe(200);
		if (typeof body === 'string') expect(answer.body).toBe(body);
		else expect(answer.body).toMatchObject(body);
		expect(simulator.ledger).toHaveLength(billed);
	});

	it('a redirected call names another address, where nothing is', async () => {
		await start();
		simulator.misbehave({ kind: 'redirect' });
		const { status, headers } = await generate();

		expect([status, headers.location]).toEqual([307, `${simulator.url}/elsewhere`]);
		expect((await client.get(`${simulator.url}/elsewhere`)).status).toBe(404);
	});

	it('an image can have a name that does not say what it is', async () => {
		await start();
		simulator.misbehave({ kind: 'wrongExtension', extension: '.jpg' });
		const url = await imageUrl();

		expect(url).toMatch(/_0\.jpg$/);
		expect((await client.get(url)).headers['content-type']).toBe('image/png');
	});
});

describe('who is hit', () => {
	const error = { kind: 'error', code: 'api_error' } as const;

	it('only requests that fit, as often as ordered', async () => {
		await start();
		const ordered = simulator.misbehave(error, { match: { prompt: 'owl' }, times: 2 });
		const owl = async () => await client.generate({ ...FOX, prompt: 'an owl' });

		const answers = [await generate(), await owl(), await generate(), await owl(), await owl()];

		expect(answers.map(({ status }) => status)).toEqual([200, 500, 200, 500, 200]);
		expect(ordered.used).toBe(2);
	});

	it('those of which a condition is true, after some are spared', async () => {
		await start();
		simulator.misbehave(error, { when: ({ model }) => model === 'gpt-image-2', skip: 1 });

		const answers = [await generate(), await generate(), await generate()];

		expect(answers.map(({ status }) => status)).toEqual([200, 500, 200]);
	});

	it('everyone until it is cancelled', async () => {
		await start();
		const ordered = simulator.misbehave(error, { times: 'always' });
		const before = [await generate(), await generate()];
		ordered.cancel();

		expect([...before, await generate()].map(({ status }) => status)).toEqual([500, 500, 200]);
	});

	it('some by chance', async () => {
		await start({ seed: 3 });
		simulator.misbehave(error, { times: 'always', probability: 0.5 });
		const statuses = new Set<number>();
		for (let call = 0; call < 12; call++) statuses.add((await generate()).status);

		expect([...statuses].sort()).toEqual([200, 500]);
	});

	it('not a request that is refused anyway', async () => {
		await start();
		simulator.misbehave({ kind: 'hang' });

		const refused = await client.generate({ ...FOX, size: 'malformed' });

		expect(refused.status).toBe(400);
		expect(
			await client.generate(FOX, { signal: AbortSignal.timeout(50) }).catch(() => 'hung'),
		).toBe('hung');
	});

	it('in the order of a script', async () => {
		await start();
		simulator.script(['fine', error, { kind: 'gateway' }]);
		const answers = [await generate(), await generate(), await generate(), await generate()];

		expect(answers.map(({ status }) => status)).toEqual([200, 500, 502, 200]);
	});

	it('latency adds to other faults', async () => {
		const slept: number[] = [];
		await start({
			latencyMs: 1_000,
			clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) },
		});
		simulator.misbehave({ kind: 'latency', ms: 500 });
		simulator.misbehave({ kind: 'emptyData' });

		expect((await generate()).body).toMatchObject({ data: [] });
		expect(slept).toEqual([1_500]);
	});
});

describe('limits', () => {
	it('so many calls in a span of time, then 429 until the oldest is over', async () => {
		let now = 0;
		await start({
			clock: { now: () => now, sleep: async () => {} },
			rateLimit: { requests: 2, perMs: 10_000 },
		});
		const first = [await generate(), await generate(), await generate()];
		now = 10_000;
		const later = await generate();

		expect(first.map(({ status }) => status)).toEqual([200, 200, 429]);
		expect(first[2]?.headers['retry-after']).toBe('10');
		expect(later.status).toBe(200);
		expect(simulator.ledger).toHaveLength(3);
	});

	it('so many calls at the same moment', async () => {
		let finish = () => {};
		const gate = new Promise<void>((resolve) => (finish = resolve));
		await start({ maxConcurrent: 2, clock: { now: () => 0, sleep: async () => await gate } });

		const calls = [generate(), generate()];
		await simulator.until(() => simulator.ledger.length === 2);
		const third = await generate();
		finish();

		expect(third.status).toBe(429);
		expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200]);
		expect(simulator.maxInFlight).toBe(3);
		expect(simulator.requests.map(({ inFlight }) => inFlight)).toEqual([1, 2, 3]);
	});
});

describe('images that do not arrive as they should', () => {
	it('the image host answers with a status, then serves the image', async () => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageStatus', status: 503 }, { times: 2 });

		const answers = [await client.get(url), await client.get(url), await client.get(url)];

		expect(answers.map(({ status }) => status)).toEqual([503, 503, 200]);
	});

	it.each(['image/jpeg', 'application/octet-stream', 'text/html'])(
		'a png comes as %s',
		async (contentType) => {
			await start();
			const url = await imageUrl();
			simulator.misbehave({ kind: 'imageContentType', contentType });
			const { headers, file } = await client.get(url);

			expect(headers['content-type']).toBe(contentType);
			expect(await loadImage(file)).toMatchObject({ width: 256 });
		},
	);

	it('the connection is cut in the middle', async () => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageCut' });

		await expect(client.get(url)).rejects.toThrow();
	});

	it('half the file comes as if it were whole', async () => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageTruncated' });
		const { headers, file } = await client.get(url);

		expect(headers['content-length']).toBe(String(file.length));
		expect(file.length).toBe(Math.floor((simulator.images.find(url)?.bytes ?? 0) / 2));
	});

	it('an HTML page comes with status 200', async () => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageHtml' });

		expect(await client.get(url)).toMatchObject({
			status: 200,
			body: expect.stringContaining('<!doctype html>'),
		});
	});

	it('a redirect leads to the image once, in circles, or elsewhere', async () => {
		await start();
		const url = await imageUrl();
		const path = new URL(url).pathname;
		const locationNow = async () => (await client.get(url)).headers.location;

		simulator.misbehave({ kind: 'imageRedirect' });
		expect([await locationNow(), await locationNow()]).toEqual([path, undefined]);

		simulator.misbehave({ kind: 'imageRedirect', to: 'http://198.51.100.1/x.png' });
		expect(await locationNow()).toBe('http://198.51.100.1/x.png');

		simulator.misbehave({ kind: 'imageRedirect', to: 'loop' });
		expect([await locationNow(), await locationNow(), await locationNow()]).toEqual([
			path,
			path,
			path,
		]);
	});

	it('the image drips, a tenth of the rate at a time', async () => {
		const slept: number[] = [];
		await start({ clock: { now: () => 0, sleep: async (ms) => void slept.push(ms) } });
		const url = await imageUrl();
		const { bytes = 0, file } = simulator.images.find(url) ?? {};
		simulator.misbehave({ kind: 'imageDrip', bytesPerSecond: bytes });
		slept.length = 0;

		expect((await client.get(url)).file.equals(file ?? Buffer.alloc(0))).toBe(true);
		expect(slept.filter((ms) => ms === 100).length).toBeGreaterThanOrEqual(10);
	});

	it.each([
		[true, '1000000'],
		[false, undefined],
	])('it is far too large; declared: %p', async (declared, contentLength) => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageOversized', bytes: 1_000_000, declared });
		const { headers, file } = await client.get(url);

		expect([headers['content-length'], file.length]).toEqual([contentLength, 1_000_000]);
	});

	it('the image host resets the connection', async () => {
		await start();
		const url = await imageUrl();
		simulator.misbehave({ kind: 'imageReset' });

		await expect(client.get(url)).rejects.toThrow();
	});
});

describe('a host that cannot be reached', () => {
	it('refuses connections while it is offline, and comes back on the same port', async () => {
		await start();
		await simulator.goOffline();
		await expect(generate()).rejects.toMatchObject({ code: 'ECONNREFUSED' });
		await simulator.goOnline();

		expect((await generate()).status).toBe(200);
	});
});
