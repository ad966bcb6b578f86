import { listAllExecutions } from '../api/executions';
import { finishedExecutions } from '../callbacks/harvest';
import { hostileCalls } from '../callbacks/hostile';
import { listen } from '../callbacks/listener';
import { sendAll, type Answer } from '../callbacks/send';
import { submitImages } from '../callbacks/submit';
import type { N8n } from '../instance/n8n';
import { openOwnWorkbench, type Workbench } from '../setup/workbench';

const CALLS = 2_000;
const AT_ONCE = 8;
const SEED = 20_261_123;
/** n8n takes this much unless N8N_PAYLOAD_SIZE_MAX says otherwise. */
const LARGEST_PAYLOAD_BYTES = 16 * 1024 * 1024;

/** What a few kinds of calls are answered. n8n itself answers what it cannot parse (422). */
const EXPECTED = {
	'signature unsigned': [401],
	'signature forged': [403],
	'signature of another token': [403],
	'signature stale': [403],
	'body wrong shape': [400],
	'body not JSON': [422],
	'body truncated': [422],
	'content type image/png': [400],
};

describe('calls from strangers', () => {
	let bench: Workbench<N8n>;

	beforeAll(async () => {
		// By default n8n makes a V8 isolate for every call of a webhook, some 50 ms of work on 2 cores:
		// docs/callbacks.md, "How quickly".
		const env = { N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true' };
		bench = await openOwnWorkbench('callbacks.hostile', { n8n: { env } });
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.simulator.reset());

	it('start nothing and are told why, all 2,000, and a good callback is still welcome', async () => {
		const { n8n, api, simulator, credential } = bench;
		const listener = await listen(n8n, credential);
		const target = { url: listener.url, token: simulator.token, seed: SEED };

		const answers = await sendAll(hostileCalls(target, CALLS), AT_ONCE);

		const unwanted = answers.filter(({ call, status, reason }) => {
			const isRefused = status >= 400 && status <= 499;
			return !isRefused || (!reason && call.method !== 'HEAD');
		});
		expect(unwanted.map(({ call, status, text }) => [call.what, status, text])).toEqual([]);
		expect(answers).toHaveLength(CALLS);
		for (const [what, statuses] of Object.entries(EXPECTED)) {
			expect([what, statusesOf(answers, what)]).toEqual([what, statuses]);
		}
		expect(await listAllExecutions(api, listener.workflow)).toEqual([]);

		const health = await fetch(`${n8n.url}/healthz`);
		expect(await health.json()).toEqual({ status: 'ok' });
		await submitImages(bench, listener.url, 1);
		const [execution] = await finishedExecutions(api, listener, 1);
		expect(execution?.status).toBe('success');
	});

	it('are refused by n8n itself when they are too large for it', async () => {
		const { n8n, api, credential } = bench;
		const listener = await listen(n8n, credential, { parameters: { authentication: 'none' } });
		const body = Buffer.alloc(LARGEST_PAYLOAD_BYTES + 1, '1');
		const headers = { 'content-type': 'application/json' };

		const [answer] = await sendAll(
			[{ what: 'too large', method: 'POST', url: listener.url, headers, body }],
			1,
		);

		expect(answer).toMatchObject({ status: 500, reason: expect.stringContaining('problem') });
		expect(await listAllExecutions(api, listener.workflow)).toEqual([]);
	});
});

function statusesOf(answers: readonly Answer[], what: string): number[] {
	const statuses = answers.filter(({ call }) => call.what === what).map(({ status }) => status);
	return [...new Set(statuses)].sort();
}
