import { inflate } from './inflate';

/** What a PNG says of itself before its pixels (PNG specification, 11.2.2 and 11.3.2.1). */
export interface PngHeader {
	/** In pixels. */
	readonly width: number;
	/** In pixels. */
	readonly height: number;
	/** Bits per sample: 1, 2, 4, 8 or 16. */
	readonly bitDepth: number;
	/** 0 grey, 2 colour, 3 palette, 4 grey with alpha, 6 colour with alpha. */
	readonly colourType: number;
	readonly isInterlaced: boolean;
	/** The chunk tRNS: a transparent colour, or the alpha of each palette entry. */
	readonly transparency?: Buffer;
}

/** A row of pixels as bytes, its filter undone; valid until the next one is asked for. */
export interface PngRow {
	readonly header: PngHeader;
	readonly row: Buffer;
	/** How many pixels are in it. */
	readonly width: number;
}

const SAMPLES: Readonly<Record<number, number>> = { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 };

/** A header may lie about the width, and two rows of it are held in memory. */
const LONGEST_ROW_BITS = 8 * 16 * 1024 * 1024;

/** The seven passes of Adam7: first column and row, and the steps to the next (specification, 8.2). */
const ADAM7: ReadonlyArray<readonly [number, number, number, number]> = [
	[0, 0, 8, 8],
	[4, 0, 8, 8],
	[0, 4, 4, 8],
	[2, 0, 4, 4],
	[0, 2, 2, 4],
	[1, 0, 2, 2],
	[0, 1, 1, 2],
];

/**
 * Reads a PNG row by row; two rows are held in memory, never the picture. It lets go of the file at its
 * end, and also when no more rows are wanted.
 *
 * @param chunks the bytes of the file
 * @throws Error for a file that is no PNG or is damaged
 */
export async function* pngRows(chunks: AsyncIterable<Buffer>): AsyncGenerator<PngRow> {
	const source = new ByteReader(chunks);
	try {
		await source.read(8);
		const { header, firstLength } = await readHeader(source);
		yield* rowsIn(new ByteReader(inflate(imageData(source, firstLength))), header);
	} finally {
		await source.close();
	}
}

async function* rowsIn(pixels: ByteReader, header: PngHeader): AsyncGenerator<PngRow> {
	const bits = (SAMPLES[header.colourType] ?? 0) * header.bitDepth;
	if (bits === 0 || header.width * bits > LONGEST_ROW_BITS) {
		throw new RangeError('This PNG cannot be read');
	}
	try {
		for (const [width, height] of passesOf(header)) {
			let above = Buffer.alloc(Math.ceil((width * bits) / 8));
			for (let y = 0; y < height; y += 1) {
				const [filter = 0] = await pixels.read(1);
				const row = Buffer.from(await pixels.read(above.length));
				undoFilter(filter, row, above, Math.max(1, bits / 8));
				yield { header, row, width };
				above = row;
			}
		}
	} finally {
		await pixels.close();
	}
}

function passesOf({ width, height, isInterlaced }: PngHeader): Array<[number, number]> {
	if (!isInterlaced) return [[width, height]];
	const count = (length: number, first: number, step: number) =>
		Math.max(0, Math.ceil((length - first) / step));
	return ADAM7.map(([x, y, stepX, stepY]): [number, number] => [
		count(width, x, stepX),
		count(height, y, stepY),
	]).filter(([columns]) => columns > 0);
}

/** Reads the chunks up to the first IDAT, whose data comes next. */
async function readHeader(source: ByteReader): Promise<{ header: PngHeader; firstLength: number }> {
	let header: PngHeader | undefined;
	for (;;) {
		const { length, type } = await readChunkHead(source);
		if (type === 'IDAT' && header) return { header, firstLength: length };
		if (type === 'IHDR') {
			const data = await source.read(length);
			header = {
				width: data.readUInt32BE(0),
				height: data.readUInt32BE(4),
				bitDepth: data[8] ?? 0,
				colourType: data[9] ?? 0,
				isInterlaced: data[12] === 1,
			};
		} else if (type === 'tRNS' && header) {
			header = { ...header, transparency: Buffer.from(await source.read(length)) };
		} else {
			await source.skip(length);
		}
		await source.skip(4);
	}
}

