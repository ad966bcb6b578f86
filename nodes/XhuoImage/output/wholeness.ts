import type { ImageKind } from './imageBytes';

/** Watches an image go by and tells at its end whether it was all there. */
export interface WholenessWatch {
	/** The next bytes, in order. */
	see(chunk: Buffer): void;
	/** Whether the end of the image was among the bytes seen. */
	isWhole(): boolean;
	/** How many bytes were seen. */
	bytes(): number;
}

/** Follows the end mark of one image format. */
interface EndMark {
	see(chunk: Buffer, offset: number): void;
	isSeen(bytes: number): boolean;
}

/**
 * Starts to watch an image of a known kind. A transfer can end early without any sign of it from
 * the network; each format says where it ends.
 */
export function watchWholeness(kind: ImageKind): WholenessWatch {
	const mark = END_MARKS[kind.mimeType](kind);
	let bytes = 0;
	return {
		see: (chunk) => {
			mark.see(chunk, bytes);
			bytes += chunk.length;
		},
		isWhole: () => mark.isSeen(bytes),
		bytes: () => bytes,
	};
}

const END_MARKS: Readonly<Record<ImageKind['mimeType'], (kind: ImageKind) => EndMark>> = {
	'image/png': pngEnd,
	'image/jpeg': jpegEnd,
	'image/webp': webpEnd,
};

/** A PNG is a row of chunks (length, type, data, checksum) up to IEND (PNG specification, 5). */
function pngEnd(): EndMark {
	const header = Buffer.alloc(8);
	let headerStart = 8;
	let isSeen = false;
	return {
		see: (chunk, offset) => {
			const end = offset + chunk.length;
			while (!isSeen && headerStart < end) {
				const from = Math.max(headerStart, offset);
				const to = Math.min(headerStart + 8, end);
				chunk.copy(header, from - headerStart, from - offset, to - offset);
				if (to < headerStart + 8) return;
				isSeen = header.toString('latin1', 4, 8) === 'IEND';
				headerStart += 12 + header.readUInt32BE(0);
			}
		},
		// The IEND chunk itself has to be complete, checksum included.
		isSeen: (bytes) => isSeen && bytes >= headerStart,
	};
}

/**
 * A JPEG ends with the marker FFD9, which cannot occur in the picture itself (ITU-T T.81, B.1.1.5).
 * Thumbnails that hold one come before the frame header, so the search starts there.
 */
function jpegEnd({ headerBytes }: ImageKind): EndMark {
	let last = 0;
	let isSeen = false;
	return {
		see: (chunk, offset) => {
			const start = Math.max(0, headerBytes - offset);
			if (isSeen || start >= chunk.length) return;
			isSeen =
				(last === 0xff && chunk[start] === 0xd9) ||
				chunk.indexOf(Buffer.from([0xff, 0xd9]), start) >= 0;
			last = chunk[chunk.length - 1] ?? 0;
		},
		isSeen: () => isSeen,
	};
}

/** A WebP says its length in its first bytes (RFC 9649, 2.4). */
function webpEnd(): EndMark {
	const length = Buffer.alloc(4);
	return {
		see: (chunk, offset) => {
			const from = Math.max(4, offset);
			const to = Math.min(8, offset + chunk.length);
			if (from < to) chunk.copy(length, from - 4, from - offset, to - offset);
		},
		isSeen: (bytes) => bytes >= 8 + length.readUInt32LE(0),
	};
}
