import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import {
	checkContext,
	LARGEST_CONTEXT_BYTES,
	readSignature,
	SIGNATURE_PARAMETER,
	signingKey,
	signUrl,
	verifySignature,
	type Verification,
} from '../../../nodes/XhuoImage/callback/signedUrl';

const TOKEN = 'token-of-the-credential';
const DAY = 24 * 3600 * 1000;
const hook = new URL('https://n8n.example.com/webhook/1b2c/xhuo-image?tenant=7');
const context = { product: 'A-17', channel: 'été', n: 3, nested: { list: [1, null, true] } };

const sign = (sent = context as Record<string, unknown>, at = 1000, token = TOKEN) =>
	new URL(signUrl(hook, sent, at, signingKey(token))).searchParams.get(SIGNATURE_PARAMETER) ?? '';
const verify = (value: unknown, now = 1000, token = TOKEN): Verification => {
	const signature = readSignature(value);
	return typeof signature === 'string'
		? { ok: false, flaw: signature }
		: verifySignature(signature, signingKey(token), now, DAY);
};

describe('a signed callback URL', () => {
	it('is the URL of the user with one more query parameter', () => {
		const signed = new URL(signUrl(hook, context, 1000, signingKey(TOKEN)));
		expect([...signed.searchParams.keys()]).toEqual(['tenant', SIGNATURE_PARAMETER]);
		signed.searchParams.delete(SIGNATURE_PARAMETER);
		expect(signed.href).toBe(hook.href);
	});

	it('brings its context back', () => {
		expect(verify(sign())).toEqual({ ok: true, context, issuedAt: 1000 });
	});

	it('does not hold the token', () => {
		const signature = sign();
		expect(signature).not.toContain(TOKEN);
		expect(Buffer.from(signature.split('.')[0] ?? '', 'base64url').toString()).not.toContain(TOKEN);
	});

	it('brings back any context whatever, and none that was changed on the way', () => {
		// zod drops a key of this name, which no one has use for.
		const anyKey = fc.string().filter((key) => key !== '__proto__');
		const anyContext = fc.dictionary(anyKey, fc.jsonValue(), {
			maxKeys: 5,
			noNullPrototype: true,
		});
		fc.assert(
			fc.property(anyContext, fc.nat(), (sent, position) => {
				const signature = sign(sent);
				const verified = verify(signature);
				expect(verified).toMatchObject({ ok: true });
				expect(verified.ok && JSON.stringify(verified.context)).toBe(JSON.stringify(sent));
				const at = position % signature.length;
				const other = signature[at] === 'A' ? 'B' : 'A';
				const changed = signature.slice(0, at) + other + signature.slice(at + 1);
				expect(verify(changed).ok).toBe(false);
			}),
			{ numRuns: 2000 },
		);
	});

	it.each([
		[undefined, 'missing'],
		['', 'missing'],
		['abc', 'malformed'],
		['a.b.c', 'malformed'],
		[['a.b', 'c.d'], 'malformed'],
		['.', 'malformed'],
		['e30.e30', 'wrong'],
	])('is not accepted as %j: %s', (value, flaw) => {
		expect(verify(value)).toEqual({ ok: false, flaw });
	});

	it('is not accepted in another spelling of the same bytes', () => {
		const signature = sign();
		expect(verify(`${signature}=`)).toEqual({ ok: false, flaw: 'wrong' });
		expect(verify(`${signature}!`)).toEqual({ ok: false, flaw: 'wrong' });
	});

	it('is not accepted when it was signed with another token', () => {
		expect(verify(sign(context, 1000, 'another token'))).toEqual({ ok: false, flaw: 'wrong' });
	});

	it('is the same for a token that was pasted with blanks or with the word Bearer', () => {
		expect(verify(sign(context, 1000, ` Bearer ${TOKEN}\n`))).toMatchObject({ ok: true });
	});

	it('is good for as long as the trigger says', () => {
		expect(verify(sign(), 1000 + DAY).ok).toBe(true);
		expect(verify(sign(), 1001 + DAY)).toEqual({ ok: false, flaw: 'stale' });
	});

	it.each(['no JSON', '[]', '{"at":-1}', '{"at":1.5}', '{"ctx":{}}', '{"at":1,"ctx":"text"}'])(
		'is not accepted where it signs %s, although the code is right',
		(text) => {
			const claims = Buffer.from(text).toString('base64url');
			const code = createHmac('sha256', signingKey(TOKEN)).update(claims).digest('base64url');
			expect(verify(`${claims}.${code}`)).toEqual({ ok: false, flaw: 'malformed' });
		},
	);

	it('never makes the check throw, whatever is sent', () => {
		fc.assert(
			fc.property(fc.oneof(fc.anything(), fc.string(), fc.webQueryParameters()), (value) => {
				expect(verify(value).ok).toBe(false);
			}),
			{ numRuns: 5000 },
		);
	});
});

describe('a callback URL that an earlier version signed', () => {
	const old =
		'https://n8n.example.com/webhook/0a1b/xhuo-image?via=shop&xhuo=eyJhdCI6MTc3NzA0ODgwMDAwMCwiY3R4Ijp7InByb2R1Y3QiOiJBLTE3Iiwibm90ZSI6IueLkOeLuCDwn6aKIn19.UHnqFV1oiibOIWPTbkNPpIssjvzBUno7f6ZVuE5-o-g';

	it('is good still, and says nothing of the order', () => {
		const signature = new URL(old).searchParams.get(SIGNATURE_PARAMETER);
		expect(verify(signature, 1777048800000, 'token-of-the-old-days')).toEqual({
			ok: true,
			context: { product: 'A-17', note: '狐狸 🦊' },
			issuedAt: 1777048800000,
		});
	});
});

describe('the Callback Context field', () => {
	it.each([undefined, null, ''])('may be empty (%p)', (value) => {
		expect(checkContext(value)).toEqual({ ok: true, value: {} });
	});

	it('takes an object, or the text of one', () => {
		expect(checkContext('{ "a": 1 }')).toEqual({ ok: true, value: { a: 1 } });
		expect(checkContext({ a: 1 })).toEqual({ ok: true, value: { a: 1 } });
	});

	it.each(['hello', '[1]', [1], '3', 'null', '{a:1}'])('refuses %j', (value) => {
		expect(checkContext(value)).toMatchObject({
			ok: false,
			problem: {
				message: "'Callback Context' is not a JSON object",
				advice: expect.stringContaining('{ "product": "A-17", "channel": "summer" }'),
			},
		});
	});

	it('refuses what is too large for a URL, counted in bytes', () => {
		const fitting = { text: 'x'.repeat(LARGEST_CONTEXT_BYTES - '{"text":""}'.length) };
		expect(checkContext(fitting).ok).toBe(true);
		expect(checkContext({ text: `${fitting.text}x` })).toMatchObject({
			problem: {
				message: expect.stringContaining('2,049 bytes'),
				advice: expect.stringContaining('at most 2,048 bytes'),
			},
		});
		expect(checkContext({ text: 'é'.repeat(1020) }).ok).toBe(false);
	});
});
