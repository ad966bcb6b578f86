import type { INodeType, IWebhookDescription, IWebhookFunctions } from 'n8n-workflow';

import { noOp, throwawayNode, WebhookServer, workflow } from './harness';

const WEBHOOKS: IWebhookDescription[] = [
	{ name: 'default', httpMethod: 'POST', path: 'parcel', responseMode: 'onReceived' },
];

/** Starts an execution for every parcel that it has not seen before. */
function parcelTrigger(): INodeType {
	const webhook = async function (this: IWebhookFunctions) {
		const { parcel } = this.getBodyData();
		const seen = this.getWorkflowStaticData('node');
		if (parcel === undefined) {
			this.getResponseObject().status(400).json({ reason: 'no parcel' });
			return { noWebhookResponse: true };
		}
		if (seen[String(parcel)] === true) return { webhookResponse: { reason: 'seen' } };
		seen[String(parcel)] = true;
		return { workflowData: [[{ json: { parcel } }]] };
	};
	const type = throwawayNode(
		'parcelTrigger',
		async function () {
			return [this.getInputData().map(({ json }) => ({ json: { ...json, opened: true } }))];
		},
		{ group: ['trigger'], inputs: [], webhooks: WEBHOOKS },
	);
	return { ...type, webhook };
}

const post = async (url: string, body: object) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('an active workflow', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
	});
	afterEach(async () => await server.close());

	const activate = async () =>
		await server.activate(workflow().testNode('Parcels', parcelTrigger()).node('After', noOp()));

	it('starts an execution when its trigger is called', async () => {
		const active = await activate();
		const execution = active.nextExecution();
		const answer = await post(active.url, { parcel: 7 });
		const run = await execution;

		expect(await answer.json()).toEqual({ message: 'Workflow was started' });
		expect(run.status).toBe('success');
		expect(run.json('After')).toEqual([{ parcel: 7, opened: true }]);
	});

	it('starts none when the trigger answers by itself, and remembers what it has seen', async () => {
		const active = await activate();
		const execution = active.nextExecution();
		const refused = await post(active.url, {});
		await post(active.url, { parcel: 1 });
		const first = await execution;
		let started = false;
		void active.nextExecution().then(() => (started = true));
		const repeated = await post(active.url, { parcel: 1 });

		expect([refused.status, await refused.json()]).toEqual([400, { reason: 'no parcel' }]);
		expect(first.json('After')).toEqual([{ parcel: 1, opened: true }]);
		expect(await repeated.json()).toEqual({ reason: 'seen' });
		expect(started).toBe(false);
	});

	it('does not answer on another path', async () => {
		const active = await activate();

		expect((await post(`${active.url}-not`, {})).status).toBe(404);
	});
});
