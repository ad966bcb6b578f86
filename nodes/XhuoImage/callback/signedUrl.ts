import { grouped } from '../models/grouped';
import { createHmac, timingSafeEqual } from 'node:crypto';

import { z } from 'zod';

import { cleanToken } from '../api/token';
import { parseJson } from '../api/values';
import { fine, refused, type Checked } from '../models/problem';
import { orderClaim, readOrderClaim, type OrderClaim, type OrderFacts } from './orderFacts';

/** What the user sends along with a task and gets back with its result. */
export type CallbackContext = Record<string, unknown>;

/** The one query parameter that signing adds to the user's callback URL. */
export const SIGNATURE_PARAMETER = 'xhuo';

/** The largest context, as JSON in UTF-8 bytes: it has to fit into a URL. */
export const LARGEST_CONTEXT_BYTES = 2048;

/**
 * The longest callback URL, in bytes, that the prompt may make. Servers and proxies take 8 kB and
 * more for the first line of a request (nginx: 8 kB, Node.js: 16 kB with the headers), and what the
 * service itself takes is not documented, so this stays well below.
 */
export const LONGEST_URL_BYTES = 4096;

/** What signs callback URLs, and nothing else. */
export type SigningKey = Buffer;

/** Why a signature is not accepted. */
export type SignatureFlaw = 'missing' | 'malformed' | 'wrong' | 'stale';

/** A verified signature, or what is wrong with it. */
export type Verification =
	| {
			readonly ok: true;
			readonly context: CallbackContext;
			readonly issuedAt: number;
			/** What was ordered; absent in URLs that an earlier version signed. */
			readonly order?: OrderFacts;
	  }
	| { readonly ok: false; readonly flaw: SignatureFlaw };

const claimsSchema = z.object({
	/** Milliseconds since 1970. */
	at: z.number().int().nonnegative(),
	ctx: z.record(z.string(), z.unknown()).default({}),
	/** What was ordered: see `orderClaim`. */
	o: z.unknown(),
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
			"'Callback Context' is not a JSON object",
			'Write it like { "product": "A-17", "channel": "summer" }.',
		);
	}
	const bytes = Buffer.byteLength(JSON.stringify(context.data));
	if (bytes > LARGEST_CONTEXT_BYTES) {
		return refused(
			`'Callback Context' is too large: ${grouped(bytes)} bytes`,
			`It travels inside the callback URL and may have at most ${grouped(LARGEST_CONTEXT_BYTES)} bytes. Send an ID along, and look the rest up when the result comes.`,
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
 * Signs a callback URL: adds context, time of issue and what was ordered, base64url, and an
 * HMAC-SHA-256 of all that. Callbacks of the API carry no signature of their own (contract §1), so
 * the URL vouches for them. A prompt, or a list of pictures that went in, that would make the URL
 * too long stays behind.
 *
 * @param url the user's callback URL
 * @param issuedAt milliseconds since 1970
 */
export function signUrl(
	url: URL,
	context: CallbackContext,
	issuedAt: number,
	key: SigningKey,
	order?: OrderFacts,
): string {
	const sign = (claim?: OrderClaim): string => {
		const content = { at: issuedAt, ctx: context, ...(claim && { o: claim }) };
		const claims = Buffer.from(JSON.stringify(content)).toString('base64url');
		const signed = new URL(url.href);
		signed.searchParams.set(SIGNATURE_PARAMETER, `${claims}.${mac(claims, key)}`);
		return signed.href;
	};
	if (!order) return sign();
	// The service remembers the prompt, but not what is known of the pictures that went in.
	const [noPrompt, noInputs] = [{ prompt: null }, { inputs: undefined }];
	const shorter = [{}, noPrompt, noInputs].map((left) => sign(orderClaim({ ...order, ...left })));
	const fitting = shorter.find((signed) => Buffer.byteLength(signed) <= LONGEST_URL_BYTES);
	return fitting ?? sign(orderClaim({ ...order, ...noPrompt, ...noInputs }));
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
	const { at: issuedAt, ctx: sent, o } = parsed.data;
	const order = readOrderClaim(o);
	return { ok: true, context: sent, issuedAt, ...(order && { order }) };
}

const mac = (claims: string, key: SigningKey): string =>
	createHmac('sha256', key).update(claims).digest('base64url');
