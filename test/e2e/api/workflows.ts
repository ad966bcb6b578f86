import { z } from 'zod';

import type { StoredCredential } from './credentials';
import { RestError, type Session } from './session';
import { eventually } from '../support/eventually';
import { readFile } from '../support/node';
import { fetchOnOwnConnection } from '../support/own-connection';

const nodeSchema = z
	.object({
		name: z.string(),
		type: z.string(),
		parameters: z.record(z.unknown()).default({}),
		credentials: z.record(z.object({ id: z.string().nullish(), name: z.string() })).optional(),
	})
	.passthrough();

const workflowFileSchema = z
	.object({
		name: z.string(),
		nodes: z.array(nodeSchema),
		connections: z.record(z.unknown()),
		settings: z.record(z.unknown()).default({}),
	})
	.passthrough();

const storedWorkflowSchema = workflowFileSchema.extend({ id: z.string(), versionId: z.string() });

/** A workflow as the editor exports it. */
export type WorkflowFile = z.input<typeof workflowFileSchema>;
/** A workflow that is stored in n8n. */
export type StoredWorkflow = z.infer<typeof storedWorkflowSchema>;

/** Reads a workflow that the editor exported, such as those in `examples/`. */
export async function readWorkflow(path: string): Promise<WorkflowFile> {
	return workflowFileSchema.parse(JSON.parse(await readFile(path, 'utf8')));
}

/**
 * Stores a workflow as a new one. Where a node asks for a credential of a type that is given, it gets
 * that one.
 */
export async function importWorkflow(
	api: Session,
	workflow: WorkflowFile,
	credentials: StoredCredential[] = [],
): Promise<StoredWorkflow> {
	const { name, nodes, connections, settings } = workflowFileSchema.parse(workflow);
	const completed = nodes.map((node) => ({ ...node, ...credentialsFor(node, credentials) }));
	const body = { name, nodes: completed, connections, settings, active: false };
	return await api.post('/rest/workflows', body, storedWorkflowSchema);
}

/** Publishes a workflow, so that its triggers and webhooks are live. */
export async function activateWorkflow(
	api: Session,
	{ id, versionId }: StoredWorkflow,
): Promise<void> {
	await setActive(api, id, 'activate', { versionId });
}

/** Takes a workflow out of service. */
export async function deactivateWorkflow(api: Session, { id }: StoredWorkflow): Promise<void> {
	await setActive(api, id, 'deactivate', {});
}

async function setActive(
	api: Session,
	id: string,
	verb: 'activate' | 'deactivate',
	body: object,
): Promise<void> {
	await api
		.post(`/rest/workflows/${id}/${verb}`, body, z.unknown())
		.catch(async (error: unknown) => {
			const isUnknown = error instanceof RestError && error.status === 404;
			if (!isUnknown) return await Promise.reject(error);
			// n8n 1.x has a switch in place of publishing.
			const active = verb === 'activate';
			return await api.patch(`/rest/workflows/${id}`, { active }, z.unknown());
		});
}

/**
 * Calls the production webhook of an active workflow. Just after the activation n8n may not know the
 * path yet: its 404 is asked again for a few seconds.
 *
 * @param path what the trigger node has as its path
 */
export async function callWebhook(
	api: Pick<Session, 'url'>,
	path: string,
	body: unknown,
	init: { method?: string; headers?: Record<string, string> } = {},
): Promise<Response> {
	return await eventually(`n8n knows the webhook ${path}`, async () => {
		const response = await fetchOnOwnConnection(`${api.url}/webhook/${path}`, {
			method: init.method ?? 'POST',
			headers: { 'content-type': 'application/json', ...init.headers },
			...(init.method === 'GET'
				? {}
				: { body: typeof body === 'string' ? body : JSON.stringify(body) }),
		});
		const isUnknown =
			response.status === 404 && (await response.clone().text()).includes('not registered');
		return isUnknown ? undefined : response;
	});
}

function credentialsFor(
	node: z.infer<typeof nodeSchema>,
	credentials: StoredCredential[],
): Pick<z.infer<typeof nodeSchema>, 'credentials'> {
	const wanted = Object.entries(node.credentials ?? {}).map(([type, current]) => {
		const given = credentials.find((credential) => credential.type === type);
		return [type, given ? { id: given.id, name: given.name } : current];
	});
	return wanted.length === 0 ? {} : { credentials: Object.fromEntries(wanted) };
}
