import type { SKRSContext2D } from '@napi-rs/canvas';
import { GlobalFonts, Path2D } from '@napi-rs/canvas';

import type { Glyph } from './glyphs';
import { glyphOf } from './glyphs';

/** Height of the capitals on the glyphs' grid. */
const CAPITALS = 14;
const GAP = 3.6;
/** Width of characters outside the alphabet (Chinese, Japanese and so on are about square). */
const FOREIGN_WIDTH = 17;
/** Line pitch in heights of a capital. */
export const LINE_PITCH = 1.9;

const paths = new Map<Glyph, Path2D>();

function pathOf(glyph: Glyph): Path2D {
	const known = paths.get(glyph);
	if (known) return known;
	const path = new Path2D(glyph.path);
	paths.set(glyph, path);
	return path;
}

/** Width of a line in pixels, for capitals of `height` pixels. */
export function widthOf(text: string, height: number): number {
	let width = 0;
	for (const character of text) width += (glyphOf(character)?.width ?? FOREIGN_WIDTH) + GAP;
	return ((width - GAP) * height) / CAPITALS;
}

/**
 * Draws one line in the context's stroke style.
 * @param x,y upper left corner of the capitals, pixels
 * @param height height of a capital, pixels
 */
export function drawLine(
	context: SKRSContext2D,
	text: string,
	x: number,
	y: number,
	height: number,
): void {
	context.save();
	context.translate(x, y);
	context.scale(height / CAPITALS, height / CAPITALS);
	context.lineWidth = 1.8;
	context.lineCap = 'round';
	context.lineJoin = 'round';
	for (const character of text) {
		const glyph = glyphOf(character);
		if (glyph) context.stroke(pathOf(glyph));
		else drawForeign(context, character);
		context.translate((glyph?.width ?? FOREIGN_WIDTH) + GAP, 0);
	}
	context.restore();
}

/** A character outside the alphabet: by a font of the machine if it has one, else an empty frame. */
function drawForeign(context: SKRSContext2D, character: string): void {
	if (GlobalFonts.families.length === 0) {
		context.strokeRect(1, 0, FOREIGN_WIDTH - 2, CAPITALS);
		return;
	}
	context.save();
	context.font = `${FOREIGN_WIDTH}px sans-serif`;
	context.fillStyle = context.strokeStyle;
	context.fillText(character, 0, CAPITALS, FOREIGN_WIDTH);
	context.restore();
}

/** Where a line may break: after a space, and before any character that is not in the alphabet. */
function wordsOf(text: string): string[] {
	const words: string[] = [];
	let word = '';
	for (const character of text.replace(/\s+/g, ' ').trim()) {
		if (!glyphOf(character) && word !== '') {
			words.push(word);
			word = '';
		}
		word += character;
		if (character === ' ') {
			words.push(word);
			word = '';
		}
	}
	return word === '' ? words : [...words, word];
}

/**
 * Breaks a text into lines of at most `width` pixels, and ends in an ellipsis when it needs more than
 * `most` lines. A single word that is wider than a line is left to run out of the picture.
 */
export function wrap(text: string, height: number, width: number, most: number): string[] {
	const lines: string[] = [''];
	for (const word of wordsOf(text)) {
		const line = lines[lines.length - 1] ?? '';
		if (line === '' || widthOf((line + word).trimEnd(), height) <= width) {
			lines[lines.length - 1] = line + word;
		} else if (lines.length < most) {
			lines.push(word);
		} else {
			lines[lines.length - 1] = `${line.trimEnd()}…`;
			break;
		}
	}
	return lines.map((line) => line.trimEnd());
}
