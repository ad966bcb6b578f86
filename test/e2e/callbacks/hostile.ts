import fc from 'fast-check';

import { signingKey, signUrl } from '../../../nodes/XhuoImage/callback/signedUrl';
import type { Call } from './send';

const JSON_TYPE = { 'content-type': 'application/json' };
const HOUR_MS = 3_600_000;

export interface Target {
	/** The trigger's production URL. */
	url: string;
	/** The token of the trigger's credential. */
	token: string;
	/** Makes the same calls again. */
	seed: number;
}

/**
 * Calls that must not start anything: forged, altered, stale and missing signatures, bodies that are
 * no callback behind a good signature, and what is not even a webhook call. They are mixed.
 */
export function hostileCalls(target: Target, count: number): Call[] {
	return fc.sample(anyCall(target), { numRuns: count, seed: target.seed });
}

function anyCall(target: Target): fc.Arbitrary<Call> {
	return fc.oneof(
		{ weight: 12, arbitrary: badSignature(target) },
		{ weight: 12, arbitrary: badBody(target) },
		{ weight: 4, arbitrary: badType(target) },
		{ weight: 4, arbitrary: badRoute(target) },
		{ weight: 2, arbitrary: longHeader(target) },
		{ weight: 1, arbitrary: largeBody(target) },
	);
}

/** What the service would send, were it the service. */
const callback = fc.uuid().map((id) => ({
	success: true,
	task_id: id,
	data: { created: 1_777_048_800, data: [{ url: `https://cdn.example/${id}.png` }] },
}));
const callbackText = callback.map((body) => JSON.stringify(body));

const base64url = (most: number) =>
	fc
		.uint8Array({ minLength: 1, maxLength: most })
		.map((bytes) => Buffer.from(bytes).toString('base64url'));

function badSignature({ url, token }: Target): fc.Arbitrary<Call> {
	const signed = (context: Record<string, unknown>, at: number, key: string) =>
		signUrl(new URL(url), context, at, signingKey(key));
	const genuine = signed({ product: 'A-17' }, Date.now(), token);
	const addresses = fc.oneof(
		fc.constant(['unsigned', url]),
		fc
			.string({ maxLength: 200 })
			.map((text) => ['nonsense', `${url}?xhuo=${encodeURIComponent(text)}`]),
		fc
			.tuple(base64url(300), base64url(40))
			.map(([claims, mac]) => ['forged', `${url}?xhuo=${claims}.${mac}`]),
		fc
			.tuple(fc.nat(), fc.constantFrom(...'ABCxyz019-_.!'))
			.map(([where, letter]) => ['altered', alter(genuine, where, letter)])
			.filter(([, altered]) => altered !== genuine),
		fc.nat({ max: 100 }).map((cut) => ['cut', genuine.slice(0, -1 - cut)]),
		fc
			.string({ minLength: 1 })
			.map((key) => ['of another token', signed({}, Date.now(), `x${key}`)]),
		fc
			.integer({ min: 25, max: 10_000 })
			.map((hours) => ['stale', signed({}, Date.now() - hours * HOUR_MS, token)]),
		fc.constantFrom(
			['given twice', `${genuine}&xhuo=${genuine.split('xhuo=')[1]}`],
			['in a list', genuine.replace('xhuo=', 'xhuo[]=')],
			['in an object', genuine.replace('xhuo=', 'xhuo[__proto__]=')],
		),
	);
	return fc.tuple(addresses, callbackText).map(([[what = '', address = ''], body]) => ({
		what: `signature ${what}`,
		method: 'POST',
		url: address,
		headers: JSON_TYPE,
		body,
	}));
}

/** Puts another letter into the signature, anywhere. */
function alter(genuine: string, where: number, letter: string): string {
	const start = genuine.indexOf('xhuo=') + 'xhuo='.length;
	const index = start + (where % (genuine.length - start));
	return `${genuine.slice(0, index)}${letter}${genuine.slice(index + 1)}`;
}

