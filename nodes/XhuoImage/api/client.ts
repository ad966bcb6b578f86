import {
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import { readGeneration, readSubmission, type GenerationAnswer, type Submission } from './answers';
import { BASE_URL_ADVICE, readBaseUrl } from './baseUrl';
import type { Clock } from './clock';
import { failed, type Failure, type Outcome } from './failure';
import { parseJson } from './json';
import { explainAnswer, type HttpAnswer } from './refusals';
import { readTask, readTaskPage, type TaskPage } from './tasks';
import { cleanToken } from './token';
import { explainThrown } from './transport';

/** Where the node runs: while executing, or while answering a callback. */
export type NodeContext = IExecuteFunctions | IWebhookFunctions;

export const CREDENTIAL_TYPE = 'xhuoApi';

/** A question about tasks: `retrieve` or `retrieve_batch` (contract §3). */
export type TaskQuestion =
	| { readonly action: 'retrieve'; readonly id: string }
	| {
			readonly action: 'retrieve_batch';
			readonly ids?: readonly string[];
			/** Unix seconds. */
			readonly created_at_min?: number;
			/** Unix seconds. */
			readonly created_at_max?: number;
			readonly offset: number;
			readonly limit: number;
	  };

/** The service as one node run sees it. Every call is one try, and none throws. */
export interface ApiClient {
	/** The credential's own origin, such as `https://api.xhuoapi.ai`. */
	readonly origin: string;
	/**
	 * Asks for images and waits for them: `POST /openai/images/generations` (contract §1).
	 *
	 * @param body the request body
	 * @param timeoutMs how long to wait for the answer, in milliseconds
	 */
	generate(body: object, timeoutMs: number): Promise<Outcome<GenerationAnswer>>;
	/**
	 * Hands a task in and does not wait for it: the same, with a callback URL. A service that
	 * answers with the image at once has done what it was paid for, so that is an answer too.
	 */
	submit(
		body: object,
		callbackUrl: string,
		timeoutMs: number,
	): Promise<Outcome<Submission | GenerationAnswer>>;
	/** Looks up tasks: `POST /openai/tasks` (contract §3). Free of charge. */
	lookUp(question: TaskQuestion): Promise<Outcome<TaskPage>>;
}

/** Looking a task up is quick; in milliseconds. */
const LOOK_UP_TIMEOUT_MS = 30_000;

const credentialSchema = z.object({ apiToken: z.string(), baseUrl: z.string() });

const httpAnswerSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.string(), z.unknown()),
	body: z.unknown(),
});

/**
 * Opens the service with the node's credential.
 *
 * @throws NodeOperationError if the credential's base URL is not a web address
 */
export async function openClient(context: NodeContext, clock: Clock): Promise<ApiClient> {
	const { apiToken, baseUrl } = credentialSchema.parse(
		await context.getCredentials(CREDENTIAL_TYPE),
	);
	const base = readBaseUrl(baseUrl);
	if (!base) {
		throw new NodeOperationError(context.getNode(), `Base URL '${baseUrl}' is not a web address`, {
			description: BASE_URL_ADVICE,
		});
	}
	const { address, origin } = base;
	const hide = hideToken(cleanToken(apiToken));

	return {
		origin,
		generate: async (body, timeoutMs) => await call(GENERATIONS, body, timeoutMs, readGeneration),
		submit: async (body, callbackUrl, timeoutMs) => {
			const submitted = { ...body, callback_url: callbackUrl };
			return await call(GENERATIONS, submitted, timeoutMs, readAccepted);
		},
		lookUp: async (question) => {
			const asked = await call(TASKS, question, LOOK_UP_TIMEOUT_MS, readLookUp);
			return asked.ok ? asked : failed(freeOfCharge(asked.failure));
		},
	};

	/** Sends a request and reads its answer; any other answer is explained. */
	async function call<T>(
		path: string,
		body: object,
		timeoutMs: number,
		read: (parsed: unknown) => T | undefined,
	): Promise<Outcome<T>> {
		const answer = await post(`${address}${path}`, body, timeoutMs);
		if (!answer.ok) return failed(hide(answer.failure));
		const parsed = parseJson(answer.value.body);
		const isSuccess = answer.value.status >= 200 && answer.value.status < 300;
		const value = isSuccess ? read(parsed) : undefined;
		return value === undefined
			? failed(hide(explainAnswer(answer.value, parsed, clock.now())))
			: { ok: true, value };
	}

	async function post(url: string, body: object, timeoutMs: number): Promise<Outcome<HttpAnswer>> {
		const request: IHttpRequestOptions = {
			method: 'POST',
			url,
			headers: { accept: 'application/json', 'content-type': 'application/json' },
			body: JSON.stringify(body),
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// n8n would send the token on to wherever the redirect points.
			disableFollowRedirect: true,
			timeout: timeoutMs,
		};
		try {
			const {
				statusCode,
				headers,
				body: answered,
			} = httpAnswerSchema.parse(
				await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, request),
			);
			const text = typeof answered === 'string' ? answered : JSON.stringify(answered);
			return { ok: true, value: { status: statusCode, headers, body: text } };
		} catch (thrown) {
			return failed(explainThrown(thrown, timeoutMs, isCancelled(context)));
		}
	}
}

const GENERATIONS = '/openai/images/generations';
const TASKS = '/openai/tasks';

const readAccepted = (body: unknown) => readGeneration(body) ?? readSubmission(body);

/** One task, a page of them, or `{}` for an id that the service does not know. */
function readLookUp(body: unknown): TaskPage | undefined {
	const task = readTask(body);
	if (task) return { tasks: [task], size: 1, count: 1 };
	if (typeof body === 'object' && body !== null && Object.keys(body).length === 0) {
		return { tasks: [], size: 0, count: 0 };
	}
	return readTaskPage(body);
}

/** A question whose answer was lost cost nothing, so it may simply be asked again. */
function freeOfCharge(failure: Failure): Failure {
	if (failure.kind !== 'uncertain' && failure.kind !== 'serviceFault') return failure;
	return {
		...failure,
		kind: 'notSent',
		message: 'The service did not say how far the task is',
		advice: 'Looking a task up costs nothing: run this again.',
	};
}

/** Aborted when the execution is stopped; there is none while a callback is answered. */
export function cancelSignal(context: NodeContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

const isCancelled = (context: NodeContext): boolean => cancelSignal(context)?.aborted ?? false;

/** Services sometimes quote a request back: the token must not travel on into logs that way. */
function hideToken(token: string): (failure: Failure) => Failure {
	if (token === '') return (failure) => failure;
	const hide = (text: string) => text.replaceAll(token, '[token]');
	return (failure) => ({
		...failure,
		message: hide(failure.message),
		advice: hide(failure.advice),
		...(failure.code !== undefined && { code: hide(failure.code) }),
		...(failure.traceId !== undefined && { traceId: hide(failure.traceId) }),
	});
}
