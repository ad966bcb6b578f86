import { isObject, textOf, unwrap, type JsonObject } from './values';

/** One image as the service describes it: a link, or the image itself in Base64. */
export interface AnsweredImage {
	/** As the service wrote it: it may lack its host, or hold the image itself (`data:`). */
	readonly url?: string;
	readonly base64?: string;
	readonly revisedPrompt?: string;
}

/** Images, and the objects that they were found in, from the outside in. */
export interface FoundImages {
	readonly images: readonly AnsweredImage[];
	readonly layers: readonly JsonObject[];
}

/** What the images of an answer stand under; the guide knows only `data`, once or twice (§1). */
export const CONTAINERS = ['data', 'images', 'response', 'result', 'results', 'output'] as const;

const LINKS = ['url', 'image_url', 'imageUrl', 'image', 'link'] as const;
const BASE64 = ['b64_json', 'b64', 'base64', 'image_base64', ...LINKS] as const;

/** Deeper than any answer of this kind goes. */
const DEEPEST = 5;

/**
 * Finds the images of an answer wherever they stand in it: a list or a single one, links as objects
 * or as texts, once or twice nested, and with anything beside them that is no image. What was asked
 * for (`request`) is not searched: the picture of an edit is no result.
 */
export function findImages(body: unknown): FoundImages | undefined {
	const value = unwrap(body);
	if (Array.isArray(value)) return found(value.flatMap((entry) => imagesIn(entry, 1)));
	return isObject(value) ? searchObject(value, 0) : undefined;
}

const found = (images: readonly AnsweredImage[], layers: readonly JsonObject[] = []) =>
	images.length > 0 ? { images, layers } : undefined;

function search(raw: unknown, depth: number): FoundImages | undefined {
	const value = unwrap(raw);
	if (!isObject(value)) return found(imagesIn(value, depth));
	const image = imageOf(value);
	return image ? { images: [image], layers: [value] } : searchObject(value, depth);
}

function searchObject(object: JsonObject, depth: number): FoundImages | undefined {
	if (depth > DEEPEST) return undefined;
	for (const name of CONTAINERS) {
		const inside = search(object[name], depth + 1);
		if (inside) return { images: inside.images, layers: [object, ...inside.layers] };
	}
	return undefined;
}

function imagesIn(raw: unknown, depth: number): readonly AnsweredImage[] {
	if (depth > DEEPEST) return [];
	const value = unwrap(raw);
	if (Array.isArray(value)) return value.flatMap((entry) => imagesIn(entry, depth + 1));
	if (isObject(value)) return search(value, depth + 1)?.images ?? [];
	const text = textOf(value);
	if (text === undefined) return [];
	if (BASE64_IMAGE.test(text)) return [{ base64: text }];
	return LINK.test(text) ? [{ url: text }] : [];
}

/**
 * An address of its own, a file on the same host, or the file itself; a word such as "ok" is none, nor
 * is a path such as that of a task.
 */
const LINK = /^(https?:\/\/\S+|data:image\/\S+|\/\S+\.[a-z]{2,5}(\?\S*)?)$/i;

/** How PNG, JPEG, WebP, GIF, and AVIF begin in Base64. */
export const BASE64_IMAGE = /^(iVBORw0KGgo|\/9j\/|UklGR|R0lGOD|AAAA[\w+/-]{2}Z0eX[AB])[\w+/-]{30,}/;

function imageOf(entry: JsonObject): AnsweredImage | undefined {
	const url = textUnder(entry, LINKS, (text, name) =>
		name === 'url' ? !BASE64_IMAGE.test(text) : LINK.test(text) && !BASE64_IMAGE.test(text),
	);
	const base64 = textUnder(
		entry,
		BASE64,
		(text, name) => !LINKS.some((link) => link === name) || BASE64_IMAGE.test(text),
	);
	if (url === undefined && base64 === undefined) return undefined;
	const revisedPrompt = revisedPromptOf(entry);
	return {
		...(url !== undefined && { url }),
		...(base64 !== undefined && { base64 }),
		...(revisedPrompt !== undefined && { revisedPrompt }),
	};
}

/** The prompt that the image was really made from, where the service says it. */
export const revisedPromptOf = (entry: JsonObject): string | undefined =>
	textUnder(entry, ['revised_prompt', 'revisedPrompt'], () => true);

function textUnder(
	entry: JsonObject,
	names: readonly string[],
	suits: (text: string, name: string) => boolean,
): string | undefined {
	for (const name of names) {
		const value = entry[name];
		// As chat models write a link: `image_url: { url }`.
		const text = textOf(isObject(value) ? value.url : value);
		if (text !== undefined && suits(text, name)) return text;
	}
	return undefined;
}
