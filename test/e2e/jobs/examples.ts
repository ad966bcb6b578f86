import type { StoredCredential } from '../api/credentials';
import { listAllExecutions, readExecution, type Execution } from '../api/executions';
import type { Session } from '../api/session';
import {
	activateWorkflow,
	importWorkflow,
	readWorkflow,
	type StoredWorkflow,
	type WorkflowFile,
} from '../api/workflows';
import { isListening } from '../callbacks/listener';
import { eventually } from '../support/eventually';
import { join, randomUUID } from '../support/node';
import { projectFolder } from '../support/paths';

const TRIGGER = 'n8n-nodes-xhuoapi.xhuoImageTrigger';
const UNFINISHED = ['new', 'running', 'waiting'];

/** A workflow of `examples/`, stored in n8n. */
export interface Example {
	readonly workflow: StoredWorkflow;
	/** The production URL of its XHuo Image Trigger, if it has one. */
	readonly callbackUrl: string;
}

/**
 * Imports an example, and does what its note says: the credentials are chosen, and the production URL of
 * the trigger is pasted where it belongs.
 *
 * @param file its name, without `.json`
 * @param callbackUrl of the trigger in another workflow; by default that of its own
 */
export async function importExample(
	api: Session,
	file: string,
	credentials: StoredCredential[],
	callbackUrl?: string,
): Promise<Example> {
	const example = await readWorkflow(join(projectFolder, 'examples', `${file}.json`));
	const webhookId = randomUUID();
	const own = `${api.url}/webhook/${webhookId}/xhuo-image`;
	const ready = withAddresses(example, webhookId, callbackUrl ?? own);
	return { workflow: await importWorkflow(api, ready, credentials), callbackUrl: own };
}

/** As the editor does on import: a trigger gets an id for its address. */
function withAddresses(file: WorkflowFile, webhookId: string, callbackUrl: string): WorkflowFile {
	const nodes = file.nodes.map((node) => ({
		...node,
		...(node.type === TRIGGER && { webhookId }),
		...(node.parameters?.callbackUrl !== undefined && {
			parameters: { ...node.parameters, callbackUrl },
		}),
	}));
	return { ...file, nodes };
}

/** Publishes an example that begins with the trigger, and waits until its production URL is answered. */
export async function listenTo(api: Session, { workflow, callbackUrl }: Example): Promise<void> {
	await activateWorkflow(api, workflow);
	await isListening({ url: callbackUrl });
}

/** Waits until webhooks have started a workflow so often, and each execution is over. */
export async function startedByWebhook(
	api: Session,
	workflow: StoredWorkflow,
	count: number,
): Promise<Execution[]> {
	const over = await eventually(
		`${count} executions that a webhook started are over`,
		async () => {
			const all = await listAllExecutions(api, workflow);
			const started = all.filter(({ mode }) => mode === 'webhook');
			const isOver = !started.some(({ status }) => UNFINISHED.includes(status));
			return started.length >= count && isOver && started;
		},
		{ timeoutMs: 120_000, everyMs: 500 },
	);
	return await Promise.all(over.map(async ({ id }) => await readExecution(api, id)));
}
