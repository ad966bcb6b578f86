import { signingKey, signUrl } from '../../nodes/XhuoImage/callback/signedUrl';
import { createCredential, type StoredCredential } from '../e2e/api/credentials';
import { activateWorkflow, importWorkflow, type StoredWorkflow } from '../e2e/api/workflows';
import { isListening, listen } from '../e2e/callbacks/listener';
import type { Call } from '../e2e/callbacks/send';
import type { RunningN8n } from '../e2e/instance/running-n8n';
import { randomUUID } from '../e2e/support/node';
import type { Simulator } from '../simulator';

/** A workflow that waits for callbacks. */
export interface Receiver {
	name: string;
	workflow: Pick<StoredWorkflow, 'id'>;
	url: string;
	/** What the caller has to send along. */
	headers?: Record<string, string>;
}

/** The one that the others are compared with: it takes a call from anybody. */
const BARE = "n8n's Webhook node";
/** n8n treats it as it treats nodes of others. */
export const OLD = `${BARE}, version 1`;
/** The trigger without a memory, which n8n would write to its database with each callback. */
export const FORGETFUL = 'XHuo Image Trigger, Drop Repeats off';
const SECRET = { name: 'x-secret', value: 'only-for-measurements' };

/** What the trigger is compared with, first, and the trigger; all are published and answer. */
export async function publishReceivers(n8n: RunningN8n, simulator: Simulator): Promise<Receiver[]> {
	const { token, baseUrl } = simulator;
	const credential = await createCredential(n8n.api, {
		name: 'XHuo account',
		type: 'xhuoApi',
		data: { apiToken: token, baseUrl },
	});
	const trigger = async (options: Record<string, unknown>) =>
		await listen(n8n, credential, {
			// The tasks are made up, and what comes after the answer is not measured.
			parameters: { downloadImages: false, options: { askService: false, ...options } },
		});
	const header = await createCredential(n8n.api, {
		name: 'Header',
		type: 'httpHeaderAuth',
		data: { ...SECRET },
	});
	return [
		{ name: BARE, ...(await webhookNode(n8n, 2.1)) },
		{
			name: `${BARE}, Header Auth`,
			...(await webhookNode(n8n, 2.1, header)),
			headers: { [SECRET.name]: SECRET.value },
		},
		// n8n spares its own Webhook node, from version 2 on, an isolate for each call.
		{ name: OLD, ...(await webhookNode(n8n, 1)) },
		{ name: FORGETFUL, ...(await trigger({ dropRepeats: false })) },
		{ name: 'XHuo Image Trigger', ...(await trigger({})) },
	];
}

/** The callback of a task of its own, as the service would send it. */
export function callbackTo({ name, url, headers }: Receiver, token: string): Call {
	const image = { revised_prompt: 'A lighthouse', url: 'https://cdn.example/1.png' };
	const body = {
		success: true,
		task_id: randomUUID(),
		trace_id: randomUUID(),
		data: { created: 1_777_048_800, data: [image] },
	};
	return {
		what: name,
		method: 'POST',
		url: signUrl(new URL(url), { product: 'A-17' }, Date.now(), signingKey(token)),
		headers: { 'content-type': 'application/json', ...headers },
		body: JSON.stringify(body),
	};
}

async function webhookNode(
	n8n: RunningN8n,
	typeVersion: number,
	header?: StoredCredential,
): Promise<Omit<Receiver, 'name'>> {
	const path = randomUUID();
	const node = (name: string, type: string, version: number, parameters: object) => ({
		...{ id: name, name, type: `n8n-nodes-base.${type}`, typeVersion: version },
		...{ position: [0, 0], parameters: { ...parameters } },
	});
	const authentication = header ? 'headerAuth' : 'none';
	const parameters = { httpMethod: 'POST', path, authentication, options: {} };
	const webhook = {
		...node('Webhook', 'webhook', typeVersion, parameters),
		webhookId: path,
		...(header && { credentials: { httpHeaderAuth: { id: header.id, name: header.name } } }),
	};
	const workflow = await importWorkflow(n8n.api, {
		name: `Receive with the Webhook node, version ${typeVersion}, ${authentication}`,
		nodes: [webhook, node('Hand On', 'noOp', 1, {})],
		connections: { Webhook: { main: [[{ node: 'Hand On', type: 'main', index: 0 }]] } },
	});
	await activateWorkflow(n8n.api, workflow);
	const url = `${n8n.url}/webhook/${path}`;
	await isListening({ url });
	return { workflow, url };
}
