import { isPublicHost } from './publicHosts';

/** Where images may be fetched from. */
export interface ImageSources {
	/** The credential's own origin: its host and port are trusted, over http too. */
	readonly ownOrigin?: string;
	/** Further hosts that the user named. */
	readonly allowedHosts?: readonly string[];
}

/**
 * Checks an address from outside before anything is fetched from it: only https to public hosts,
 * or the host and port of the credential (design, "Image URLs come from outside").
 *
 * @returns the address to fetch, or the reason why it is not fetched, as the end of a sentence
 */
export function checkImageUrl(
	text: string,
	sources: ImageSources,
): { readonly url: URL } | { readonly refusal: string } {
	if (!URL.canParse(text)) return { refusal: 'it is not a web address' };
	const url = new URL(text);
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		return { refusal: `it starts with ${url.protocol}` };
	}
	if (url.username !== '' || url.password !== '') {
		return { refusal: 'it carries a user name' };
	}
	if (sources.ownOrigin && url.host === new URL(sources.ownOrigin).host) return { url };
	const host = url.hostname.toLowerCase().replace(/\.$/, '');
	if (sources.allowedHosts?.some((allowed) => allowed.trim().toLowerCase() === host)) {
		return { url };
	}
	if (url.protocol !== 'https:') return { refusal: 'it is not encrypted (https)' };
	if (!isPublicHost(url.hostname)) return { refusal: 'it points into a private network' };
	return { url };
}
