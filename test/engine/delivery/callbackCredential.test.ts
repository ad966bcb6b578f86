import type { INodeParameters } from 'n8n-workflow';

import { packageName, WebhookServer, workflow, type RunOptions } from '../harness';
import { useStudio } from '../image/studio';

const TRIGGER = 'Trigger';
const studio = useStudio();

let server: WebhookServer;
beforeEach(async () => {
	server = await WebhookServer.start();
});
afterEach(async () => await server.close());

async function listen(parameters: INodeParameters, credentials: RunOptions['credentials']) {
	const trigger = {
		...{ type: `${packageName}.xhuoImageTrigger`, typeVersion: 1, parameters },
		credentials: ['xhuoApi'],
	};
	return await server.activate(workflow().node(TRIGGER, trigger), { credentials });
}

const callback = { success: true, task_id: 't', data: [{ url: 'https://cdn.example/1.png' }] };

const post = async (url: string) =>
	await fetch(url, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(callback),
	});

describe('the credential of the trigger', () => {
	it('does no harm when it is left over from before None was chosen', async () => {
		const parameters = { authentication: 'none', downloadImages: false };
		const active = await listen(parameters, studio.credentials());
		const execution = active.nextExecution();

		expect((await post(active.url)).status).toBe(200);
		expect((await execution).json(TRIGGER)).toMatchObject([{ url: callback.data[0]?.url }]);
	});

	it('starts nothing when it is gone, and the caller is told', async () => {
		const active = await listen({}, {});
		const execution = jest.fn();
		void active.nextExecution().then(execution);

		const answer = await post(`${active.url}?xhuo=a.b`);

		expect(answer.status).toBe(503);
		expect(await answer.json()).toMatchObject({
			accepted: false,
			reason: expect.stringContaining('credential'),
		});
		expect(execution).not.toHaveBeenCalled();
	});
});
