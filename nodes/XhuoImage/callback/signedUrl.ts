import { createHmac, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

import { parseJson } from '../api/json';
import { cleanToken } from '../api/token';
import { fine, refused, type Checked } from '../models/problem';

/** What the user sends along with a task and gets back with its result. */
export type CallbackContext = Record<string, unknown>;

/** The one query parameter that signing adds to the user's callback URL. */
export const SIGNATURE_PARAMETER = 'xhuo';

/** The largest context, as JSON in UTF-8 bytes: it has to fit into a URL. */
export const LARGEST_CONTEXT_BYTES = 2048;

/** What signs callback URLs, and nothing else. */
export type SigningKey = Buffer;

/** Why a signature is not accepted. */
export type SignatureFlaw = 'missing' | 'malformed' | 'wrong' | 'stale';

/** A verified signature, or what is wrong with it. */
export type Verification =
	| { readonly ok: true; readonly context: CallbackContext; readonly issuedAt: number }
	| { readonly ok: false; readonly flaw: SignatureFlaw };

const claimsSchema = z.object({
	/** Milliseconds since 1970. */
	at: z.number().int().nonnegative(),
	ctx: z.record(z.string(), z.unknown()).default({}),
});

/**
 * Reads the Callback Context field: a JSON object, as text or already an object.
 *
 * @returns the context, empty when the field is; a refusal when it is no object or too large
 */
export function checkContext(value: unknown): Checked<CallbackContext> {
	if (value === undefined || value === null || value === '') return fine({});
	const parsed = typeof value === 'string' ? parseJson(value) : value;
	const context = z.record(z.string(), z.unknown()).safeParse(parsed);
	if (!context.success || Array.isArray(parsed)) {
		return refused(
			'Callback Context is not a JSON object',
			'Write it like { "product": "A-17", "channel": "summer" }.',
		);
	}
	const bytes = Buffer.byteLength(JSON.stringify(context.data));
	if (bytes > LARGEST_CONTEXT_BYTES) {
		return refused(
			`Callback Context is too large: ${bytes.toLocaleString('en-US')} bytes`,
			`It travels inside the callback URL and may have at most ${LARGEST_CONTEXT_BYTES.toLocaleString('en-US')} bytes. Send an ID along, and look the rest up when the result comes.`,
		);
	}
	return fine(context.data);
}

/**
 * Derives the key that signs callback URLs from the credential's API token. The token itself signs
 * nothing: a key for one purpose cannot be used for another.
 */
export const signingKey = (apiToken: string): SigningKey =>
	createHmac('sha256', cleanToken(apiToken)).update('n8n-nodes-xhuoapi: callback URL, v1').digest();

/**
 * Signs a callback URL: adds context and time of issue, base64url, and an HMAC-SHA-256 of both.
 * Callbacks of the API carry no signature of their own (contract §1), so the URL vouches for them.
 *
 * @param url the user's callback URL
 * @param issuedAt milliseconds since 1970
 */
export function signUrl(
	url: URL,
	context: CallbackContext,
	issuedAt: number,
	key: SigningKey,
): string {
	const claims = Buffer.from(JSON.stringify({ at: issuedAt, ctx: context })).toString('base64url');
	const signed = new URL(url.href);
	signed.searchParams.set(SIGNATURE_PARAMETER, `${claims}.${mac(claims, key)}`);
	return signed.href;
}

/** A signature as received: it has the right form, but nothing is verified yet. */
interface Signature {
	readonly claims: string;
	readonly mac: string;
}

/**
 * Takes apart what `signUrl` added, which needs no key.
 *
 * @param value the query parameter as received
 */
export function readSignature(value: unknown): Signature | 'missing' | 'malformed' {
	if (value === undefined || value === '') return 'missing';
	const [claims, code, ...rest] = typeof value === 'string' ? value.split('.') : [];
	return claims && code && rest.length === 0 ? { claims, mac: code } : 'malformed';
}

/**
 * Verifies a signature.
 *
 * @param now milliseconds since 1970
 * @param longestAgeMs how old the signature may be, in milliseconds
 */
export function verifySignature(
	signature: Signature,
	key: SigningKey,
	now: number,
	longestAgeMs: number,
): Verification {
	// Compared as text: the same bytes have several spellings in Base64, of which one was issued.
	const expected = Buffer.from(mac(signature.claims, key));
	const received = Buffer.from(signature.mac);
	if (received.length !== expected.length || !timingSafeEqual(received, expected)) {
		return { ok: false, flaw: 'wrong' };
	}
	const text = Buffer.from(signature.claims, 'base64url').toString();
	const parsed = claimsSchema.safeParse(parseJson(text));
	if (!parsed.success) return { ok: false, flaw: 'malformed' };
	if (now - parsed.data.at > longestAgeMs) return { ok: false, flaw: 'stale' };
	return { ok: true, context: parsed.data.ctx, issuedAt: parsed.data.at };
}

const mac = (claims: string, key: SigningKey): string =>
	createHmac('sha256', key).update(claims).digest('base64url');
