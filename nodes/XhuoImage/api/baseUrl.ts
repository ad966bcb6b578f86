import { isPublicHost } from './publicHosts';

/** The service's address as the credential gives it. */
export interface BaseUrl {
	/** Without a trailing slash, such as `https://api.xhuoapi.ai/v1`. */
	readonly address: string;
	/** Protocol, host and port, such as `https://api.xhuoapi.ai`. */
	readonly origin: string;
}

/** The service whose guide the prices are from. */
const DEFAULT_HOST = 'api.xhuoapi.ai';

/**
 * Whether the price steps of GPT Image 2 hold at an address. They are those of the default service; its
 * sister platform charges all sizes alike (contract §5). A host of the own network, such as a simulator,
 * stands in for the default service.
 *
 * @param origin such as `https://api.xhuoapi.ai`; absent where it is not known
 */
export function hasPriceSteps(origin: string | undefined): boolean {
	if (origin === undefined) return true;
	const { hostname } = new URL(origin);
	return hostname === DEFAULT_HOST || !isPublicHost(hostname);
}

/** What to do about a base URL that is none. */
export const BASE_URL_ADVICE =
	"Open the XHuo API credential and set 'Base URL' to an address such as https://api.xhuoapi.ai/v1.";

/** Reads the credential's Base URL; `undefined` if it is not an http or https address. */
export function readBaseUrl(text: string): BaseUrl | undefined {
	const trimmed = text.trim();
	if (!URL.canParse(trimmed)) return undefined;
	const { protocol, origin, pathname } = new URL(trimmed);
	if (protocol !== 'https:' && protocol !== 'http:') return undefined;
	return { address: `${origin}${pathname.replace(/\/+$/, '')}`, origin };
}