/** Behind a good signature: whoever has seen a signed URL can send anything to it. */
function badBody(target: Target): fc.Arbitrary<Call> {
	const shapes = fc.oneof(
		fc.jsonValue({ maxDepth: 4 }),
		callback.map((body) => ({ ...body, task_id: undefined })),
		fc
			.tuple(callback, fc.constantFrom(-17, null, '', {}, [], true, ' ', 'x'.repeat(500)))
			.map(([body, id]) => ({ ...body, task_id: id })),
		fc.uuid().map((id) => ({ task_id: id })),
		fc.uuid().map((id) => ({ task_id: id, success: 'maybe', data: 'none' })),
		callback.map((body) => [body]),
	);
	const texts = fc.oneof(
		shapes.map((body) => ['wrong shape', JSON.stringify(body)]),
		fc
			.tuple(callbackText, fc.integer({ min: 1, max: 120 }))
			.map(([text, cut]) => ['truncated', text.slice(0, -cut)]),
		fc.string({ unit: 'binary', maxLength: 300 }).map((text) => ['not JSON', `<${text}`]),
		fc.constantFrom(
			['empty', ''],
			[
				'a prototype',
				'{"__proto__":{"task_id":"1","success":false},"constructor":{"prototype":{}}}',
			],
			['deep', '['.repeat(5_000) + ']'.repeat(5_000)],
			['deep and open', '{"a":'.repeat(20_000)],
		),
	);
	return texts.map(([what = '', body = '']) => ({
		what: `body ${what}`,
		method: 'POST',
		url: good(target),
		headers: JSON_TYPE,
		body,
	}));
}

function badType(target: Target): fc.Arbitrary<Call> {
	const types = fc.constantFrom(
		'application/octet-stream',
		'application/xml',
		'application/x-www-form-urlencoded',
		'application/json; charset=utf-99',
		'image/png',
		'multipart/form-data',
		'multipart/form-data; boundary=x',
		'multipart/mixed; boundary=x',
		';;;',
	);
	return fc.tuple(types, callbackText).map(([type, body]) => ({
		what: `content type ${type}`,
		method: 'POST',
		url: good(target),
		headers: { 'content-type': type },
		body,
	}));
}

function badRoute({ url, token, seed }: Target): fc.Arbitrary<Call> {
	const genuine = good({ url, token, seed });
	const methods = fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE' as const);
	const wrongMethod = methods.map((method) => ({ method, url: genuine }));
	const paths = fc.oneof(
		fc.constantFrom(
			'xhuo-image/x',
			'xhuo-image%00',
			'xhuo-imag',
			'xhuo-image//',
			'..%2fxhuo-image',
		),
		fc.string({ minLength: 1 }).map((text) => `x${encodeURIComponent(text)}`),
	);
	const wrongPath = paths.map((path) => ({
		method: 'POST' as const,
		url: genuine.replace(/xhuo-image(?=\?)/, path),
	}));
	return fc.tuple(fc.oneof(wrongMethod, wrongPath), callbackText).map(([route, body]) => ({
		what: 'route',
		...route,
		headers: JSON_TYPE,
		body: route.method === 'GET' || route.method === 'HEAD' ? null : body,
	}));
}

/** Up to 12 kB: from 16 kB on, Node.js refuses the call before n8n sees it. */
function longHeader({ url }: Target): fc.Arbitrary<Call> {
	return fc.tuple(fc.integer({ min: 1_000, max: 12_000 }), callbackText).map(([length, body]) => ({
		what: 'header long',
		method: 'POST',
		url,
		headers: { ...JSON_TYPE, 'x-forwarded-for': '1'.repeat(length), cookie: 'n8n-auth=x; a=%ff' },
		body,
	}));
}

/** From 1 MB to 8 MB; n8n takes 16 MB. */
function largeBody(target: Target): fc.Arbitrary<Call> {
	return fc.tuple(fc.integer({ min: 1, max: 8 }), fc.boolean()).map(([megabytes, isSigned]) => ({
		what: `body of ${megabytes} MB`,
		method: 'POST',
		url: isSigned ? good(target) : target.url,
		headers: JSON_TYPE,
		body: JSON.stringify({ task_id: 'x'.repeat(megabytes << 20), success: true }),
	}));
}

const good = ({ url, token }: Target) => signUrl(new URL(url), {}, Date.now(), signingKey(token));
