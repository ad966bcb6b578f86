import type { ImageFormat } from '../contract/order';
import { crc32 } from '../node';

/**
 * Puts a text (the task's id) into a finished image file without touching its pixels, so that pictures
 * of equal orders need to be drawn once and the files still differ; and fills the file up.
 * @param atLeast bytes the file should have at least; filler goes where decoders skip it
 */
export function stamp(file: Buffer, format: ImageFormat, text: string, atLeast = 0): Buffer {
	return STAMPS[format](file, text, Math.max(0, atLeast - file.length));
}

const STAMPS: Record<ImageFormat, (file: Buffer, text: string, filler: number) => Buffer> = {
	png: stampPng,
	jpeg: stampJpeg,
	webp: stampWebp,
};

const PNG_END_LENGTH = 12;

function stampPng(file: Buffer, text: string, filler: number): Buffer {
	const body = file.subarray(0, file.length - PNG_END_LENGTH);
	const end = file.subarray(file.length - PNG_END_LENGTH);
	const extra = filler > 0 ? [pngChunk('fiLl', fillerOf(text, filler))] : [];
	return Buffer.concat([
		body,
		pngChunk('tEXt', Buffer.from(`Task\0${text}`, 'latin1')),
		...extra,
		end,
	]);
}

function pngChunk(type: string, data: Buffer): Buffer {
	const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
	return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

function uint32(value: number): Buffer {
	const bytes = Buffer.alloc(4);
	bytes.writeUInt32BE(value);
	return bytes;
}

const LONGEST_JPEG_COMMENT = 65_533;

function stampJpeg(file: Buffer, text: string, filler: number): Buffer {
	const comments = [jpegComment(Buffer.from(text))];
	for (let left = filler; left > 0; left -= LONGEST_JPEG_COMMENT) {
		comments.push(jpegComment(fillerOf(text, Math.min(left, LONGEST_JPEG_COMMENT))));
	}
	return Buffer.concat([file.subarray(0, 2), ...comments, file.subarray(2)]);
}

function jpegComment(data: Buffer): Buffer {
	const head = Buffer.from([0xff, 0xfe, 0, 0]);
	head.writeUInt16BE(data.length + 2, 2);
	return Buffer.concat([head, data]);
}

function stampWebp(file: Buffer, text: string, filler: number): Buffer {
	const stamped = Buffer.concat([
		file,
		riffChunk('task', Buffer.from(text)),
		...(filler > 0 ? [riffChunk('fill', fillerOf(text, filler))] : []),
	]);
	stamped.writeUInt32LE(stamped.length - 8, 4);
	return stamped;
}

function riffChunk(type: string, data: Buffer): Buffer {
	const head = Buffer.alloc(8);
	head.write(type, 'latin1');
	head.writeUInt32LE(data.length, 4);
	return Buffer.concat([head, data, Buffer.alloc(data.length % 2)]);
}

function fillerOf(text: string, length: number): Buffer {
	return Buffer.alloc(length, `${text} `);
}
