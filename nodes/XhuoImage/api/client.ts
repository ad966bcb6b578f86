import {
	NodeOperationError,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type IWebhookFunctions,
} from 'n8n-workflow';
import { z } from 'zod';

import { readGeneration, type GenerationAnswer } from './answers';
import { BASE_URL_ADVICE, readBaseUrl } from './baseUrl';
import type { Clock } from './clock';
import { failed, type Failure, type Outcome } from './failure';
import { parseJson } from './json';
import { explainAnswer, type HttpAnswer } from './refusals';
import { explainThrown } from './transport';

/** Where the node runs: while executing, or while answering a callback. */
export type NodeContext = IExecuteFunctions | IWebhookFunctions;

export const CREDENTIAL_TYPE = 'xhuoApi';

/** The service as one node run sees it. */
export interface ApiClient {
	/** The credential's own origin, such as `https://api.xhuoapi.ai`. */
	readonly origin: string;
	/**
	 * Asks for images and waits for them: `POST /openai/images/generations` (contract §1). One try;
	 * never throws.
	 *
	 * @param body the request body
	 * @param timeoutMs how long to wait for the answer, in milliseconds
	 */
	generate(body: object, timeoutMs: number): Promise<Outcome<GenerationAnswer>>;
}

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
	const hide = hideToken(apiToken);

	return {
		origin: base.origin,
		generate: async (body, timeoutMs) => {
			const answer = await post(`${base.address}/openai/images/generations`, body, timeoutMs);
			if (!answer.ok) return failed(hide(answer.failure));
			const parsed = parseJson(answer.value.body);
			const isSuccess = answer.value.status >= 200 && answer.value.status < 300;
			const generation = isSuccess ? readGeneration(parsed) : undefined;
			return generation
				? { ok: true, value: generation }
				: failed(hide(explainAnswer(answer.value, parsed, clock.now())));
		},
	};

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
			const { statusCode, headers, body: answered } = httpAnswerSchema.parse(
				await context.helpers.httpRequestWithAuthentication.call(context, CREDENTIAL_TYPE, request),
			);
			const text = typeof answered === 'string' ? answered : JSON.stringify(answered);
			return { ok: true, value: { status: statusCode, headers, body: text } };
		} catch (thrown) {
			return failed(explainThrown(thrown, timeoutMs, isCancelled(context)));
		}
	}
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
