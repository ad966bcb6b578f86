import { OTHER_FORMATS } from './otherFormats';
import { PROMISED_FORMATS } from './promisedFormats';

/** The image types that the API promises (contract §1). */
export type PromisedType = 'image/png' | 'image/jpeg' | 'image/webp';

/** Types that it does not promise; services of this kind send them all the same. */
export type OtherType =
	| 'image/gif'
	| 'image/avif'
	| 'image/heic'
	| 'image/heif'
	| 'image/bmp'
	| 'image/tiff'
	| 'image/jxl'
	| 'image/jp2';

/** Width and height in pixels, `null` where the bytes do not easily tell. */
export interface PixelSize {
	readonly width: number | null;
	readonly height: number | null;
}

/** What the bytes of an image say about it. */
export interface ImageKind extends PixelSize {
	readonly mimeType: PromisedType | OtherType;
	/** Without the dot. */
	readonly extension: string;
	/** Where the header ends that was read, in bytes: the picture itself comes after it. */
	readonly headerBytes: number;
}

/** What a format reads off the beginning of a file. */
export interface ImageHeader extends PixelSize {
	readonly headerBytes?: number;
}

/** One image format: how its files begin, and where they say their size. */
export interface ImageFormat {
	readonly mimeType: PromisedType | OtherType;
	readonly extension: string;
	/** Whether the bytes are the beginning of such a file; there may be more or fewer than it takes. */
	isAt(head: Buffer): boolean;
	/**
	 * Reads the size, and where the picture itself begins, in bytes.
	 *
	 * @returns `'more'` if that takes more bytes than there are
	 */
	readHeader(head: Buffer): ImageHeader | 'more';
}

/** An image may carry this much before its size; beyond it, the size stays unknown. In bytes. */
export const LONGEST_HEADER = 1_048_576;

/** So many bytes tell every format apart. */
const LONGEST_SIGNATURE = 32;

const UNKNOWN_SIZE: ImageHeader = { width: null, height: null };

/**
 * Tells type and size of an image from its first bytes, never from a header or a name.
 *
 * @param head the first bytes received so far
 * @param isAll whether these are all bytes there are, so that no more can be waited for
 * @returns the kind, `'more'` if more bytes are needed to tell, or `undefined` if the bytes are no
 *   image
 */
export function readImageKind(head: Buffer, isAll: true): ImageKind | undefined;
export function readImageKind(head: Buffer, isAll?: boolean): ImageKind | 'more' | undefined;
export function readImageKind(head: Buffer, isAll = false): ImageKind | 'more' | undefined {
	const format = [...PROMISED_FORMATS, ...OTHER_FORMATS].find((candidate) => candidate.isAt(head));
	if (!format) return head.length < LONGEST_SIGNATURE && !isAll ? 'more' : undefined;

	const header = format.readHeader(head);
	if (header === 'more' && !isAll && head.length < LONGEST_HEADER) return 'more';
	const { mimeType, extension } = format;
	const { headerBytes = 0, ...size } = header === 'more' ? UNKNOWN_SIZE : header;
	return { mimeType, extension, ...known(size), headerBytes };
}

/** Whether the API promises images of this type. */
export const isPromised = (type: PromisedType | OtherType): type is PromisedType =>
	PROMISED_FORMATS.some(({ mimeType }) => mimeType === type);

/** A size of nothing is none. */
const known = ({ width, height }: PixelSize): PixelSize =>
	width && height ? { width, height } : { width: null, height: null };
