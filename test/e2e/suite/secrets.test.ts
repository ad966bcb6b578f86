import { imageWorkflow, START } from './workflows';
import { runToTheEnd } from '../api/executions';
import { filesContaining } from '../api/secrets';
import { testCredential } from '../api/credentials';
import { importWorkflow } from '../api/workflows';
import type { N8n } from '../instance/n8n';
import { openOwnWorkbench, type Workbench } from '../setup/workbench';

const UNMISTAKABLE = 'secret-of-the-e2e-tests-7c41f0';

describe('the API token', () => {
	let bench: Workbench<N8n>;

	beforeAll(async () => {
		bench = await openOwnWorkbench('secrets', {
			simulator: { token: UNMISTAKABLE },
			n8n: { env: { N8N_LOG_LEVEL: 'debug', EXECUTIONS_DATA_SAVE_ON_PROGRESS: 'true' } },
		});
	});
	afterAll(async () => await bench?.close());

	it("is in none of n8n's files and not in its log, whatever went wrong", async () => {
		const { n8n, api, simulator, credential } = bench;
		await testCredential(api, credential);
		simulator.script(
			[
				'fine',
				{ kind: 'error', code: 'bad_request' },
				{ kind: 'error', code: 'invalid_token' },
				{ kind: 'resetAfterAccepting' },
				{ kind: 'notJson' },
				{ kind: 'gateway', status: 502 },
				{ kind: 'redirect' },
			],
			{ times: 7 },
		);
		simulator.misbehave({ kind: 'imageStatus', status: 404 }, { times: 4 });
		const items = Array.from({ length: 7 }, (_, n) => ({ prompt: `Lighthouse ${n}` }));
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput']) {
			const parameters = {
				prompt: '={{ $json.prompt }}',
				options: { concurrency: 1, maxRetries: 0 },
			};
			const workflow = imageWorkflow({ items, parameters, settings: { onError } });
			await runToTheEnd(api, await importWorkflow(api, workflow, [credential]), START);
		}
		expect(simulator.requests.length).toBeGreaterThan(7);

		// All that n8n still had to write is in its files now.
		await n8n.stop();

		expect(n8n.log.text()).not.toContain(UNMISTAKABLE);
		expect(await filesContaining(n8n.folder, UNMISTAKABLE)).toEqual([]);
		expect(await filesContaining(n8n.folder, 'Lighthouse')).not.toEqual([]);
	});

	it('is sent to the API only, never to the host of the images', () => {
		const { simulator } = bench;
		const downloads = simulator.requests.filter(({ method }) => method === 'GET');

		expect(downloads.length).toBeGreaterThan(0);
		expect(
			downloads.filter(({ headers }) => JSON.stringify(headers).includes(UNMISTAKABLE)),
		).toEqual([]);
	});
});