async function readChunkHead(source: ByteReader): Promise<{ length: number; type: string }> {
	const head = await source.read(8);
	return { length: head.readUInt32BE(0), type: head.toString('latin1', 4, 8) };
}

/** The data of all IDAT chunks, which follow one another. */
async function* imageData(source: ByteReader, firstLength: number): AsyncGenerator<Buffer> {
	for (let length = firstLength; ; ) {
		yield* source.pass(length);
		await source.skip(4);
		const next = await readChunkHead(source);
		if (next.type !== 'IDAT') return;
		length = next.length;
	}
}

/** Undoes the filter of a row in place (PNG specification, 9.2). */
function undoFilter(filter: number, row: Buffer, above: Buffer, pixelBytes: number): void {
	if (filter === 0) return;
	for (let at = 0; at < row.length; at += 1) {
		// To the left of the first pixel there is nothing.
		const left = row[at - pixelBytes] ?? 0;
		const up = above[at] ?? 0;
		const upLeft = above[at - pixelBytes] ?? 0;
		row[at] = ((row[at] ?? 0) + predicted(filter, left, up, upLeft)) & 255;
	}
}

function predicted(filter: number, left: number, up: number, upLeft: number): number {
	switch (filter) {
		case 1:
			return left;
		case 2:
			return up;
		case 3:
			return (left + up) >> 1;
		case 4:
			return paeth(left, up, upLeft);
		default:
			throw new RangeError('This PNG has an unknown filter');
	}
}

/** The neighbour that is closest to left + up − upLeft (PNG specification, 9.4). */
function paeth(left: number, up: number, upLeft: number): number {
	const estimate = left + up - upLeft;
	const toLeft = Math.abs(estimate - left);
	const toUp = Math.abs(estimate - up);
	const toUpLeft = Math.abs(estimate - upLeft);
	if (toLeft <= toUp && toLeft <= toUpLeft) return left;
	return toUp <= toUpLeft ? up : upLeft;
}

/** Hands out bytes in the portions that are asked for. */
class ByteReader {
	private readonly chunks: AsyncIterator<Buffer>;

	private left: Buffer = Buffer.alloc(0);

	constructor(chunks: AsyncIterable<Buffer>) {
		this.chunks = chunks[Symbol.asyncIterator]();
	}

	/** @throws RangeError if there are not so many bytes */
	async read(length: number): Promise<Buffer> {
		if (this.left.length < length) {
			const parts = [this.left];
			for (let have = this.left.length; have < length; ) {
				const chunk = await this.next();
				parts.push(chunk);
				have += chunk.length;
			}
			this.left = Buffer.concat(parts);
		}
		const bytes = this.left.subarray(0, length);
		this.left = this.left.subarray(length);
		return bytes;
	}

	/** The next bytes as they come. */
	async *pass(length: number): AsyncGenerator<Buffer> {
		for (let missing = length; missing > 0; ) {
			if (this.left.length === 0) this.left = await this.next();
			const bytes = this.left.subarray(0, missing);
			this.left = this.left.subarray(bytes.length);
			missing -= bytes.length;
			yield bytes;
		}
	}

	async skip(length: number): Promise<void> {
		for await (const bytes of this.pass(length)) void bytes;
	}

	/** Nothing more is wanted. */
	async close(): Promise<void> {
		await this.chunks.return?.();
	}

	private async next(): Promise<Buffer> {
		const { value, done } = await this.chunks.next();
		if (done === true) throw new RangeError('The file ended early');
		return value;
	}
}
