import { createHash } from 'node:crypto';

import { cleanName, LONGEST_NAME_BYTES } from './cleanName';

/** What a file name is made of when the user gave none. */
export interface NameParts {
	readonly model: string;
	/** What tells this request from all others: the task id, or what stands in for it. */
	readonly reference: string;
	/** Counted from 0. */
	readonly imageIndex: number;
	readonly imageCount: number;
	/** Which of those that came in place of one that was ordered, from 0, where more came. */
	readonly extraIndex?: number;
	/** The user's own file name, empty for none. */
	readonly wished: string;
}

/** Gives the file name for the extension that the bytes ask for. */
export type NameFor = (extension: string) => string;

const IMAGE_EXTENSION = /\.(png|jpe?g|webp|gif|avif|bmp|tiff?|heic|heif|jxl|jp2)[\s\p{Cf}]*$/iu;

/** Where neither the user's name nor that of the model can be used. */
const LAST_RESORT = 'image';

/**
 * The name of an image file, at most 255 bytes. Its extension is that of the bytes, also when the
 * user asked for another one; several images of one item are counted, so that they do not overwrite
 * each other.
 */
export function fileNameFor(parts: NameParts, extension: string): string {
	const ending = `${countOf(parts)}.${extension}`;
	const room = LONGEST_NAME_BYTES - Buffer.byteLength(ending);
	const names = [parts.wished.replace(IMAGE_EXTENSION, ''), `${parts.model}_${parts.reference}`];
	const stem = names.map((name) => cleanName(name, room)).find((name) => name !== '');
	return `${stem ?? LAST_RESORT}${ending}`;
}

function countOf({ imageIndex, imageCount, extraIndex = 0 }: NameParts): string {
	const extra = extraIndex > 0 ? `-${extraIndex + 1}` : '';
	return imageCount > 1 || extraIndex > 0 ? `_${imageIndex + 1}${extra}` : '';
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
