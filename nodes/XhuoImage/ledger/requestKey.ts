import { createHash } from 'node:crypto';

/**
 * Names a request within a node run: the same item asking for the same thing again is a retry.
 *
 * @param itemIndex the input item, from 0
 * @param requestIndex which of the item's requests, from 0
 * @param content what is asked for, without anything drawn by chance
 */
export function requestKey(itemIndex: number, requestIndex: number, content: unknown): string {
	const hash = createHash('sha256')
		.update(JSON.stringify(content))
		.digest('base64url')
		.slice(0, 16);
	return `${itemIndex}.${requestIndex}.${hash}`;
}

/** What a request asks for, whichever item and however many requests it belongs to. */
export const contentOf = (key: string): string => {
	const [, , content = key] = key.split('.');
	return content.replace(/#\d+$/, '');
};

/** Names a request that asks once more for what was handed over already. */
export const furtherKey = (key: string, times: number): string =>
	times === 0 ? key : `${key}#${times}`;
