import {
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import { readPaid, readSubmission, type GenerationAnswer, type Submission } from './answers';
import { BASE_URL_ADVICE, readBaseUrl } from './baseUrl';
import type { Clock } from './clock';
import { failed, type Failure, type Outcome } from './failure';
import type { ImageRequest } from './pictures';
import { explainAnswer, type HttpAnswer } from './refusals';
import { jsonBody, openBody, type OpenBody } from './requestBody';
import { readTask, readTaskPage, type TaskPage } from './tasks';
import { cleanToken } from './token';
import { explainThrown, timedOut } from './transport';
import { isObject, parseAnswer } from './values';

/** Where the node runs: while executing, or while answering a callback. */
export type NodeContext = IExecuteFunctions | IWebhookFunctions;

/** Where the service is called from: also while n8n fills a list in the editor. */
export type CallContext = NodeContext | ILoadOptionsFunctions;

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
	 * Asks for images and waits for them: `POST /openai/images/generations` (contract §1), or with
	 * pictures `POST /openai/images/edits` (contract §4). A service that answers with a task id alone
	 * has taken the order, so that is an answer too.
	 *
	 * @param request what is asked for; files are read anew at each call
	 * @param timeoutMs how long the whole call may take, in milliseconds, to the last byte
	 */
	generate(
		request: ImageRequest,
		timeoutMs: number,
	): Promise<Outcome<Submission | GenerationAnswer>>;
	/**
	 * Hands a task in and does not wait for it: the same, with a callback URL. A service that
	 * answers with the image at once has done what it was paid for, so that is an answer too.
	 */
	submit(
		request: ImageRequest,
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
 * The origin of the service that the credential names; `undefined` if its base URL is no web address,
 * of which `openClient` tells.
 */
export async function serviceOrigin(context: NodeContext): Promise<string | undefined> {
	const credential = credentialSchema.parse(await context.getCredentials(CREDENTIAL_TYPE));
	return readBaseUrl(credential.baseUrl)?.origin;
}

/**
 * Opens the service with the node's credential.
 *
 * @throws NodeOperationError if the credential's base URL is not a web address
 */
export async function openClient(context: CallContext, clock: Clock): Promise<ApiClient> {
	const { apiToken, baseUrl } = credentialSchema.parse(
		await context.getCredentials(CREDENTIAL_TYPE),
	);
	const base = readBaseUrl(baseUrl);
	if (!base) {
		throw new NodeOperationError(
			context.getNode(),
			`'Base URL' is not a web address: '${baseUrl}'`,
			{
				description: BASE_URL_ADVICE,
			},
		);
	}
	const { address, origin } = base;
	const hide = hideToken(cleanToken(apiToken));

	return {
		origin,
		generate: async (request, timeoutMs) => await make(request, timeoutMs, readWaited),
		submit: async ({ body, pictures }, callbackUrl, timeoutMs) => {
			const submitted = { ...body, callback_url: callbackUrl };
			return await make({ body: submitted, pictures }, timeoutMs, readAccepted);
		},
		lookUp: async (question) => {
			const asked = await call(TASKS, jsonBody(question), LOOK_UP_TIMEOUT_MS, readLookUp);
			return asked.ok ? asked : failed(freeOfCharge(asked.failure));
		},
	};

	/** Sends a request for images; what goes in is opened for this one try. */
	async function make<T extends Submission | GenerationAnswer>(
		request: ImageRequest,
		timeoutMs: number,
		read: (parsed: unknown) => T | undefined,
	): Promise<Outcome<T>> {
		const opened = await openBody(request);
		if (!opened.ok) return opened;
		const body = opened.value;
		try {
			const made = await call(request.pictures ? EDITS : GENERATIONS, body, timeoutMs, read);
			const unread = made.ok ? undefined : body.failure();
			if (unread) return failed(unread);
			return made.ok ? { ok: true, value: hide(made.value) } : made;
		} finally {
			body.close();
		}
	}

	/** Sends a request and reads its answer; any other answer is explained. */
	async function call<T>(
		path: string,
		body: OpenBody,
		timeoutMs: number,
		read: (parsed: unknown) => T | undefined,
	): Promise<Outcome<T>> {
		const answer = await post(`${address}${path}`, body, timeoutMs);
		if (!answer.ok) return failed(hide(answer.failure));
		const parsed = parseAnswer(answer.value.body);
		const isSuccess = answer.value.status >= 200 && answer.value.status < 300;
		const value = isSuccess ? read(parsed) : undefined;
		return value === undefined
			? failed(hide(explainAnswer(answer.value, parsed, clock.now())))
			: { ok: true, value };
	}

	async function post(
		url: string,
		{ content, headers }: OpenBody,
		timeoutMs: number,
	): Promise<Outcome<HttpAnswer>> {
		const request: IHttpRequestOptions = {
			method: 'POST',
			url,
			headers: { accept: 'application/json', ...headers },
			body: content,
			encoding: 'text',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// n8n would send the token on to wherever the redirect points.
			disableFollowRedirect: true,
			timeout: timeoutMs,
		};
		const deadline = AbortSignal.timeout(timeoutMs);
		const limited = endingAt(deadline, context);
		try {
			const answer = httpAnswerSchema.parse(
				await context.helpers.httpRequestWithAuthentication.call(limited, CREDENTIAL_TYPE, request),
			);
			const isText = typeof answer.body === 'string';
			const text = isText ? String(answer.body) : (JSON.stringify(answer.body) ?? '');
			return {
				ok: true,
				value: { status: answer.statusCode, headers: answer.headers, body: text },
			};
		} catch (thrown) {
			const isStopped = isCancelled(context);
			if (deadline.aborted && !isStopped) return failed(timedOut(timeoutMs));
			return failed(explainThrown(thrown, timeoutMs, isStopped));
		}
	}
}

const GENERATIONS = '/openai/images/generations';
const EDITS = '/openai/images/edits';
const TASKS = '/openai/tasks';

/** A task in place of the images; an empty list of them is no promise of more. */
const readWaited = (body: unknown) =>
	readPaid(body) ?? (saysNoImages(body) ? undefined : readSubmission(body));

const saysNoImages = (body: unknown): boolean =>
	isObject(body) && Array.isArray(body.data) && body.data.length === 0;

const readAccepted = (body: unknown) => readPaid(body) ?? readSubmission(body);

/** One task, a page of them, or `{}` for an id that the service does not know. */
function readLookUp(body: unknown): TaskPage | undefined {
	const task = readTask(body);
	if (task) return { tasks: [task], size: 1, count: 1 };
	if (isObject(body) && Object.keys(body).length === 0) {
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
export function cancelSignal(context: CallContext): AbortSignal | undefined {
	return 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
}

/**
 * The node as n8n's request helper is to see it. The helper's own time-out only ends a connection
 * that is silent, so one that gets a blank every few seconds would never end; and the signal that it
 * does obey is not that of the request but the context's (n8n-core, `httpRequestWithAuthentication`).
 */
function endingAt(deadline: AbortSignal, context: CallContext): CallContext {
	const cancel = cancelSignal(context);
	const signal = cancel ? AbortSignal.any([cancel, deadline]) : deadline;
	const getExecutionCancelSignal = { value: () => signal };
	const limited: CallContext = Object.create(context, { getExecutionCancelSignal });
	return limited;
}

const isCancelled = (context: CallContext): boolean => cancelSignal(context)?.aborted ?? false;

/** Services sometimes quote a request back: the token must not travel on into logs that way. */
function hideToken(token: string): <T extends object>(from: T) => T {
	// A short token is part of other words, which would be mangled.
	if (token.length < SHORTEST_TOKEN) return (from) => from;
	return (from) => {
		const hidden = Object.entries(from).flatMap(([name, text]: [string, unknown]) =>
			SHOWN.has(name) && typeof text === 'string'
				? [[name, text.replaceAll(token, '[token]')] as const]
				: [],
		);
		return { ...from, ...Object.fromEntries(hidden) };
	};
}

/** What is shown to the user of a failure or of an answer. */
const SHOWN = new Set(['message', 'advice', 'code', 'traceId', 'received']);

const SHORTEST_TOKEN = 8;
