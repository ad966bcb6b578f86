import { createHmac } from 'node:crypto';

import fc from 'fast-check';

import {
	readSignature,
	SIGNATURE_PARAMETER,
	signingKey,
	signUrl,
	verifySignature,
	type Verification,
} from '../../../nodes/XhuoImage/callback/signedUrl';
import { RUNS, scrap } from './oddities';

const KEY = signingKey('token-of-the-credential');
const DAY = 24 * 3600 * 1000;
const hook = new URL('https://n8n.example.com/webhook/1b2c/xhuo-image');
const issued =
	new URL(signUrl(hook, { a: 1 }, 1000, KEY)).searchParams.get(SIGNATURE_PARAMETER) ?? '';

function verify(value: unknown, now = 1000): Verification {
	const signature = readSignature(value);
	if (typeof signature === 'string') return { ok: false, flaw: signature };
	return verifySignature(signature, KEY, now, DAY);
}

/** As whoever has the key could sign, whatever it is. */
function signed(claims: string): string {
	const text = Buffer.from(claims).toString('base64url');
	return `${text}.${createHmac('sha256', KEY).update(text).digest('base64url')}`;
}

/** The issued signature with a piece of it exchanged, repeated or left out. */
const damaged = fc
	.tuple(fc.nat(issued.length), fc.nat(8), fc.string({ maxLength: 4 }))
	.map(([at, length, text]) => issued.slice(0, at) + text + issued.slice(at + length));

const claimed = fc
	.record({ at: scrap, ctx: scrap, o: scrap, more: scrap }, { requiredKeys: [] })
	.map((claims) => signed(JSON.stringify(claims)));

const torn = fc.tuple(fc.nat(40), scrap).map(([length, value]) => {
	const text = JSON.stringify({ at: 1000, ctx: { value } });
	return signed(text.slice(0, length));
});

describe('the reader of signatures', () => {
	it('takes what was issued, and nothing that was changed on the way', () => {
		expect(verify(issued)).toEqual({ ok: true, context: { a: 1 }, issuedAt: 1000 });
		fc.assert(
			fc.property(fc.oneof(damaged, scrap, fc.string()), (value) => {
				return verify(value).ok === (value === issued);
			}),
			{ numRuns: RUNS / 2 },
		);
	});

	it('reads whatever is signed, and all that it reads can be used', () => {
		const ends = new Set<string>();
		fc.assert(
			fc.property(fc.oneof(claimed, torn), fc.nat(2 * DAY), (value, now) => {
				const verified = verify(value, now);
				ends.add(verified.ok ? 'ok' : verified.flaw);
				if (!verified.ok) return true;
				const { context, issuedAt, order } = verified;
				return (
					typeof context === 'object' &&
					!Array.isArray(context) &&
					Number.isInteger(issuedAt) &&
					now - issuedAt <= DAY &&
					(order === undefined || order.model.length > 0)
				);
			}),
			{ numRuns: RUNS / 2 },
		);
		expect(ends).toEqual(new Set(['ok', 'malformed', 'stale']));
	});
});
