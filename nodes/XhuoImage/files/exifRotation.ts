/** Marks the EXIF data of a JPEG: an APP1 segment that starts with these six bytes (EXIF 2.3, 4.5.4). */
const EXIF_MARK = 'Exif\0\0';
const ORIENTATION_TAG = 0x0112;

/**
 * Reads how a JPEG is to be shown: 1 is upright, 2 to 8 are turned or mirrored (EXIF 2.3, 4.6.4).
 *
 * @param head the first bytes of the file; EXIF data comes before the picture itself
 * @returns `undefined` where nothing is said
 */
export function readOrientation(head: Buffer): number | undefined {
	if (head.length < 4 || head.readUInt16BE(0) !== 0xffd8) return undefined;
	for (let offset = 2; offset + 10 <= head.length; ) {
		const marker = head.readUInt16BE(offset);
		if (marker < 0xff00 || marker === 0xffda) return undefined;
		const length = head.readUInt16BE(offset + 2);
		const isExif =
			marker === 0xffe1 && head.toString('latin1', offset + 4, offset + 10) === EXIF_MARK;
		if (isExif) return orientationOf(head.subarray(offset + 10, offset + 2 + length));
		offset += 2 + length;
	}
	return undefined;
}

/** EXIF data is a TIFF file: byte order, then a directory of entries of 12 bytes (TIFF 6.0, 2). */
function orientationOf(tiff: Buffer): number | undefined {
	if (tiff.length < 14) return undefined;
	const isLittle = tiff.toString('latin1', 0, 2) === 'II';
	const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
	const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
	if (directory + 2 > tiff.length) return undefined;
	const entries = short(directory);
	for (let entry = 0; entry < entries; entry += 1) {
		const at = directory + 2 + entry * 12;
		if (at + 12 > tiff.length) return undefined;
		if (short(at) !== ORIENTATION_TAG) continue;
		const value = short(at + 8);
		return value >= 1 && value <= 8 ? value : undefined;
	}
	return undefined;
}
