import type { IWebhookFunctions } from 'n8n-workflow';

import { parseAnswer } from '../api/values';

/** What n8n has of the body of a request. */
interface ReceivedBody {
	/** As n8n parsed it. */
	readonly parsed: unknown;
	/** The header `content-type`. */
	readonly type: string | undefined;
	/** Reads the body as it came. */
	readonly readBytes: () => Promise<Buffer>;
}

/** The body of a callback, as the JSON it is; `undefined` where it is none. */
export async function callbackBody(context: IWebhookFunctions): Promise<unknown> {
	const request = context.getRequestObject();
	return await readBody({
		parsed: context.getBodyData(),
		type: request.headers['content-type'],
		readBytes: async () => {
			await request.readRawBody();
			return request.rawBody;
		},
	});
}

/**
 * Reads a body as JSON. n8n parses only what says that it is `application/json`; of `text/plain` it
 * gives the text, and of `application/…+json`, or where nothing is said, nothing: then the bytes are
 * read here.
 *
 * @returns the parsed body; `undefined` where it is no JSON
 */
export async function readBody({ parsed, type, readBytes }: ReceivedBody): Promise<unknown> {
	if (typeof parsed === 'string') return parseAnswer(parsed);
	if (!isEmpty(parsed)) return parsed;
	if (!mayBeJson(type)) return undefined;
	return parseAnswer((await readBytes()).toString());
}

const isEmpty = (body: unknown): boolean =>
	typeof body !== 'object' || body === null || Object.keys(body).length === 0;

/** Forms and multipart bodies are n8n's to read, and no callbacks. */
const mayBeJson = (type: string | undefined): boolean =>
	type === undefined || /^\s*(text\/plain|application\/([\w.-]+\+)?json)\s*(;|$)/i.test(type);
