/** What the bytes of an image say about it; width and height in pixels. */
export interface ImageKind {
	readonly mimeType: 'image/png' | 'image/jpeg' | 'image/webp';
	readonly extension: 'png' | 'jpg' | 'webp';
	readonly width: number | null;
	readonly height: number | null;
	/** Where the header ends that was read, in bytes: the picture itself comes after it. */
	readonly headerBytes: number;
}

/** A JPEG may carry this much before its size; beyond it, the size stays unknown. In bytes. */
export const LONGEST_HEADER = 1_048_576;

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * Tells type and size of an image from its first bytes, never from a header or a name.
 *
 * @param head the first bytes received so far
 * @returns the kind, `'more'` if more bytes are needed to tell, or `undefined` if the bytes are no
 *   PNG, JPEG or WebP
 */
export function readImageKind(head: Buffer): ImageKind | 'more' | undefined {
	const readers = [readPng, readJpeg, readWebp];
	for (const read of readers) {
		const kind = read(head);
		if (kind) return kind;
	}
	return head.length < 12 ? 'more' : undefined;
}

/** PNG: the IHDR chunk comes first (PNG specification, 5.6). */
function readPng(head: Buffer): ImageKind | 'more' | undefined {
	if (!head.subarray(0, 8).equals(PNG_SIGNATURE)) return undefined;
	if (head.length < 24) return 'more';
	return {
		mimeType: 'image/png',
		extension: 'png',
		width: head.readUInt32BE(16),
		height: head.readUInt32BE(20),
		headerBytes: PNG_SIGNATURE.length,
	};
}

/** JPEG: the size is in the first SOF segment (ITU-T T.81, B.2.2); others are skipped. */
function readJpeg(head: Buffer): ImageKind | 'more' | undefined {
	if (head.length < 3 || head.readUIntBE(0, 3) !== 0xffd8ff) return undefined;
	const kind = { mimeType: 'image/jpeg', extension: 'jpg' } as const;
	let offset = 2;
	while (offset + 9 <= head.length) {
		if (head[offset] !== 0xff) return { ...kind, width: null, height: null, headerBytes: offset };
		const marker = head[offset + 1] ?? 0;
		if (marker === 0xff) {
			offset += 1;
		} else if (isStartOfFrame(marker)) {
			const height = head.readUInt16BE(offset + 5);
			const width = head.readUInt16BE(offset + 7);
			return { ...kind, width, height, headerBytes: offset };
		} else {
			offset += 2 + head.readUInt16BE(offset + 2);
		}
	}
	if (head.length < LONGEST_HEADER) return 'more';
	return { ...kind, width: null, height: null, headerBytes: Math.min(offset, head.length) };
}

/** SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC). */
function isStartOfFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** WebP: one of three forms of the first chunk (RFC 9649, 2.5 to 2.7). */
function readWebp(head: Buffer): ImageKind | 'more' | undefined {
	if (head.length < 12) return undefined;
	if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WEBP') {
		return undefined;
	}
	if (head.length < 30) return 'more';
	return { mimeType: 'image/webp', extension: 'webp', headerBytes: 12, ...readWebpSize(head) };
}

function readWebpSize(head: Buffer): { width: number | null; height: number | null } {
	switch (head.toString('latin1', 12, 16)) {
		case 'VP8X':
			return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
		case 'VP8L': {
			const bits = head.readUInt32LE(21);
			return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
		case 'VP8 ':
			return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
		default:
			return { width: null, height: null };
	}
}
