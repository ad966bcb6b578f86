import type { Canvas, SKRSContext2D } from '@napi-rs/canvas';
import { createCanvas } from '@napi-rs/canvas';

import type { Dimensions } from '../contract/sizes';
import { drawLine, LINE_PITCH, widthOf, wrap } from './lettering';
import type { Palette } from './palette';
import { numbersFrom, paletteFrom } from './palette';
import type { Print } from './prints';
import { paintPrints } from './prints';

/** Everything a picture depends on. */
export interface Subject extends Dimensions {
	prompt: string;
	/** The line under the prompt. */
	caption: string;
	/** Sets pictures of the same prompt apart: seed and place in the answer. */
	variant: string;
	transparent: boolean;
}

const TURN = 2 * Math.PI;

/**
 * Paints a landscape in colours that follow from the prompt, with the prompt and the caption on it.
 * A transparent picture has the landscape in a disc, and nothing around it.
 * @param prints of the images that were edited, shown in the sky
 */
export function paint(subject: Subject, prints: readonly Print[] = []): Canvas {
	const canvas = createCanvas(subject.width, subject.height);
	const context = canvas.getContext('2d');
	const next = numbersFrom(`${subject.prompt}\n${subject.variant}`);
	const palette = paletteFrom(next);
	if (subject.transparent) clipToDisc(context, subject);
	paintSky(context, subject, palette);
	paintSun(context, subject, palette, next);
	palette.ridges.forEach((colour, ridge) => paintRidge(context, subject, colour, ridge, next));
	paintPrints(context, subject, prints);
	paintText(context, subject, palette);
	return canvas;
}

function clipToDisc(context: SKRSContext2D, { width, height }: Dimensions): void {
	context.beginPath();
	context.arc(width / 2, height / 2, Math.min(width, height) * 0.47, 0, TURN);
	context.clip();
}

function paintSky(context: SKRSContext2D, { width, height }: Dimensions, palette: Palette): void {
	const sky = context.createLinearGradient(0, 0, 0, height * 0.8);
	sky.addColorStop(0, palette.skyHigh);
	sky.addColorStop(1, palette.skyLow);
	context.fillStyle = sky;
	context.fillRect(0, 0, width, height);
}

function paintSun(
	context: SKRSContext2D,
	{ width, height }: Dimensions,
	{ sun }: Palette,
	next: () => number,
): void {
	const [x, y] = [width * (0.2 + 0.6 * next()), height * (0.3 + 0.2 * next())];
	const radius = Math.min(width, height) * (0.1 + 0.06 * next());
	context.fillStyle = sun;
	for (const [ring, strength] of [
		[2.1, 0.1],
		[1.5, 0.16],
		[1, 1],
	] as const) {
		context.globalAlpha = strength;
		context.beginPath();
		context.arc(x, y, radius * ring, 0, TURN);
		context.fill();
	}
	context.globalAlpha = 1;
}

function paintRidge(
	context: SKRSContext2D,
	{ width, height }: Dimensions,
	colour: string,
	ridge: number,
	next: () => number,
): void {
	const level = height * (0.5 + 0.1 * ridge);
	const swing = height * (0.07 - 0.008 * ridge);
	const [phase, waves] = [next() * TURN, 1 + next() * 1.6];
	const [ripplePhase, ripples] = [next() * TURN, 3.5 + next() * 3];
	const steps = 96;
	context.beginPath();
	context.moveTo(0, height);
	for (let step = 0; step <= steps; step++) {
		const along = step / steps;
		const slope = Math.sin(phase + along * waves * TURN);
		const ripple = 0.3 * Math.sin(ripplePhase + along * ripples * TURN);
		context.lineTo(along * width, level + swing * (slope + ripple));
	}
	context.lineTo(width, height);
	context.closePath();
	context.fillStyle = colour;
	context.fill();
}

/** Prompt and caption in the lower part, where the nearest ridge is dark. */
function paintText(context: SKRSContext2D, subject: Subject, palette: Palette): void {
	const { width, height, prompt, caption, transparent } = subject;
	const short = Math.min(width, height);
	const margin = transparent ? short * 0.2 : short * 0.06;
	const left = transparent ? (width - short) / 2 + margin : margin;
	const room = transparent ? short - 2 * margin : width - 2 * margin;
	const long = widthOf(prompt, 1) > (3 * room) / (short / 20);
	const letters = short / (long ? 34 : 20);
	const small = Math.max(short / 52, 7);
	const lines = wrap(prompt, letters, room, long ? 5 : 3);

	const bottom = transparent ? height / 2 + short * 0.3 : height - margin;
	const top = bottom - small - small * 1.4 - lines.length * letters * LINE_PITCH + letters * 0.5;
	paintShade(context, subject, palette, top - letters * 2);
	context.strokeStyle = palette.ink;
	lines.forEach((line, index) =>
		drawLine(context, line, left, top + index * letters * LINE_PITCH, letters),
	);
	context.globalAlpha = 0.75;
	drawLine(context, caption, left, bottom - small, small);
	context.globalAlpha = 1;
}

/** Darkens the ground behind the text, so that it can be read on every palette. */
function paintShade(
	context: SKRSContext2D,
	{ width, height }: Dimensions,
	{ shade }: Palette,
	top: number,
): void {
	const ground = context.createLinearGradient(0, top, 0, height);
	ground.addColorStop(0, shade(0));
	ground.addColorStop(0.35, shade(0.5));
	ground.addColorStop(1, shade(0.8));
	context.fillStyle = ground;
	context.fillRect(0, top, width, height - top);
}
