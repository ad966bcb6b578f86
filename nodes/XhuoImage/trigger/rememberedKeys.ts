import { signingKey, type SigningKey, type Verification } from '../callback/signedUrl';

/** How long a key is used before its credential is read again, in milliseconds. */
export const KEY_LIFETIME_MS = 60_000;

/**
 * How old a key must be for a signature that it does not fit to be worth another look at the
 * credential, in milliseconds. A new token shows in a callback no sooner, since an image takes 5
 * seconds and more; and forged signatures have the credential read no more often than this.
 */
export const SECOND_LOOK_MS = 1_000;

interface RememberedKey {
	readonly key: SigningKey;
	readonly readAt: number;
}

/** By credential. Only the keys are kept, not the tokens they were derived from. */
const remembered = new Map<string, RememberedKey>();

/**
 * Verifies with the key of a credential, and reads the credential only where the remembered key is
 * old or does not fit: n8n takes longer to hand a credential out than to do all else that a callback
 * needs (`npm run bench -- callbacks`).
 *
 * @param credentialId names the credential among all of this n8n
 * @param readToken reads the API token from it; `undefined` if that cannot be done
 * @param now milliseconds since 1970
 * @returns what `verify` said with the key that counts; `undefined` if there is none
 */
export async function verifyWithKeyOf(
	credentialId: string,
	readToken: () => Promise<string | undefined>,
	now: number,
	verify: (key: SigningKey) => Verification,
): Promise<Verification | undefined> {
	const known = remembered.get(credentialId);
	const age = known ? now - known.readAt : Infinity;
	if (known && age < KEY_LIFETIME_MS) {
		const verification = verify(known.key);
		const isSettled = verification.ok || verification.flaw !== 'wrong' || age < SECOND_LOOK_MS;
		if (isSettled) return verification;
	}
	const apiToken = await readToken();
	if (apiToken === undefined) {
		remembered.delete(credentialId);
		return undefined;
	}
	const key = signingKey(apiToken);
	remembered.set(credentialId, { key, readAt: now });
	return verify(key);
}
