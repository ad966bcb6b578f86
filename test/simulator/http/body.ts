import { ApiError } from '../contract/errors';
import type { Body } from '../contract/order';
import type { Exchange } from './exchange';

/** Whether a value is a JSON object. */
export function isBody(value: unknown): value is Body {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object less some of its fields. */
export function without(body: Body, ...fields: readonly string[]): Body {
	return Object.fromEntries(Object.entries(body).filter(([field]) => !fields.includes(field)));
}

/** Parsed JSON, or the text itself when it is none; undefined for nothing. */
export function looselyParsed(bytes: Buffer): unknown {
	const text = bytes.toString('utf8');
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** Reads the body into the record, whatever it is; `requireJson` judges it. */
export async function readLoosely(exchange: Exchange): Promise<Body> {
	const parsed = looselyParsed(await exchange.readBody());
	exchange.record.body = parsed;
	return isBody(parsed) ? parsed : {};
}

/** @throws ApiError bad_request unless the request is a JSON object and says so. */
export function requireJson(exchange: Exchange): void {
	const contentType = exchange.record.headers['content-type'] ?? '';
	if (!/^application\/json\b/i.test(contentType)) {
		throw new ApiError(
			'bad_request',
			`content-type must be application/json, but is "${contentType}"`,
		);
	}
	if (!isBody(exchange.record.body))
		throw new ApiError('bad_request', 'the body is not a JSON object');
}
