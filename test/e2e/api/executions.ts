import { z } from 'zod';

import { parseExecutionData, type ExecutionData } from './execution-data';
import { openPushSession, type PushSession } from './push';
import type { Session } from './session';
import type { StoredWorkflow } from './workflows';
import { eventually, type Patience } from '../support/eventually';

/** The statuses in which an execution is over. "waiting" is not: a callback or a timer resumes it. */
export const FINAL = ['success', 'error', 'canceled', 'crashed'];

const summarySchema = z
	.object({
		id: z.coerce.string(),
		status: z.string(),
		mode: z.string(),
		workflowId: z.string(),
		retryOf: z.coerce.string().nullish(),
	})
	.passthrough();

/** What the list of executions tells about one. */
export type ExecutionSummary = z.infer<typeof summarySchema>;

/** An execution with all that its nodes were given and gave. */
export interface Execution extends ExecutionSummary {
	data: ExecutionData;
}

const startedSchema = z.object({ executionId: z.coerce.string() });
const listeningSchema = z.object({ data: z.object({ waitingForWebhook: z.literal(true) }) });

/**
 * Runs a workflow the way the editor's button does, with the connection open on which the editor
 * hears of the progress.
 *
 * @param trigger the name of the trigger node to start from
 * @param event what the trigger gives, where it is the editor that makes it: a message in the chat
 * @returns the id of the execution, which has only begun
 */
export async function runManually(
	api: Session,
	workflow: StoredWorkflow,
	trigger: string,
	event?: Record<string, unknown>,
): Promise<string> {
	const push = await openPushSession(api);
	try {
		const triggerToStartFrom = { name: trigger, ...(event && { data: ranWith(event) }) };
		const body = { workflowData: workflow, triggerToStartFrom, startNodes: [] };
		const path = `/rest/workflows/${workflow.id}/run`;
		const response = await api.send('POST', path, body, { 'push-ref': push.ref });
		return z.object({ data: startedSchema }).parse(await response.json()).data.executionId;
	} finally {
		push.close();
	}
}

/** A node's run that gave one item, as the editor tells of it. */
const ranWith = (json: Record<string, unknown>) => ({
	startTime: Date.now(),
	executionTime: 0,
	executionIndex: 0,
	executionStatus: 'success',
	source: [null],
	data: { main: [[{ json }]] },
});

/**
 * Has n8n listen for a test event, as the button of that name in a trigger's panel does. The test URL
 * answers once.
 *
 * @returns the connection of the editor that listens; close it when the event was there
 */
export async function listenForTestEvent(
	api: Session,
	workflow: StoredWorkflow,
	trigger: string,
): Promise<PushSession> {
	const push = await openPushSession(api);
	const body = { workflowData: workflow, triggerToStartFrom: { name: trigger }, startNodes: [] };
	const path = `/rest/workflows/${workflow.id}/run`;
	const response = await api.send('POST', path, body, { 'push-ref': push.ref });
	listeningSchema.parse(await response.json());
	return push;
}

/** Reads an execution as it is now. */
export async function readExecution(api: Session, id: string): Promise<Execution> {
	const schema = summarySchema.extend({ data: z.string() });
	const execution = await api.get(`/rest/executions/${id}`, schema);
	return { ...execution, data: await parseExecutionData(execution.data) };
}

/** Waits until an execution is over, whatever came of it. */
export async function waitForExecution(
	api: Session,
	id: string,
	patience: Patience = { timeoutMs: 120_000 },
): Promise<Execution> {
	return await waitForStatus(api, id, FINAL, patience);
}

/** Waits until an execution has one of the given statuses, such as "waiting" or "running". */
export async function waitForStatus(
	api: Session,
	id: string,
	statuses: string[],
	patience?: Patience,
): Promise<Execution> {
	return await eventually(
		`execution ${id} is ${statuses.join(' or ')}`,
		async () => {
			const execution = await readExecution(api, id);
			return statuses.includes(execution.status) && execution;
		},
		patience,
	);
}

/** Runs a workflow from its trigger, and waits for the end. */
export async function runToTheEnd(
	api: Session,
	workflow: StoredWorkflow,
	trigger: string,
	patience?: Patience,
): Promise<Execution> {
	return await waitForExecution(api, await runManually(api, workflow, trigger), patience);
}

/** The executions of a workflow, the newest first; at most 50. */
export async function listExecutions(
	api: Session,
	{ id }: Pick<StoredWorkflow, 'id'>,
): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const path = `/rest/executions?limit=50&filter=${filter}`;
	const list = await api.get(path, z.object({ results: z.array(summarySchema) }));
	return list.results;
}

/** Every execution of a workflow, the newest first, however many there are. */
export async function listAllExecutions(
	api: Session,
	{ id }: Pick<StoredWorkflow, 'id'>,
): Promise<ExecutionSummary[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId: id }));
	const page = z.object({ results: z.array(summarySchema), nextCursor: z.string().nullish() });
	const all: ExecutionSummary[] = [];
	let cursor = '';
	do {
		const list = await api.get(`/rest/executions?limit=100&filter=${filter}${cursor}`, page);
		all.push(...list.results);
		cursor = list.nextCursor ? `&cursor=${encodeURIComponent(list.nextCursor)}` : '';
	} while (cursor !== '');
	return all;
}

/** Stops a running or waiting execution, as the editor's stop button does. */
export async function stopExecution(api: Session, id: string): Promise<void> {
	await api.post(`/rest/executions/${id}/stop`, {}, z.unknown());
}

/**
 * Runs a failed execution again from the node that failed, as the list of executions does.
 *
 * @param workflowAsItIsNow whether to take the workflow's current version instead of the one that ran
 * @returns the id of the new execution
 */
export async function retryExecution(
	api: Session,
	id: string,
	workflowAsItIsNow = false,
): Promise<string> {
	const body = { loadWorkflow: workflowAsItIsNow };
	// n8n 1.x tells how it went, and not its id.
	const answerSchema = z.union([z.object({ id: z.coerce.string() }), z.boolean(), z.string()]);
	const answer = await api.post(`/rest/executions/${id}/retry`, body, answerSchema);
	if (typeof answer === 'object') return answer.id;
	const { workflowId } = await readExecution(api, id);
	const executions = await listExecutions(api, { id: workflowId });
	const retry = executions.find(({ retryOf }) => retryOf === id);
	if (!retry) throw new Error(`No execution is a retry of ${id}`);
	return retry.id;
}
