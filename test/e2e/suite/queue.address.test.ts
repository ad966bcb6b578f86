import { IMAGES } from './workflows';
import { runOf } from '../api/execution-data';
import { createCredential, type StoredCredential } from '../api/credentials';
import { waitForExecution } from '../api/executions';
import { flow, imageNode, promptItems } from '../deliveries/flow';
import { complaintsOf, openQueueBench, startAtWebhook, type QueueBench } from '../queue/bench';

/** As the worker is told it is reached, whatever the other processes know. */
const toldOf = (address: string) => ({ WEBHOOK_URL: address, N8N_WEBHOOK_URL: address });

/** The node is to end without an error, so that its warnings can be read beside the failure. */
const GOES_ON = { onError: 'continueRegularOutput' };

const REFUSED = /cannot reach this n8n at http:\/\/localhost:\d+/;

describe('a worker whose address is plainly wrong, with a service that is in the internet', () => {
	let bench: QueueBench;
	let credential: StoredCredential;

	beforeAll(async () => {
		bench = await openQueueBench('queue.address');
		const data = { apiToken: 'x', baseUrl: 'https://api.xhuo.invalid/v1' };
		credential = await createCredential(bench.api, { name: 'XHuo account', type: 'xhuoApi', data });
		// So that the other one does the work.
		await bench.n8n.stop('worker2');
	});
	afterAll(async () => await bench?.close());
	beforeEach(() => bench.reset());

	/** Runs a workflow that would pause, at the one worker; gives what its node was left with. */
	const pauseAt = async (path: string, env: Record<string, string>) => {
		const { api, n8n } = bench;
		await n8n.restart('worker1', env);
		const pause = imageNode({ delivery: 'pause', options: { maxRetries: 0 } }, GOES_ON);
		const file = flow(path, [...promptItems(['Lighthouse']), pause]);
		const id = await startAtWebhook({ ...bench, credential }, file);
		const execution = await waitForExecution(api, id);
		expect(n8n.workersOf(id)).toEqual(['worker1']);
		return runOf(execution, IMAGES);
	};

	it.each([
		[
			'port',
			'http://n8n.example.com:5678/',
			/points to port 5678 of n8n\.example\.com.*WEBHOOK_URL/,
		],
		['http', 'http://n8n.example.com/', /starts with http:\/\/ and not https:\/\/.*WEBHOOK_URL/],
	])('%s: there is a warning', async (path, address, warning) => {
		const { hints } = await pauseAt(path, toldOf(address));
		expect(hints).toEqual([
			expect.objectContaining({ type: 'warning', message: expect.stringMatching(warning) }),
		]);
	});

	it('a good one: there is none', async () => {
		const { hints } = await pauseAt('good', toldOf('https://n8n.example.com/'));
		expect(hints ?? []).toEqual([]);
	});

	it('localhost, as of a worker that nobody told: it is refused', async () => {
		const run = await pauseAt('untold', { ...toldOf(''), N8N_HOST: 'localhost' });
		expect(JSON.stringify(run)).toMatch(REFUSED);
	});

	it('nothing in the logs speaks of other trouble', () => {
		expect(complaintsOf(bench, [REFUSED])).toEqual([]);
	});
});
