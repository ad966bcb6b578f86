import type { StoredCredential } from '../api/credentials';
import { activateWorkflow, importWorkflow, type StoredWorkflow } from '../api/workflows';
import type { RunningN8n } from '../instance/running-n8n';
import type { FlowNode } from '../suite/workflows';
import { eventually } from '../support/eventually';
import { randomUUID } from '../support/node';
import { fetchOnOwnConnection } from '../support/own-connection';

/** The name of the trigger in the workflows below. */
export const TRIGGER = 'Image Finished';

/** A workflow that an XHuo Image Trigger starts. */
export interface Listener {
	workflow: StoredWorkflow;
	/** The production URL of its trigger. */
	url: string;
	/** The URL that answers while somebody listens for a test event. */
	testUrl: string;
}

export interface ListenerOptions {
	/** Parameters of the trigger. */
	parameters?: Record<string, unknown>;
	/** Settings of the trigger, such as `onError` and `retryOnFail`. */
	settings?: Record<string, unknown>;
	/** What the image is handed to; a node that does nothing. */
	next?: FlowNode;
}

const HAND_ON: FlowNode = {
	name: 'Hand On',
	type: 'n8n-nodes-base.noOp',
	typeVersion: 1,
	parameters: {},
};

/** Stores a workflow that begins with the trigger and hands the image on. */
export async function storeListener(
	n8n: RunningN8n,
	credential: StoredCredential,
	{ parameters = {}, settings = {}, next = HAND_ON }: ListenerOptions = {},
): Promise<Listener> {
	const webhookId = randomUUID();
	const trigger = {
		id: 'trigger',
		name: TRIGGER,
		type: 'n8n-nodes-xhuoapi.xhuoImageTrigger',
		typeVersion: 2,
		position: [0, 0],
		webhookId,
		parameters,
		credentials: { xhuoApi: { id: null, name: 'XHuo account' } },
		...settings,
	};
	const file = {
		name: 'Receive images',
		nodes: [trigger, { id: 'next', position: [220, 0], ...next }],
		connections: { [TRIGGER]: { main: [[{ node: next.name, type: 'main', index: 0 }]] } },
	};
	const workflow = await importWorkflow(n8n.api, file, [credential]);
	const path = `${webhookId}/xhuo-image`;
	return {
		workflow,
		url: `${n8n.url}/webhook/${path}`,
		testUrl: `${n8n.url}/webhook-test/${path}`,
	};
}

/** Stores such a workflow, publishes it, and waits until its production URL is answered. */
export async function listen(
	n8n: RunningN8n,
	credential: StoredCredential,
	options: ListenerOptions = {},
): Promise<Listener> {
	const listener = await storeListener(n8n, credential, options);
	await activateWorkflow(n8n.api, listener.workflow);
	await isListening(listener);
	return listener;
}

/** Waits until the production URL is answered, which takes a moment after a start of n8n too. */
export async function isListening({ url }: Pick<Listener, 'url'>): Promise<void> {
	await eventually('the trigger answers', async () => {
		const { status } = await fetchOnOwnConnection(url, { method: 'POST' });
		return status !== 404;
	});
}
