import fc from 'fast-check';

import { readOrientation } from '../../../nodes/XhuoImage/files/exifRotation';
import { picture } from '../../support/pictures';
import { turnedJpeg } from '../../support/turned';

describe('the orientation of a JPEG', () => {
	it.each([1, 3, 6, 8])('is read from its EXIF data: %d', (orientation) => {
		for (const order of ['II', 'MM'] as const) {
			expect(readOrientation(turnedJpeg(40, 30, orientation, order))).toBe(orientation);
		}
	});

	it('is unknown for a JPEG without EXIF data, and for other files', () => {
		expect(readOrientation(picture('jpeg', 40, 30))).toBeUndefined();
		expect(readOrientation(picture('png', 40, 30))).toBeUndefined();
		expect(readOrientation(Buffer.alloc(0))).toBeUndefined();
	});

	it('is no reason to fall over a damaged file', () => {
		const file = turnedJpeg(40, 30, 6, 'II');
		fc.assert(
			fc.property(fc.nat(80), fc.uint8Array({ minLength: 1, maxLength: 20 }), (at, bytes) => {
				const damaged = Buffer.from(file);
				damaged.set(bytes, at);
				const read = readOrientation(damaged.subarray(0, 90));
				expect(read === undefined || (read >= 1 && read <= 8)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('the bytes of EXIF data', () => {
	const word = (value: number, isLittle: boolean) => {
		const bytes = Buffer.alloc(2);
		if (isLittle) bytes.writeUInt16LE(value);
		else bytes.writeUInt16BE(value);
		return bytes;
	};
	const long = (value: number, isLittle: boolean) => {
		const bytes = Buffer.alloc(4);
		if (isLittle) bytes.writeUInt32LE(value);
		else bytes.writeUInt32BE(value);
		return bytes;
	};
	const segment = (marker: number, ...content: Buffer[]) => {
		const body = Buffer.concat(content);
		return Buffer.concat([word(marker, false), word(body.length + 2, false), body]);
	};
	/** A directory of entries, each a tag and its value, at the place that its head says. */
	const tiff = (
		entries: ReadonlyArray<readonly [number, number]>,
		{ isLittle = false, directory = 8, count = entries.length } = {},
	) =>
		Buffer.concat([
			Buffer.from(isLittle ? 'II' : 'MM'),
			word(42, isLittle),
			long(directory, isLittle),
			Buffer.alloc(Math.max(0, directory - 8)),
			word(count, isLittle),
			...entries.flatMap(([tag, value]) => [
				...[word(tag, isLittle), word(3, isLittle), long(1, isLittle)],
				...[word(value, isLittle), Buffer.alloc(2)],
			]),
		]);
	const START = Buffer.from([0xff, 0xd8]);
	const exif = (content: Buffer, marker = 0xffe1, mark = 'Exif\0\0') =>
		segment(marker, Buffer.from(mark, 'latin1'), content);
	const read = (...parts: Buffer[]) => readOrientation(Buffer.concat([START, ...parts]));
	const SIX = tiff([[0x0112, 6]]);

	it.each([1, 2, 3, 4, 5, 6, 7, 8])('say %i', (value) => {
		for (const isLittle of [false, true]) {
			expect(read(exif(tiff([[0x0112, value]], { isLittle })))).toBe(value);
		}
	});

	it.each([0, 9, 255, 65_535])('say nothing with %i', (value) => {
		expect(read(exif(tiff([[0x0112, value]])))).toBeUndefined();
	});

	it('may stand behind other segments, and before the picture only', () => {
		const other = segment(0xffe0, Buffer.alloc(14));
		expect(read(other, exif(SIX))).toBe(6);
		expect(read(exif(tiff([[0x0112, 3]]), 0xffe1, 'http:/'), exif(SIX))).toBe(6);
		expect(read(exif(SIX, 0xffe2))).toBeUndefined();
		expect(read(segment(0xffda, Buffer.alloc(14)), exif(SIX))).toBeUndefined();
		expect(read(segment(0xfe00, Buffer.alloc(14)), exif(SIX))).toBeUndefined();
		expect(read(segment(0xff00, Buffer.alloc(14)), exif(SIX))).toBe(6);
		expect(readOrientation(Buffer.concat([Buffer.from([0xff, 0xd9]), exif(SIX)]))).toBeUndefined();
		expect(readOrientation(Buffer.from([0xff, 0xd8, 0xff]))).toBeUndefined();
	});

	it('may have other entries before it, and stand further down', () => {
		expect(
			read(
				exif(
					tiff([
						[0x010f, 3],
						[0x0110, 4],
						[0x0112, 6],
						[0x0112, 7],
					]),
				),
			),
		).toBe(6);
		expect(read(exif(tiff([[0x0112, 6]], { directory: 20 })))).toBe(6);
		expect(read(exif(tiff([[0x0112, 6]], { directory: 20, isLittle: true })))).toBe(6);
		expect(read(exif(tiff([[0x010f, 3]])))).toBeUndefined();
	});

	it('are read no further than they go', () => {
		expect(
			read(
				exif(
					tiff(
						[
							[0x010f, 3],
							[0x0112, 6],
						],
						{ count: 1 },
					),
				),
			),
		).toBeUndefined();
		expect(read(exif(tiff([[0x010f, 3]], { count: 5 })))).toBeUndefined();
		expect(read(exif(tiff([[0x0112, 6]], { directory: 9 }).subarray(0, 20)))).toBeUndefined();
		const far = tiff([[0x0112, 6]]);
		far.writeUInt32BE(far.length - 1, 4);
		expect(read(exif(far))).toBeUndefined();
		const atTheEnd = tiff([[0x0112, 6]]);
		atTheEnd.writeUInt32BE(atTheEnd.length - 2, 4);
		expect(read(exif(atTheEnd))).toBeUndefined();
		expect(read(exif(SIX.subarray(0, 21)))).toBeUndefined();
		for (let length = 0; length < 14; length += 1) {
			expect(read(exif(SIX.subarray(0, length)))).toBeUndefined();
		}
		expect(read(exif(tiff([])), exif(SIX))).toBeUndefined();
	});
});
