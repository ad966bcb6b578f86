import { BASE64_IMAGE, revisedPromptOf, type AnsweredImage } from './images';
import { idOf, isObject, textOf, unwrap, type JsonObject } from './values';

/**
 * Finds what clearly is an image wherever it stands in an answer that was paid for, when no place that
 * is known holds one: the file itself in Base64, a link to an image file, a link that is named like an
 * image, or an image within a text, as chat models write it. What was asked for, what went wrong,
 * previews and addresses of other things are left out.
 *
 * @param body the parsed JSON of an answer that says that the work is done
 * @returns each image once, in the order of the answer
 */
export function findImagesAnywhere(body: unknown): readonly AnsweredImage[] {
	const answer = unwrap(body);
	// The address of a task is no image, so a link has to show that it is one where there is a task.
	const hasTask = isObject(answer) && TASK_IDS.some((name) => idOf(answer[name]) !== undefined);
	const found = new Map<string, AnsweredImage>();
	let visits = 0;
	visit(answer, '', 0);
	return [...found.values()];

	function visit(raw: unknown, name: string, depth: number, revisedPrompt?: string): void {
		visits += 1;
		if (depth > DEEPEST || visits > MOST_VISITS) return;
		const value = unwrap(raw);
		if (Array.isArray(value)) {
			for (const entry of value) visit(entry, name, depth + 1, revisedPrompt);
		} else if (isObject(value)) {
			visitFields(value, depth, revisedPromptOf(value) ?? revisedPrompt);
		} else {
			for (const image of imagesIn(textOf(value) ?? '', name, hasTask)) {
				const key = image.url ?? image.base64 ?? '';
				if (found.has(key)) continue;
				found.set(key, { ...image, ...(revisedPrompt !== undefined && { revisedPrompt }) });
			}
		}
	}

	function visitFields(object: JsonObject, depth: number, revisedPrompt?: string): void {
		for (const [name, value] of Object.entries(object)) {
			if (!NO_RESULT.test(name)) visit(value, name, depth + 1, revisedPrompt);
		}
	}
}

/** Deeper and larger than any answer of this kind. */
const DEEPEST = 10;
const MOST_VISITS = 20_000;

const TASK_IDS = ['task_id', 'taskId', 'id'] as const;

const NO_RESULT =
	/request|input|prompt|source|mask|reference|error|callback|webhook|thumb|preview|icon|logo|avatar|docs|help|support|status|profile/i;

const IMAGE_FILE = /^(https?:\/)?\/[^\s?#]+\.(png|jpe?g|webp|gif|avif)([?#]\S*)?$/i;

/** An image within a text in Markdown. */
const MARKDOWN_IMAGE = /!\[[^[\]]*\]\(\s*<?((https?:\/\/|data:image\/)[^\s<>)]+)/gi;

function imagesIn(text: string, name: string, hasTask: boolean): readonly AnsweredImage[] {
	const image = imageIn(text, name, hasTask);
	if (image) return [image];
	return Array.from(text.matchAll(MARKDOWN_IMAGE), ([, url = '']) => ({ url }));
}

function imageIn(text: string, name: string, hasTask: boolean): AnsweredImage | undefined {
	if (BASE64_IMAGE.test(text)) return { base64: text };
	if (/^data:image\//i.test(text) || IMAGE_FILE.test(text)) return { url: text };
	const isLink = /^https?:\/\/\S+$/i.test(text);
	const isNamedLikeOne = /ima?ge?|picture|photo/i.test(name);
	const isNamedLikeALink = /^(ur[il]|link|src|href|file)s?$/i.test(name);
	return isLink && (isNamedLikeOne || (isNamedLikeALink && !hasTask)) ? { url: text } : undefined;
}
