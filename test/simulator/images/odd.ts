import { createCanvas, loadImage } from '@napi-rs/canvas';

import { stamp } from './stamp';

/** Image files that a careful reader stumbles over, though any viewer shows most of them. */
export const ODD_FILES = [
	/** Types that the API does not promise, and services of this kind return all the same. */
	'gif',
	'avif',
	/** A JPEG without the two bytes of its end marker. */
	'jpegWithoutEnd',
	/** The smallest WebP that browsers take: 26 bytes. */
	'webpOf26Bytes',
	/** The last chunk's length is odd, and the byte that should fill it up is missing. */
	'webpWithoutPad',
] as const;

export type OddFile = (typeof ODD_FILES)[number];

const MIME_TYPES: Readonly<Record<OddFile, string>> = {
	gif: 'image/gif',
	avif: 'image/avif',
	jpegWithoutEnd: 'image/jpeg',
	webpOf26Bytes: 'image/webp',
	webpWithoutPad: 'image/webp',
};

const SMALLEST_WEBP = 'UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=';
const QUALITY = 80;

/** The type that the file really has. */
export const mimeTypeOf = (kind: OddFile) => MIME_TYPES[kind];

/** The same picture in an odd file. */
export async function oddFile(kind: OddFile, picture: Buffer): Promise<Buffer> {
	switch (kind) {
		case 'gif':
			return await (await canvasOf(picture)).encode('gif');
		case 'avif':
			return await (await canvasOf(picture)).encode('avif');
		case 'jpegWithoutEnd':
			return (await (await canvasOf(picture)).encode('jpeg', QUALITY)).subarray(0, -2);
		case 'webpOf26Bytes':
			return Buffer.from(SMALLEST_WEBP, 'base64');
		case 'webpWithoutPad': {
			const whole = await (await canvasOf(picture)).encode('webp', QUALITY);
			return Buffer.concat(stamp(whole, 'webp', 'odd')).subarray(0, -1);
		}
	}
}

async function canvasOf(picture: Buffer) {
	const image = await loadImage(picture);
	const canvas = createCanvas(image.width, image.height);
	canvas.getContext('2d').drawImage(image, 0, 0);
	return canvas;
}
