import { fetchCredentialTypes, fetchNodeTypes } from '../api/node-types';
import { itemsOf } from '../api/execution-data';
import { listExecutions, runToTheEnd, waitForExecution } from '../api/executions';
import { activateWorkflow, callWebhook, importWorkflow } from '../api/workflows';
import type { N8n } from '../instance/n8n';
import { prepared, startPreparedN8n } from '../setup/prepared';
import { eventually } from '../support/eventually';

describe('n8n with the package installed as a community package', () => {
	let n8n: N8n;

	beforeAll(async () => {
		// As a user starts it: with nothing prepared, and with the task runner.
		const env = { N8N_RUNNERS_MODE: 'internal' };
		n8n = await startPreparedN8n('boot', { database: undefined, env });
	});
	afterAll(async () => await n8n?.dispose());

	it('offers the nodes and the credential in the editor', async () => {
		const { name } = prepared().communityPackage;
		const nodes = (await fetchNodeTypes(n8n.api)).map((type) => type.name);
		const credentials = (await fetchCredentialTypes(n8n.api)).map((type) => type.name);

		expect(nodes).toEqual(expect.arrayContaining([`${name}.xhuoImage`, `${name}.xhuoImageTool`]));
		expect(credentials).toContain('xhuoApi');
	});

	it('writes no warning about the package into its log', () => {
		const complaints = n8n.log.complaints().map(({ message }) => message);

		expect(
			complaints.filter(
				(message) =>
					/xhuo|community|package|node type/i.test(message) && !/ migration /.test(message),
			),
		).toEqual([]);
	});

	it('writes no error into its log', () => {
		const entries = n8n.log.entries();
		const up = entries.findIndex(({ message }) => message.includes('Editor is now accessible'));
		// Raw lines are a crash's, but older versions of n8n write more than that past their logger. And on a
		// slow machine the tests ask whether it is up while it still makes its database.
		const errors = entries.filter(
			({ level, message }, index) =>
				(level === 'error' || (level === 'raw' && /\b\w*(error|exception)\b/i.test(message))) &&
				!(index < up && message === '503 Database is not ready!'),
		);

		expect(errors).toEqual([]);
	});

	it('runs a workflow by its button', async () => {
		const workflow = await importWorkflow(n8n.api, greeting('manualTrigger', {}));

		const execution = await runToTheEnd(n8n.api, workflow, 'Start');

		expect(execution).toMatchObject({ status: 'success', mode: 'manual' });
		expect(itemsOf(execution, 'Greet')).toMatchObject([{ json: { greeting: 'hello' } }]);
	});

	it('runs a workflow by its webhook', async () => {
		const webhook = { path: 'greet', httpMethod: 'POST', responseMode: 'lastNode' };
		const workflow = await importWorkflow(n8n.api, greeting('webhook', webhook));
		await activateWorkflow(n8n.api, workflow);

		const response = await callWebhook(n8n.api, 'greet', { name: 'Ada' });

		expect(await response.json()).toMatchObject({ greeting: 'hello' });
		const [{ id } = { id: '' }] = await eventually('the execution is listed', async () => {
			const executions = await listExecutions(n8n.api, workflow);
			return executions.length > 0 && executions;
		});
		const execution = await waitForExecution(n8n.api, id);
		expect(itemsOf(execution, 'Start')).toMatchObject([{ json: { body: { name: 'Ada' } } }]);
	});
});

function greeting(trigger: string, parameters: Record<string, unknown>) {
	return {
		name: `Greeting by ${trigger}`,
		nodes: [
			{
				id: 'start',
				name: 'Start',
				type: `n8n-nodes-base.${trigger}`,
				typeVersion: trigger === 'webhook' ? 2 : 1,
				position: [0, 0],
				parameters,
				...(trigger === 'webhook' ? { webhookId: 'greet' } : {}),
			},
			{
				id: 'greet',
				name: 'Greet',
				type: 'n8n-nodes-base.set',
				typeVersion: 3.4,
				position: [220, 0],
				parameters: {
					assignments: {
						assignments: [{ id: '1', name: 'greeting', type: 'string', value: 'hello' }],
					},
				},
			},
		],
		connections: { Start: { main: [[{ node: 'Greet', type: 'main', index: 0 }]] } },
	};
}
