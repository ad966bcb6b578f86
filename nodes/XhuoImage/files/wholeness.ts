import type { ImageKind } from './imageKind';

/**
 * What an image says about its own end.
 *
 * - `whole`: all of it was there
 * - `endless`: nothing that it announces is missing, but the mark of its end; any viewer shows it
 * - `short`: it announces more than there was
 * - `untold`: its format is not followed to its end
 */
export type Wholeness = 'whole' | 'endless' | 'short' | 'untold';

/** Watches an image go by and tells at its end whether it was all there. */
export interface WholenessWatch {
	/** The next bytes, in order. */
	see(chunk: Buffer): void;
	/** What the bytes seen say, if no more come. */
	verdict(): Wholeness;
	/** How many bytes were seen. */
	bytes(): number;
}

/** Follows one image format to its end. */
interface Follower {
	see(chunk: Buffer, offset: number): void;
	verdict(bytes: number): Wholeness;
}

/**
 * Starts to watch an image of a known kind. A transfer can end early without any sign of it from
 * the network; each format says where it ends.
 */
export function watchWholeness(kind: ImageKind): WholenessWatch {
	const follower = followerOf(kind);
	let bytes = 0;
	return {
		see: (chunk) => {
			follower.see(chunk, bytes);
			bytes += chunk.length;
		},
		verdict: () => follower.verdict(bytes),
		bytes: () => bytes,
	};
}

function followerOf(kind: ImageKind): Follower {
	switch (kind.mimeType) {
		case 'image/png':
			return followPng();
		case 'image/jpeg':
			return followJpeg(kind);
		case 'image/webp':
			return followWebp();
		case 'image/gif':
			return followGif();
		default:
			return { see: () => undefined, verdict: () => 'untold' };
	}
}

/**
 * A PNG is a row of chunks (length, type, data, checksum) up to IEND (PNG specification, 5). Behind
 * the picture (IDAT) a chunk that begins and does not end is but a lost remark, or IEND itself.
 */
function followPng(): Follower {
	const header = Buffer.alloc(8);
	let headerStart = 8;
	let type = '';
	let hasPicture = false;
	const goOn = (read: string) => {
		type = read;
		hasPicture ||= read === 'IDAT';
		headerStart += 12 + header.readUInt32BE(0);
	};
	return {
		see: (chunk, offset) => {
			const end = offset + chunk.length;
			while (type !== 'IEND' && headerStart < end) {
				const from = Math.max(headerStart, offset);
				const to = Math.min(headerStart + 8, end);
				chunk.copy(header, from - headerStart, from - offset);
				if (to < headerStart + 8) return;
				goOn(header.toString('latin1', 4, 8));
			}
		},
		verdict: (bytes) => {
			const isComplete = bytes >= headerStart;
			// The IEND chunk itself has to be complete, checksum included.
			if (type === 'IEND') return isComplete ? 'whole' : 'endless';
			return hasPicture && (isComplete || type !== 'IDAT') ? 'endless' : 'short';
		},
	};
}

/**
 * A JPEG ends with the marker FFD9, which cannot occur in the picture itself (ITU-T T.81, B.1.1.5).
 * Thumbnails that hold one come before the frame header, so the search starts there. How much comes
 * before the marker, a JPEG does not announce.
 */
function followJpeg({ headerBytes, width }: ImageKind): Follower {
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
		verdict: () => {
			if (isSeen) return 'whole';
			return width === null ? 'short' : 'endless';
		},
	};
}

/** A WebP says its length in its first bytes; an odd one is filled up by a byte (RFC 9649, 2.3, 2.4). */
function followWebp(): Follower {
	const length = Buffer.alloc(4);
	return {
		see: (chunk, offset) => {
			const from = Math.max(4, offset);
			const to = Math.min(8, offset + chunk.length);
			if (from < to) chunk.copy(length, from - 4, from - offset);
		},
		verdict: (bytes) => {
			const missing = 8 + length.readUInt32LE(0) - bytes;
			if (missing <= 0) return 'whole';
			return missing === 1 ? 'endless' : 'short';
		},
	};
}

/** A GIF ends with the byte 3B, and says nothing of its length (GIF89a specification, 27). */
function followGif(): Follower {
	let last: number | undefined;
	return {
		see: (chunk) => {
			last = chunk.at(-1) ?? last;
		},
		verdict: () => (last === 0x3b ? 'whole' : 'endless'),
	};
}
