import { createHash } from 'node:crypto';

import { createCanvas, loadImage } from '@napi-rs/canvas';

import type { ImageFormat } from '../contract/order';

/** What is known of a picture that came in, and enough of it to be shown. */
export interface Picture {
	/** By its bytes. */
	format: ImageFormat | 'other';
	/** Pixels. */
	width: number;
	height: number;
	/** Of a PNG: whether pixels can be transparent. */
	hasAlpha: boolean;
	/** Of the whole file, in hex. */
	sha256: string;
	/** The picture as a small PNG. */
	print: Buffer;
}

/** Longer side of a print, pixels: about what a drawn answer has room for. */
const PRINT_SIDE = 512;

/**
 * Looks at an image file.
 * @returns undefined when no decoder can make a picture of it
 */
export async function readPicture(
	file: Buffer,
	sha256 = createHash('sha256').update(file).digest('hex'),
): Promise<Picture | undefined> {
	const image = await loadImage(file).catch(() => undefined);
	if (!image) return undefined;
	const { width, height } = image;
	const scale = Math.min(1, PRINT_SIDE / Math.max(width, height));
	const sides = [width, height].map((side) => Math.max(1, Math.round(side * scale)));
	const [across = 1, down = 1] = sides;
	const canvas = createCanvas(across, down);
	canvas.getContext('2d').drawImage(image, 0, 0, across, down);
	const format = formatOf(file);
	const hasAlpha = format === 'png' && pngHasAlpha(file);
	return { format, width, height, hasAlpha, sha256, print: await canvas.encode('png') };
}

/** What a file is, by its first bytes. */
function formatOf(file: Buffer): Picture['format'] {
	if (file.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return 'png';
	if (file.subarray(0, 3).toString('hex') === 'ffd8ff') return 'jpeg';
	const [riff, webp] = [file.subarray(0, 4), file.subarray(8, 12)].map((part) =>
		part.toString('latin1'),
	);
	return riff === 'RIFF' && webp === 'WEBP' ? 'webp' : 'other';
}

/** By the header's colour type, or by a transparent colour, which is named before the pixels. */
function pngHasAlpha(png: Buffer): boolean {
	const colourType = png.length > 25 ? png.readUInt8(25) : 0;
	return [4, 6].includes(colourType) || png.subarray(0, png.indexOf('IDAT')).includes('tRNS');
}
