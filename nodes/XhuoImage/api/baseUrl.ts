/** The service's address as the credential gives it. */
export interface BaseUrl {
	/** Without a trailing slash, such as `https://api.xhuoapi.ai/v1`. */
	readonly address: string;
	/** Protocol, host and port, such as `https://api.xhuoapi.ai`. */
	readonly origin: string;
}

/** What to do about a base URL that is none. */
export const BASE_URL_ADVICE =
	'Open the XHuo API credential and set Base URL to an address such as https://api.xhuoapi.ai/v1.';

/** Reads the credential's Base URL; `undefined` if it is not an http or https address. */
export function readBaseUrl(text: string): BaseUrl | undefined {
	const trimmed = text.trim();
	if (!URL.canParse(trimmed)) return undefined;
	const { protocol, origin, pathname } = new URL(trimmed);
	if (protocol !== 'https:' && protocol !== 'http:') return undefined;
	return { address: `${origin}${pathname.replace(/\/+$/, '')}`, origin };
}
