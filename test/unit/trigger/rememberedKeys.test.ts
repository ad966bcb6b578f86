import {
	KEY_LIFETIME_MS,
	SECOND_LOOK_MS,
	verifyWithKeyOf,
} from '../../../nodes/XhuoImage/trigger/rememberedKeys';
import {
	signingKey,
	type SigningKey,
	type Verification,
} from '../../../nodes/XhuoImage/callback/signedUrl';

let credentials = 0;

/** A credential whose token can be changed, and that counts how often it is read. */
function credential(token: string | undefined) {
	const id = `credential-${(credentials += 1)}`;
	const state = { token, reads: 0 };
	const verify = async (signedWith: string, now: number) =>
		await verifyWithKeyOf(
			id,
			async () => {
				state.reads += 1;
				return state.token;
			},
			now,
			fits(signedWith),
		);
	return { state, verify };
}

const fits =
	(token: string) =>
	(key: SigningKey): Verification =>
		key.equals(signingKey(token))
			? { ok: true, context: {}, issuedAt: 0 }
			: { ok: false, flaw: 'wrong' };

describe('the key of a credential', () => {
	it('is read once and used for a while', async () => {
		const { state, verify } = credential('a');
		for (const now of [0, 1, KEY_LIFETIME_MS - 1]) {
			expect(await verify('a', now)).toMatchObject({ ok: true });
		}
		expect(state.reads).toBe(1);
		await verify('a', KEY_LIFETIME_MS);
		expect(state.reads).toBe(2);
	});

	it('follows a new token at once, and no longer takes the old one', async () => {
		const { state, verify } = credential('old');
		await verify('old', 0);
		state.token = 'new';
		expect(await verify('new', SECOND_LOOK_MS)).toMatchObject({ ok: true });
		expect(await verify('old', SECOND_LOOK_MS + 1)).toMatchObject({ flaw: 'wrong' });
	});

	it('does not take the old token for longer than a while, when nobody uses the new one', async () => {
		const { state, verify } = credential('old');
		await verify('old', 0);
		state.token = 'new';
		expect(await verify('old', KEY_LIFETIME_MS)).toMatchObject({ flaw: 'wrong' });
	});

	it('is not read for every forged signature', async () => {
		const { state, verify } = credential('a');
		for (let now = 0; now < 3 * SECOND_LOOK_MS; now += 10) {
			expect(await verify('forged', now)).toMatchObject({ flaw: 'wrong' });
		}
		expect(state.reads).toBe(3);
	});

	it('is forgotten when the credential is gone', async () => {
		const { state, verify } = credential('a');
		await verify('a', 0);
		state.token = undefined;
		expect(await verify('a', KEY_LIFETIME_MS)).toBeUndefined();
		expect(await verify('a', KEY_LIFETIME_MS)).toBeUndefined();
		expect(state.reads).toBe(3);
	});

	it('is not mixed up with that of another credential', async () => {
		const [one, other] = [credential('a'), credential('b')];
		await one.verify('a', 0);
		expect(await other.verify('a', 0)).toMatchObject({ flaw: 'wrong' });
		expect(await other.verify('b', SECOND_LOOK_MS)).toMatchObject({ ok: true });
	});
});
