import { createHash } from 'node:crypto';

/** Numbers in [0, 1) that depend on the text alone: the same text gives the same sequence. */
export function numbersFrom(text: string): () => number {
	let block = createHash('sha256').update(text).digest();
	let position = 0;
	return () => {
		if (position + 4 > block.length) {
			block = createHash('sha256').update(block).digest();
			position = 0;
		}
		const number = block.readUInt32BE(position) / 2 ** 32;
		position += 4;
		return number;
	};
}

export interface Palette {
	skyHigh: string;
	skyLow: string;
	sun: string;
	/** From the farthest ridge to the nearest. */
	ridges: string[];
	ink: string;
	/** The ground behind the text, by its alpha. */
	shade: (alpha: number) => string;
}

const hsl = (hue: number, saturation: number, lightness: number) =>
	`hsl(${Math.round(((hue % 360) + 360) % 360)}, ${saturation}%, ${lightness}%)`;

/** A colour scheme for a picture: two neighbouring hues, and a warm sun. */
export function paletteFrom(next: () => number): Palette {
	const hue = next() * 360;
	const drift = 25 + next() * 40;
	const warmth = next();
	const isNight = next() < 0.4;
	const far = isNight ? 38 : 66;
	const near = isNight ? 9 : 20;
	const ridges = [0, 1, 2, 3].map((ridge) =>
		hsl(hue + (drift * ridge) / 3, 42 + ridge * 5, far + ((near - far) * ridge) / 3),
	);
	return {
		skyHigh: hsl(hue - drift, 55, isNight ? 14 : 46),
		skyLow: hsl(hue + drift * 1.6, 72, isNight ? 48 : 82),
		sun: hsl(18 + warmth * 34, 95, isNight ? 88 : 74),
		ridges,
		ink: '#ffffff',
		shade: (alpha) => `hsla(${Math.round(hue)}, 60%, 7%, ${alpha})`,
	};
}
