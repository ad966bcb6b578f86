import type { ImageFormat, PixelSize } from './imageKind';

const PNG_SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/** PNG: the IHDR chunk comes first (PNG specification, 5.6). */
const png: ImageFormat = {
	mimeType: 'image/png',
	extension: 'png',
	isAt: (head) => head.subarray(0, 8).equals(PNG_SIGNATURE),
	readHeader: (head) => {
		if (head.length < 24) return 'more';
		return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) };
	},
};

/** JPEG: the size is in the first SOF segment (ITU-T T.81, B.2.2); others are skipped. */
const jpeg: ImageFormat = {
	mimeType: 'image/jpeg',
	extension: 'jpg',
	isAt: (head) => head.length >= 3 && head.readUIntBE(0, 3) === 0xffd8ff,
	readHeader: (head) => {
		let offset = 2;
		while (offset + 9 <= head.length) {
			const marker = head[offset + 1] ?? 0;
			if (head[offset] !== 0xff) return { width: null, height: null, headerBytes: offset };
			if (marker === 0xff) {
				offset += 1;
			} else if (isStartOfFrame(marker)) {
				const height = head.readUInt16BE(offset + 5);
				const width = head.readUInt16BE(offset + 7);
				return { width, height, headerBytes: offset };
			} else {
				offset += 2 + head.readUInt16BE(offset + 2);
			}
		}
		return 'more';
	},
};

/** SOF0 to SOF15, without DHT (C4), JPG (C8) and DAC (CC). */
function isStartOfFrame(marker: number): boolean {
	return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

/** WebP: one of three forms of the first chunk (RFC 9649, 2.5 to 2.7). */
const webp: ImageFormat = {
	mimeType: 'image/webp',
	extension: 'webp',
	isAt: (head) =>
		head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8, 12) === 'WEBP',
	readHeader: (head) => readWebpSize(head.toString('latin1', 12, 16), head),
};

/** The forms carry their size at different places; the smallest WebP there is has 26 bytes. */
function readWebpSize(form: string, head: Buffer): PixelSize | 'more' {
	if (form.length < 4) return 'more';
	switch (form) {
		case 'VP8X':
			if (head.length < 30) return 'more';
			return { width: head.readUIntLE(24, 3) + 1, height: head.readUIntLE(27, 3) + 1 };
		case 'VP8L': {
			if (head.length < 25) return 'more';
			const bits = head.readUInt32LE(21);
			return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
		}
		case 'VP8 ':
			if (head.length < 30) return 'more';
			return { width: head.readUInt16LE(26) & 0x3fff, height: head.readUInt16LE(28) & 0x3fff };
		default:
			return { width: null, height: null };
	}
}

/** The formats of the images that the API promises (contract §1). */
export const PROMISED_FORMATS: readonly ImageFormat[] = [png, jpeg, webp];
