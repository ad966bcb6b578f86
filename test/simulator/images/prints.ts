import type { Image, SKRSContext2D } from '@napi-rs/canvas';

import type { Dimensions } from '../contract/sizes';

/** An image that was edited, or the mask. */
export interface Print {
	image: Image;
	isMask: boolean;
}

/** Tilt of a print, radians: it lies on the picture, and is no part of it. */
const TILT = 0.06;
const PAPER = '#ffffff';
const MASK_PAPER = '#e2422b';

/** Shows what went in, in the order in which it came: one large print, or rows of smaller ones. */
export function paintPrints(
	context: SKRSContext2D,
	{ width, height }: Dimensions,
	prints: readonly Print[],
): void {
	const columns = columnsFor(prints.length, width, height);
	const rows = Math.ceil(prints.length / columns);
	// The lower part belongs to the prompt.
	const cell = Math.min((width * 0.9) / columns, (height * 0.56) / rows);
	prints.forEach((print, place) => {
		const row = Math.floor(place / columns);
		const inRow = Math.min(columns, prints.length - row * columns);
		const x = width / 2 + ((place % columns) - (inRow - 1) / 2) * cell;
		const y = height * 0.33 + (row - (rows - 1) / 2) * cell;
		paintPrint(context, print, x, y, cell * 0.72, place % 2 === 0 ? -TILT : TILT);
	});
}

/** The number of columns that lets the prints be largest. */
function columnsFor(prints: number, width: number, height: number): number {
	const side = (columns: number) =>
		Math.min((width * 0.9) / columns, (height * 0.56) / Math.ceil(prints / columns));
	const choices = Array.from({ length: Math.max(1, prints) }, (_, index) => index + 1);
	return choices.reduce((best, columns) => (side(columns) > side(best) ? columns : best));
}

function paintPrint(
	context: SKRSContext2D,
	{ image, isMask }: Print,
	x: number,
	y: number,
	longSide: number,
	tilt: number,
): void {
	const scale = longSide / Math.max(image.width, image.height);
	const [across, down] = [image.width * scale, image.height * scale];
	const border = longSide * 0.04;
	context.save();
	context.translate(x, y);
	context.rotate(tilt);
	context.fillStyle = isMask ? MASK_PAPER : PAPER;
	context.fillRect(
		-across / 2 - border,
		-down / 2 - border,
		across + 2 * border,
		down + 2 * border,
	);
	context.drawImage(image, -across / 2, -down / 2, across, down);
	context.restore();
}
