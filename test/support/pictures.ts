import { createCanvas } from '@napi-rs/canvas';

export type PictureFormat = 'png' | 'jpeg' | 'webp';

/**
 * A real image file of some format and size, with enough in it not to compress to nothing.
 *
 * @param width in pixels
 * @param height in pixels
 */
export function picture(format: PictureFormat, width: number, height: number): Buffer {
	const canvas = createCanvas(width, height);
	const context = canvas.getContext('2d');
	for (let y = 0; y < height; y += 4) {
		for (let x = 0; x < width; x += 4) {
			context.fillStyle = `rgb(${(x * 7) % 256}, ${(y * 5) % 256}, ${(x * x * y) % 251})`;
			context.fillRect(x, y, 4, 4);
		}
	}
	if (format === 'png') return canvas.toBuffer('image/png');
	return format === 'jpeg' ? canvas.toBuffer('image/jpeg', 90) : canvas.toBuffer('image/webp', 90);
}

/** A PNG with a transparent rectangle in its middle, as a mask has one. */
export function transparentPicture(width: number, height: number): Buffer {
	const canvas = createCanvas(width, height);
	const context = canvas.getContext('2d');
	context.fillStyle = '#808080';
	context.fillRect(0, 0, width, height);
	context.clearRect(width / 4, height / 4, width / 2, height / 2);
	return canvas.toBuffer('image/png');
}
