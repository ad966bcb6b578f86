import { createHash } from 'node:crypto';

import { crc32, deflateSync } from './node';

/** What kind of PNG is to be written (PNG specification, 11.2.2). */
export interface PngForm {
	/** In pixels. */
	readonly width: number;
	/** In pixels. */
	readonly height: number;
	/** 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
	readonly colourType: 0 | 2 | 3 | 4 | 6;
	/** Bits per sample. */
	readonly bitDepth: 1 | 2 | 4 | 8 | 16;
	readonly isInterlaced?: boolean;
	/** The filter of each row, by its number; default none. */
	readonly filterOf?: (y: number) => number;
	/** The chunk tRNS. */
	readonly transparency?: Buffer;
	/** How much each IDAT chunk holds, in bytes; default all. */
	readonly chunkBytes?: number;
	/** From 0, which is fast and as large as can be, to 9. */
	readonly level?: number;
}

const CHANNELS = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 } as const;
const ADAM7 = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
] as const;

/**
 * Writes a PNG of any form; canvases write one form only.
 *
 * @param samplesAt the samples of the pixel in column x of row y
 */
export function encodePng(form: PngForm, samplesAt: (x: number, y: number) => number[]): Buffer {
	const passes = form.isInterlaced ? ADAM7 : ([[0, 0, 1, 1]] as const);
	const rows = passes.flatMap(([firstX, firstY, stepX, stepY]) =>
		passRows(form, firstX, firstY, stepX, stepY, samplesAt),
	);
	return writePng(form, Buffer.concat(rows));
}

/** @param rows the filter and the bytes of each row, pass after pass */
function writePng(form: PngForm, rows: Buffer): Buffer {
	const { width, height, colourType, bitDepth, isInterlaced = false, transparency } = form;
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(height, 4);
	header.set([bitDepth, colourType, 0, 0, isInterlaced ? 1 : 0], 8);
	const data = deflateSync(rows, { level: form.level ?? 6 });
	const size = form.chunkBytes ?? data.length;
	const parts = Array.from({ length: Math.ceil(data.length / size) }, (_, part) =>
		chunk('IDAT', data.subarray(part * size, (part + 1) * size)),
	);
	return Buffer.concat([
		Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
		chunk('IHDR', header),
		...(colourType === 3 ? [chunk('PLTE', Buffer.alloc(3 * 2 ** bitDepth, 90))] : []),
		...(transparency ? [chunk('tRNS', transparency)] : []),
		...parts,
		chunk('IEND', Buffer.alloc(0)),
	]);
}

function passRows(
	{ width, height, colourType, bitDepth, filterOf = () => 0 }: PngForm,
	firstX: number,
	firstY: number,
	stepX: number,
	stepY: number,
	samplesAt: (x: number, y: number) => number[],
): Buffer[] {
	const columns = Math.max(0, Math.ceil((width - firstX) / stepX));
	const bits = CHANNELS[colourType] * bitDepth;
	const rows: Buffer[] = [];
	let above = Buffer.alloc(Math.ceil((columns * bits) / 8));
	if (columns === 0) return rows;
	for (let y = firstY; y < height; y += stepY) {
		const row = Buffer.alloc(above.length);
		for (let column = 0; column < columns; column += 1) {
			samplesAt(firstX + column * stepX, y).forEach((sample, channel) => {
				writeSample(row, (column * CHANNELS[colourType] + channel) * bitDepth, bitDepth, sample);
			});
		}
		const filter = filterOf(y);
		rows.push(Buffer.from([filter]), filtered(filter, row, above, Math.max(1, bits / 8)));
		above = row;
	}
	return rows;
}

function writeSample(row: Buffer, bit: number, bitDepth: number, sample: number): void {
	const at = Math.floor(bit / 8);
	if (bitDepth === 16) row.writeUInt16BE(sample, at);
	else row[at] = (row[at] ?? 0) | (sample << (8 - bitDepth - (bit % 8)));
}

function filtered(filter: number, row: Buffer, above: Buffer, pixel: number): Buffer {
	return Buffer.from(
		row.map((value, at) => {
			const a = row[at - pixel] ?? 0;
			const b = above[at] ?? 0;
			const c = above[at - pixel] ?? 0;
			const nearest = [a, b, c].sort(
				(one, other) => Math.abs(a + b - c - one) - Math.abs(a + b - c - other),
			)[0];
			return (value - ([0, a, b, (a + b) >> 1, nearest ?? 0][filter] ?? 0)) & 255;
		}),
	);
}

/** One chunk of a PNG, with its length and checksum. */
export function chunk(type: string, data: Buffer): Buffer {
	const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	const length = Buffer.alloc(4);
	length.writeUInt32BE(data.length);
	const checksum = Buffer.alloc(4);
	checksum.writeUInt32BE(crc32(body));
	return Buffer.concat([length, body, checksum]);
}

/** A colour picture of noise that does not compress, so that its size can be chosen; in bytes. */
export function heavyPng(bytes: number, seed: string): Buffer {
	const side = Math.floor(Math.sqrt(bytes / 3));
	const rowBytes = 1 + side * 3;
	const rows = createHash('shake256', { outputLength: side * rowBytes })
		.update(seed)
		.digest();
	for (let y = 0; y < side; y += 1) rows[y * rowBytes] = 0;
	return writePng({ width: side, height: side, colourType: 2, bitDepth: 8, level: 0 }, rows);
}
