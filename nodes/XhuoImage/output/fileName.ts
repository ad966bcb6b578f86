import { createHash } from 'node:crypto';

import type { ImageKind } from './imageBytes';

/** What a file name is made of when the user gave none. */
export interface NameParts {
	readonly model: string;
	/** What tells this request from all others: the task id, or what stands in for it. */
	readonly reference: string;
	/** Counted from 0. */
	readonly imageIndex: number;
	readonly imageCount: number;
	/** The user's own file name, empty for none. */
	readonly wished: string;
}

const IMAGE_EXTENSION = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?)$/i;

/** Characters that some file system or shell does not take, and control characters. */
const UNSAFE = /[\p{Cc}<>:"/\\|?*]+/gu;

/** In characters, extension not counted: file systems take 255 bytes. */
const LONGEST_NAME = 80;

/**
 * The name of an image file. Its extension is that of the bytes, also when the user asked for
 * another one; several images of one item are counted, so that they do not overwrite each other.
 */
export function fileNameFor(parts: NameParts, extension: ImageKind['extension']): string {
	const wished = clean(parts.wished.trim().replace(IMAGE_EXTENSION, ''));
	const stem = wished || clean(`${parts.model}_${parts.reference}`);
	const count = parts.imageCount > 1 ? `_${parts.imageIndex + 1}` : '';
	return `${stem}${count}.${extension}`;
}

/**
 * Stands in for the task id that DALL·E and Nano Banana do not give, so that files of different
 * images never share a name: short, and the same whenever the same image is fetched.
 *
 * @param content the image's link, or the image itself in Base64
 */
export function contentReference(content: string): string {
	return createHash('sha256').update(content).digest('hex').slice(0, 10);
}

function clean(name: string): string {
	return Array.from(name.replace(UNSAFE, '-').replace(/^[.\s]+|[.\s]+$/g, ''))
		.slice(0, LONGEST_NAME)
		.join('');
}
