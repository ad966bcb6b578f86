import type { ImageFormat } from '../contract/order';
import { crc32 } from '../node';

/**
 * Fills an image file up to a size. The filler goes where decoders skip it.
 * @param atLeast bytes
 */
export function fillUp(file: Buffer, format: ImageFormat, atLeast: number): Buffer {
	const missing = atLeast - file.length;
	return missing > 0 ? Buffer.concat(INSERTERS[format](file, fillerChunks(format, missing))) : file;
}

/**
 * Puts a text (the task's id) into a finished image file without touching its pixels, so that pictures
 * of equal orders need to be drawn once and the files differ all the same.
 * @returns the pieces of the new file; all but the small ones share the memory of the old one
 */
export function stamp(file: Buffer, format: ImageFormat, text: string): Buffer[] {
	return INSERTERS[format](file, [CHUNKS[format](Buffer.from(text))]);
}

type Inserter = (file: Buffer, chunks: readonly Buffer[]) => Buffer[];

const PNG_END_LENGTH = 12;

/** Where each format has room for chunks of one's own. */
const INSERTERS: Record<ImageFormat, Inserter> = {
	png: (file, chunks) => [
		file.subarray(0, file.length - PNG_END_LENGTH),
		...chunks,
		file.subarray(file.length - PNG_END_LENGTH),
	],
	jpeg: (file, chunks) => [file.subarray(0, 2), ...chunks, file.subarray(2)],
	webp: (file, chunks) => {
		const head = Buffer.from(file.subarray(0, 8));
		const added = chunks.reduce((sum, { length }) => sum + length, 0);
		head.writeUInt32LE(file.length + added - 8, 4);
		return [head, file.subarray(8), ...chunks];
	},
};

/** A chunk that decoders skip. */
const CHUNKS: Record<ImageFormat, (data: Buffer) => Buffer> = {
	png: (data) => pngChunk('tEXt', Buffer.concat([Buffer.from('Simulator\0'), data])),
	jpeg: jpegComment,
	webp: (data) => riffChunk('note', data),
};

function fillerChunks(format: ImageFormat, length: number): Buffer[] {
	const filler = Buffer.alloc(length, 'filler ');
	// A JPEG comment has a limit; the other formats' chunks have none that matters.
	if (format !== 'jpeg') return [CHUNKS[format](filler)];
	const chunks: Buffer[] = [];
	for (let from = 0; from < length; from += LONGEST_JPEG_COMMENT) {
		chunks.push(jpegComment(filler.subarray(from, from + LONGEST_JPEG_COMMENT)));
	}
	return chunks;
}

function pngChunk(type: string, data: Buffer): Buffer {
	const typed = Buffer.concat([Buffer.from(type), data]);
	return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

const LONGEST_JPEG_COMMENT = 65_533;

function jpegComment(data: Buffer): Buffer {
	const head = Buffer.from([0xff, 0xfe, 0, 0]);
	head.writeUInt16BE(data.length + 2, 2);
	return Buffer.concat([head, data]);
}

function riffChunk(type: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}
