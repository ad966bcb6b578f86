import { pngRows, type PngHeader } from './pngRows';

/** More pixels than any picture that goes in has; what would be larger is not looked at. */
const MOST_BYTES = 256 * 1024 * 1024;

/**
 * Looks for something transparent in a PNG, as a mask has it, without holding the picture in memory.
 *
 * @param chunks the bytes of the file
 * @returns `undefined` if that cannot be told: the file is damaged, or larger than any mask
 */
export async function hasTransparency(chunks: AsyncIterable<Buffer>): Promise<boolean | undefined> {
	let isOpaque: ((row: Buffer, width: number) => boolean) | undefined;
	let seen = 0;
	try {
		for await (const { header, row, width } of pngRows(chunks)) {
			isOpaque ??= opacityOf(header);
			if (!isOpaque) return false;
			if (!isOpaque(row, width)) return true;
			seen += row.length;
			if (seen > MOST_BYTES) return undefined;
		}
	} catch {
		return undefined;
	}
	return false;
}

/**
 * How to tell that a row has nothing transparent (PNG specification, 6.1 and 11.3.2);
 * `undefined` for a PNG without an alpha channel, palette alpha or transparent colour.
 */
function opacityOf(header: PngHeader): ((row: Buffer, width: number) => boolean) | undefined {
	const { colourType, bitDepth, transparency } = header;
	if (colourType === 4 || colourType === 6) {
		const sample = bitDepth / 8;
		const pixel = (colourType === 6 ? 4 : 2) * sample;
		return (row) => {
			for (let at = pixel - sample; at < row.length; at += pixel) {
				if (row[at] !== 255 || (sample === 2 && row[at + 1] !== 255)) return false;
			}
			return true;
		};
	}
	if (!transparency) return undefined;
	if (colourType === 3) {
		return (row, width) =>
			samples(row, width, bitDepth).every((index) => (transparency[index] ?? 255) === 255);
	}
	return (row, width) => !hasColour(row, width, header, transparency);
}

/** Samples of less than a byte stand in a byte from the left (PNG specification, 7.2). */
function samples(row: Buffer, width: number, bitDepth: number): number[] {
	const perByte = 8 / bitDepth;
	return Array.from({ length: width }, (_, x) => {
		const byte = row[Math.floor(x / perByte)] ?? 0;
		return (byte >> (8 - bitDepth * ((x % perByte) + 1))) & (2 ** bitDepth - 1);
	});
}

/** One colour may be named as the transparent one; its samples are written in 16 bits each. */
function hasColour(
	row: Buffer,
	width: number,
	{ colourType, bitDepth }: PngHeader,
	colour: Buffer,
): boolean {
	const channels = colourType === 2 ? 3 : 1;
	if (colour.length < channels * 2) return false;
	const wanted = Array.from({ length: channels }, (_, channel) => colour.readUInt16BE(channel * 2));
	if (bitDepth < 8) return samples(row, width, bitDepth).includes(wanted[0] ?? -1);
	const bytes = bitDepth / 8;
	for (let x = 0; x < width; x += 1) {
		const isWanted = wanted.every(
			(value, channel) => row.readUIntBE((x * channels + channel) * bytes, bytes) === value,
		);
		if (isWanted) return true;
	}
	return false;
}
