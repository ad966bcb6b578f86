import type {
	IExecuteFunctions,
	INodeType,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import {
	noOp,
	resumeAfterTimeLimit,
	throwawayNode,
	wait,
	WebhookServer,
	workflow,
} from './harness';

const WEBHOOKS: IWebhookDescription[] = [
	{
		name: 'default',
		httpMethod: 'POST',
		path: 'parcel',
		responseMode: 'onReceived',
		responseData: 'noData',
		restartWebhook: true,
	},
];

/** Suspends the execution until a call says `{ "last": true }`; other calls are only counted. */
function pausing(): INodeType {
	const suspend = async function (this: IExecuteFunctions) {
		const url = new URL(String(this.evaluateExpression('{{ $execution.resumeUrl }}', 0)));
		url.pathname += '/parcel';
		const items = this.getInputData();
		items.splice(0, items.length, { json: { url: url.href } });
		await this.putExecutionToWait(new Date(Date.now() + 60_000));
		return [items];
	};
	const webhook = async function (this: IWebhookFunctions): Promise<IWebhookResponseData> {
		const { last } = this.getBodyData();
		if (last !== true) return { webhookResponse: { status: 'not yet' } };
		const pending = this.evaluateExpression('{{ $input.all().map((item) => item.json) }}', 0);
		return { workflowData: [[{ json: { pending } }]] };
	};
	return { ...throwawayNode('pausing', suspend, { webhooks: WEBHOOKS }), webhook };
}

const post = async (url: string, body: object) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

describe('a suspended execution', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
	});
	afterEach(async () => await server.close());

	const suspended = async () => {
		const waiting = await workflow()
			.start([{ n: 1 }])
			.testNode('Pause', pausing())
			.node('After', noOp())
			.run({ server });
		return { waiting, url: String(waiting.json('Pause')[0]?.url) };
	};

	it('goes on with what the call brings to the node that waits', async () => {
		const { waiting, url } = await suspended();
		const resumed = server.resumed(waiting);
		const answer = await post(url, { last: true });
		const run = await resumed;

		expect(waiting.status).toBe('waiting');
		expect(waiting.runs('After')).toEqual([]);
		expect([answer.status, await answer.text()]).toEqual([200, '']);
		expect(run.status).toBe('success');
		expect(run.executionId).toBe(waiting.executionId);
		expect(run.json('After')).toEqual([{ pending: [{ url }] }]);
		expect(run.runs('Pause')).toHaveLength(1);
	});

	it('stays suspended while the node wants more', async () => {
		const { waiting, url } = await suspended();
		const first = await post(url, { last: false });
		const resumed = server.resumed(waiting);
		await post(url, { last: true });

		expect(await first.json()).toEqual({ status: 'not yet' });
		expect((await resumed).status).toBe('success');
	});

	it('refuses a wrong token, a path nobody waits on, an unknown execution and a late call', async () => {
		const { waiting, url } = await suspended();
		const calls = [
			url.replace(/signature=.*/, 'signature=guessed'),
			url.replace('/parcel', '/letter'),
			url.replace(/webhook-waiting\/\d+/, 'webhook-waiting/999999'),
		];
		const statuses = [];
		for (const call of calls) statuses.push((await post(call, { last: true })).status);
		const resumed = server.resumed(waiting);
		await post(url, { last: true });
		await resumed;
		statuses.push((await post(url, { last: true })).status);

		expect(statuses).toEqual([401, 404, 404, 409]);
	});

	it('goes on without a call once its time is up: the input goes out as it is', async () => {
		const { waiting, url } = await suspended();
		const run = await (await resumeAfterTimeLimit(waiting)).finished;

		expect(run.status).toBe('success');
		expect(run.json('After')).toEqual([{ url }]);
	});

	it("works with n8n's own Wait node", async () => {
		const waiting = await workflow()
			.start([{ n: 1 }])
			.node('Wait', wait(3600))
			.node('After', noOp())
			.run({ server });
		const run = await (await resumeAfterTimeLimit(waiting)).finished;

		expect(waiting.status).toBe('waiting');
		expect(run.json('After')).toEqual([{ n: 1 }]);
	});
});
