import type { Simulator, SimulatorOptions } from '../../simulator';
import { FAULT_NAMES, startSimulator } from '../../simulator';
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

async function imageUrl(): Promise<string> {
	await generate();
	return simulator.images.all.at(-1)?.url ?? '';
}

describe('control over HTTP', () => {
	const misbehave = async (body: object) => await client.generate(body, { path: '/../_misbehave' });

	it('orders faults and shows ledger and requests, without being a request itself', async () => {
		await start();
		const ordered = await misbehave({ fault: { kind: 'error', code: 'api_error' }, times: 1 });
		const answers = [await generate(), await generate()];
		const ledger = await client.get(`${simulator.url}/_ledger`);
		const requests = await client.get(`${simulator.url}/_requests`);
		const status = await client.get(`${simulator.url}/`);

		expect(ordered.status).toBe(200);
		expect(answers.map((answer) => answer.status)).toEqual([500, 200]);
		expect(ledger.body).toMatchObject([{ prompt: 'a fox' }]);
		expect(requests.body).toMatchObject({
			maxInFlight: 1,
			requests: [{ status: 500 }, { status: 200 }],
		});
		expect(status.body).toContain('Billed calls    1 (1 images)');
	});

	it('takes faults by their names, lists those, and shows tasks', async () => {
		await start();
		await misbehave({ fault: '401-mid-batch' });
		const answers = [await generate(), await generate(), await generate(), await generate()];
		const faults = await client.get(`${simulator.url}/_faults`);
		const tasks = await client.get(`${simulator.url}/_tasks`);

		expect(answers.map(({ status }) => status)).toEqual([200, 200, 401, 401]);
		expect(tasks.body).toEqual([]);
		expect(faults.body).toHaveLength(FAULT_NAMES.length);
		expect(faults.body).toContainEqual({
			name: 'tasks-no-answer',
			does: 'no answer until the client gives up',
			billed: true,
			on: ['tasks'],
			isEndless: true,
		});
	});

	it('mixes faults into a share of all requests', async () => {
		await start();
		const ordered = await misbehave({ mix: { share: 1, faults: ['402-payment-required'] } });

		expect([ordered.status, (await generate()).status]).toEqual([200, 402]);
	});

	it.each([
		[{ fault: { kind: 'error', code: 'nothing' } }, 'fault.code'],
		[{ fault: 'no-such-fault' }, 'GET /_faults'],
		[{ script: ['fine', { kind: 'latency', ms: -1 }] }, 'script.1.ms'],
		[{ mix: { share: 2 } }, 'mix.share'],
		[{}, 'Give one of'],
	])('says what is wrong with %j', async (order, message) => {
		await start();
		const answer = await misbehave(order);

		expect(answer).toMatchObject({ status: 400, body: expect.stringContaining(message) });
	});
});

describe('a share of all requests that goes wrong', () => {
	const CALLS = 200;
	const statusesOf = async (seed: number) => {
		await start({ seed, mishaps: { share: 0.05, faults: ['502-json', '429-without-hint'] } });
		const statuses: number[] = [];
		for (let call = 0; call < CALLS; call++) statuses.push((await generate()).status);
		return statuses;
	};

	it('is about as large as told, made of all that was named, and repeats with its seed', async () => {
		const first = await statusesOf(7);
		await client.close();
		await simulator.close();
		const second = await statusesOf(7);

		expect(second).toEqual(first);
		expect(new Set(first)).toEqual(new Set([200, 502, 429]));
		const wrong = first.filter((status) => status !== 200).length;
		expect(wrong).toBeGreaterThan(CALLS * 0.02);
		expect(wrong).toBeLessThan(CALLS * 0.1);
	});

	it('is of each endpoint, and leaves out by itself what never ends', async () => {
		await start({ seed: 1 });
		const mixed = simulator.mix({ share: 1 });
		for (let call = 0; call < 60; call++) await generate().catch(() => undefined);
		const hit = new Set(simulator.requests.map(({ faultName }) => faultName));
		const calls = simulator.requests.length;
		mixed.cancel();

		expect(hit.has(null)).toBe(false);
		expect(hit.has('no-answer') || hit.has('blanks-forever')).toBe(false);
		expect(mixed.used).toBeGreaterThanOrEqual(calls);
		expect((await generate()).status).toBe(200);
	});

	it('hits look-ups and downloads with faults of their own', async () => {
		await start();
		const url = await imageUrl();
		simulator.mix({ share: 1, faults: ['tasks-403', 'image-404'] });

		const asked = await client.tasks({ action: 'retrieve', id: 'any' });
		expect([asked.status, (await client.get(url)).status]).toEqual([403, 404]);
		expect((await generate()).status).toBe(200);
	});
});
