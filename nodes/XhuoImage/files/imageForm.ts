import type { AnsweredImage } from '../api/answers';
import { readImageKind } from './imageKind';
import { absoluteImageUrl, type ImageSources } from './imageUrls';

const DATA_URL = /^\s*data:/i;
const DATA_URL_START = /^\s*data:([^,]*),/i;
const LINK = /^\s*https?:\/\//i;

/** In characters: no image is shorter, and so much of it tells that it is one. */
const SHORTEST_BASE64 = 24;
const TELLING_BASE64 = 256;

/**
 * Brings an image as the service described it into one of two forms, or both: a link that can be
 * fetched, and the image itself in Base64. A `data:` URL is the image itself, and so is Base64 in the
 * place of a link; a path belongs to the service. After this, no `url` holds an image.
 *
 * @param sources whose origin a path belongs to
 */
export function imageForm(image: AnsweredImage, sources: ImageSources = {}): AnsweredImage {
	const { url, base64, revisedPrompt } = image;
	const content = base64 !== undefined && !LINK.test(base64) ? base64 : imageIn(url);
	const link = url !== undefined && imageIn(url) === undefined ? url : linkIn(base64);
	return {
		...(link !== undefined && { url: absoluteImageUrl(link, sources) }),
		...(content !== undefined && { base64: content }),
		...(revisedPrompt && { revisedPrompt }),
	};
}

const linkIn = (base64: string | undefined) =>
	base64 !== undefined && LINK.test(base64) ? base64.trim() : undefined;

/** A text that is an image and no link to one; JPEG in Base64 begins like a path. */
function imageIn(url: string | undefined): string | undefined {
	if (url === undefined || DATA_URL.test(url)) return url;
	const beginning = url.slice(0, TELLING_BASE64);
	if (url.length < SHORTEST_BASE64 || !/^[\w+/\s-]+={0,2}\s*$/.test(beginning)) return undefined;
	return readImageKind(Buffer.from(beginning, 'base64'), true) ? url : undefined;
}

/**
 * The bytes of an image in Base64, bare or as a `data:` URL. What is no Base64 gives bytes too:
 * whether they are an image, they tell themselves.
 */
export function decodeImage(content: string): Buffer {
	const [prefix, about = ''] = DATA_URL_START.exec(content) ?? [];
	if (prefix === undefined) return Buffer.from(content, 'base64');
	const data = content.slice(prefix.length);
	const text = data.includes('%') ? percentDecoded(data) : data;
	return Buffer.from(text, /;\s*base64\s*$/i.test(about) ? 'base64' : 'latin1');
}

/** Byte by byte, since what it spells need not be text. */
const percentDecoded = (text: string) =>
	text.replace(/%([0-9a-f]{2})/gi, (_escape, hex: string) =>
		String.fromCharCode(Number.parseInt(hex, 16)),
	);
