import { ApiError } from './errors';

/** The tokens that the simulator knows, each with a different fate. */
export interface KnownTokens {
	token: string;
	otherServiceToken: string;
	emptyToken: string;
	disabledToken: string;
	expiredToken: string;
}

/**
 * Checks the `authorization` header.
 * @param isFree true for calls that cost nothing (looking up tasks), which an empty account may make
 * @throws ApiError invalid_token, token_expired, token_mismatched, used_up or disabled. A missing
 * token is invalid_token: the guide says of it "missing or invalid", and decides over contract §2.
 */
export function checkAccount(
	authorization: string | undefined,
	known: KnownTokens,
	isFree = false,
): void {
	const token = /^Bearer (\S+)$/i.exec(authorization ?? '')?.[1];
	switch (token) {
		case known.token:
			return;
		case known.expiredToken:
			throw new ApiError('token_expired');
		case known.otherServiceToken:
			throw new ApiError('token_mismatched');
		case known.disabledToken:
			throw new ApiError('disabled');
		case known.emptyToken:
			if (isFree) return;
			throw new ApiError('used_up');
		default:
			throw new ApiError('invalid_token');
	}
}
