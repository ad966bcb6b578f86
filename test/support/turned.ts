import { picture } from './pictures';

/**
 * A JPEG as a phone stores it: its EXIF data says how it is to be shown.
 *
 * @param width of the stored picture, in pixels
 * @param height of the stored picture, in pixels
 * @param orientation 1 upright, 2 to 8 turned or mirrored
 * @param order the byte order of the EXIF data: Intel or Motorola
 */
export function turnedJpeg(
	width: number,
	height: number,
	orientation: number,
	order: 'II' | 'MM' = 'MM',
): Buffer {
	const jpeg = picture('jpeg', width, height);
	const tiff = Buffer.alloc(38);
	const short = (value: number, at: number) =>
		order === 'II' ? tiff.writeUInt16LE(value, at) : tiff.writeUInt16BE(value, at);
	const long = (value: number, at: number) =>
		order === 'II' ? tiff.writeUInt32LE(value, at) : tiff.writeUInt32BE(value, at);
	tiff.write(order, 0, 'latin1');
	short(42, 2);
	long(8, 4);
	short(2, 8);
	// Two entries of 12 bytes: the maker's image width, then the orientation.
	short(0x0100, 10);
	short(4, 12);
	long(1, 14);
	long(width, 18);
	short(0x0112, 22);
	short(3, 24);
	long(1, 26);
	short(orientation, 30);
	const segment = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
	const head = Buffer.from([0xff, 0xe1, 0, 0]);
	head.writeUInt16BE(segment.length + 2, 2);
	return Buffer.concat([jpeg.subarray(0, 2), head, segment, jpeg.subarray(2)]);
}
