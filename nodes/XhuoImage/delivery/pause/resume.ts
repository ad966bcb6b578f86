import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

import { CREDENTIAL_TYPE, openClient, type ApiClient } from '../../api/client';
import type { Clock } from '../../api/clock';
import { callbackBody } from '../../callback/callbackBody';
import { readCallback, type Callback } from '../../callback/readCallback';
import { sharedQuestions } from '../../tasks/sharedQuestions';
import { askForEnds, type Ends } from './askForEnds';
import { finishedItems } from './finishedItems';
import { reply } from './reply';
import { suspendedTasks } from './suspendedParts';
import { suspensionOf } from './suspension';
import { endOfCallback } from './taskEnds';
import { watchResuming } from './watchResuming';

/** A sender is not kept waiting for longer: while tasks are asked for, and images fetched; in ms. */
const LONGEST_ASKING_MS = 2500;
const LONGEST_FETCHING_MS = 20_000;

/**
 * Answers a callback while the execution is suspended. A callback is only a knock on the door: with
 * more than one task open, the tasks endpoint is asked for all of them, and the execution goes on
 * when all are finished. Nothing has to be kept in between, so callbacks may be repeated, lost but
 * one, or come in any order and to any process of n8n.
 */
export async function resume(
	context: IWebhookFunctions,
	clock: Clock,
): Promise<IWebhookResponseData> {
	const body = await callbackBody(context);
	const callback = readCallback(body);
	if (!callback) return reply(context, 400, 'This is not a callback of the XHuo Images API.');
	const items = suspendedItems(context);
	const open = items.flatMap(suspendedTasks).map(({ taskId }) => taskId);
	if (!open.includes(callback.taskId)) {
		return reply(context, 404, 'No task of this id is waited for here.');
	}
	const suspension = suspensionOf(open);
	if (suspension.isWaking(clock.now())) return reply(context, 200, BEING_RESUMED);

	const lead = suspension.takeLead(callback.taskId);
	const client = await clientOf(context, clock);
	if (!client) return reply(context, 503, 'The credential of this node cannot be used.');
	const questions = sharedQuestions(`${accountOf(context)} ${client.origin}`, clock);
	const tools = { clock, source: client, questions, lead };
	const ends = await answeredWithin(
		LONGEST_ASKING_MS,
		'The tasks are being looked up.',
		async () =>
			open.length === 1 ? endsOfOne(callback) : await askForEnds(open, suspension, tools),
	);
	if (!ends.isComplete) return reply(context, ends.status, ends.reason);
	if (!suspension.beginWaking(clock.now())) return reply(context, 200, BEING_RESUMED);

	const finishing = { context, clock, origin: client.origin };
	const finished = await answeredWithin(LONGEST_FETCHING_MS, BEING_RESUMED, async () =>
		finishedItems(finishing, items, ends.ends),
	);
	void watchResuming(context, clock, suspension, body);
	// Otherwise n8n answers as soon as it has stored that the execution goes on.
	const isAnswered = context.getResponseObject().headersSent;
	return { workflowData: [finished], ...(isAnswered && { noWebhookResponse: true }) };

	/** Does something, and answers the sender meanwhile if it takes long. */
	async function answeredWithin<T>(ms: number, reason: string, work: () => Promise<T>): Promise<T> {
		const done = new AbortController();
		void clock
			.sleep(ms, done.signal)
			.then(() => done.signal.aborted || reply(context, 200, reason));
		try {
			return await work();
		} finally {
			done.abort();
		}
	}
}

const BEING_RESUMED = 'The execution is being resumed.';

function suspendedItems(context: IWebhookFunctions): INodeExecutionData[] {
	const items = context.evaluateExpression('{{ $input.all() }}');
	return Array.isArray(items) ? (items as INodeExecutionData[]) : [];
}

const endsOfOne = (callback: Callback): Ends => ({
	isComplete: true,
	ends: new Map([[callback.taskId, endOfCallback(callback)]]),
});

/** Were this to throw, n8n would end the execution, and its tasks would be lost with it. */
async function clientOf(context: IWebhookFunctions, clock: Clock): Promise<ApiClient | undefined> {
	try {
		return await openClient(context, clock);
	} catch {
		return undefined;
	}
}

const accountOf = (context: IWebhookFunctions): string =>
	context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '';
