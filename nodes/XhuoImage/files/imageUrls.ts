import { isPublicHost } from '../api/publicHosts';

/** Where images may be fetched from. */
export interface ImageSources {
	/** The credential's own origin: its host and port are trusted, over http too. */
	readonly ownOrigin?: string;
	/** Further hosts that the user named. */
	readonly allowedHosts?: readonly string[];
}

/**
 * An image's address as it can be fetched: a path, as some services give it, is one of their own, and
 * a host without `https://` before it is one all the same.
 *
 * @returns the text as it is where it is no path, or where the service is not known
 */
export function absoluteImageUrl(text: string, { ownOrigin }: ImageSources): string {
	const address = text.trim();
	if (URL.canParse(address)) return text;
	if (HOST_AND_PATH.test(address)) return `https://${address}`;
	const isPath = PATH.test(address) && URL.canParse(address, ownOrigin);
	return isPath ? new URL(address, ownOrigin).href : text;
}

/** Such as `cdn.example.com/a`, and not `files/a.png`. */
const HOST_AND_PATH = /^[a-z\d-]+(\.[a-z\d-]+)*\.[a-z]{2,}(:\d+)?\/./i;

/** A word alone, such as "pending", is no path, and neither are several words. */
const PATH = /^[^:\s]*\/|^\S*\.\w{3,4}(\?\S*)?$/;

/**
 * Reads the hosts that the user allows, from text or from an array of an expression. Of an address
 * only its host counts, and its port where it names one.
 */
export function readAllowedHosts(value: unknown): string[] {
	const parts: unknown[] = Array.isArray(value) ? value : [value];
	return parts
		.flatMap((part) => (typeof part === 'string' ? part.split(/[\s,;]/) : []))
		.map((part) =>
			part
				.toLowerCase()
				.replace(/^[a-z]+:\/\//, '')
				.replace(/[/?#].*/, ''),
		)
		.map((host) => host.replace(/\.$/, ''))
		.filter((host) => host !== '');
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
	const isAllowed = readAllowedHosts(sources.allowedHosts).some(
		(allowed) => allowed === host || allowed === url.host,
	);
	if (isAllowed) return { url };
	if (url.protocol !== 'https:') return { refusal: 'it is not encrypted (https)' };
	if (!isPublicHost(url.hostname)) return { refusal: 'it points into a private network' };
	return { url };
}
