import type { Explanation } from './codes';
import { textOf, wellFormed } from './values';

/** What a web page looks like that answers in place of the service. */
interface Page {
	readonly status: number;
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: string;
}

/**
 * Explains the web page of a firewall or a proxy. The service answers with JSON, so such a page says
 * that the request never came as far: nothing was billed.
 *
 * @param page an answer that is no JSON
 * @returns `undefined` for any other answer, web pages with another status among them
 */
export function readBlockPage({ status, headers, body }: Page): Explanation | undefined {
	const ray = textOf(headers['cf-ray']);
	// Only a proxy answers 407, with a page or without.
	const isPage = status === 407 || isHtml(headers, body) || ray !== undefined;
	if ((status !== 403 && status !== 407) || !isPage) return undefined;
	const title = titleOf(body);
	const facts = [title && `a page called "${title}"`, ray && `cf-ray ${ray}`].filter(Boolean);
	const answered = facts.length > 0 ? `It answered with ${facts.join(', ')}. ` : '';
	return {
		kind: 'rejected',
		message:
			status === 407
				? 'A proxy between n8n and the service blocked the request'
				: 'Something between n8n and the service blocked the request, such as a firewall',
		advice: `${answered}${PROXY_ADVICE} Nothing was billed for this image.`,
	};
}

const PROXY_ADVICE =
	'If n8n has to use a proxy, set its environment variable HTTPS_PROXY to the address of the proxy, with user name and password if it asks for them; if it must not use one for this address, name the host in NO_PROXY. Otherwise ask whoever runs your network, or the XHuo support, to let the address of your n8n through.';

const isHtml = (headers: Page['headers'], body: string): boolean =>
	String(headers['content-type'] ?? '').includes('html') ||
	/^\s*(<!doctype html|<html|<head|<body)/i.test(body);

const LONGEST_TITLE = 120;

function titleOf(body: string): string {
	const [, inside = ''] = /<title[^>]*>([^<]*)/i.exec(body) ?? /<h1[^>]*>([^<]*)/i.exec(body) ?? [];
	const title = wellFormed(inside).replace(/\s+/g, ' ').trim();
	return Array.from(title).slice(0, LONGEST_TITLE).join('');
}
