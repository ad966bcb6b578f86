import fc from 'fast-check';

import { readImageKind } from '../../../nodes/XhuoImage/output/imageBytes';
import { watchWholeness } from '../../../nodes/XhuoImage/output/wholeness';
import { picture, type PictureFormat } from '../../support/pictures';

const FORMATS: PictureFormat[] = ['png', 'jpeg', 'webp'];
const MIME = { png: 'image/png', jpeg: 'image/jpeg', webp: 'image/webp' };

function kindOf(bytes: Buffer) {
	const kind = readImageKind(bytes);
	if (!kind || kind === 'more') throw new Error('no image');
	return kind;
}

/** A JPEG with a block of metadata before its picture, as cameras and C2PA write it. */
function withMetadata(jpeg: Buffer, metadata: Buffer): Buffer {
	const header = Buffer.from([0xff, 0xe1, 0, 0]);
	header.writeUInt16BE(metadata.length + 2, 2);
	return Buffer.concat([jpeg.subarray(0, 2), header, metadata, jpeg.subarray(2)]);
}

/** The smallest files of the two WebP forms that encoders rarely write. */
function webpHeader(form: string, ...size: number[]): Buffer {
	return Buffer.concat([
		Buffer.from('RIFF\u0040\0\0\0WEBP', 'latin1'),
		Buffer.from(form, 'latin1'),
		Buffer.alloc(4),
		Buffer.from(size),
		Buffer.alloc(30),
	]);
}

describe('the kind of an image', () => {
	it.each(FORMATS)('is read off the bytes of a %s', (format) => {
		expect(readImageKind(picture(format, 320, 200))).toMatchObject({
			mimeType: MIME[format],
			width: 320,
			height: 200,
		});
	});

	it.each(FORMATS)('is told from the first bytes of a %s, however they arrive', (format) => {
		const bytes = picture(format, 96, 64);
		let length = 0;
		while (readImageKind(bytes.subarray(0, length)) === 'more') length += 1;
		expect(length).toBeLessThan(bytes.length / 2);
		expect(readImageKind(bytes.subarray(0, length))).toEqual(readImageKind(bytes));
	});

	it('is found behind the metadata of a JPEG', () => {
		const jpeg = withMetadata(picture('jpeg', 48, 32), Buffer.alloc(60_000, 0xff));
		expect(readImageKind(jpeg)).toMatchObject({ width: 48, height: 32 });
	});

	it.each([
		['VP8X', [0, 0, 0, 0, 0x3f, 0x01, 0x00, 0xc7, 0x00, 0x00], 320, 200],
		['VP8L', [0x2f, 0x3f, 0xc1, 0x31, 0x00], 320, 200],
		['VP8 ', [0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xc8, 0x00], 320, 200],
	])('is read off the WebP form %s', (form, size, width, height) => {
		expect(readImageKind(webpHeader(form, ...size))).toMatchObject({ width, height });
	});

	it.each([
		['a web page', '<!doctype html><title>404 Not Found</title>'],
		['JSON', '{"error":{"code":"api_error"}}'],
		['a GIF', 'GIF89a\u0001\0\u0001\0\0\0\0;;;;;;;;;;;'],
		['another RIFF file', 'RIFF\u0040\0\0\0WAVEfmt aaaaaaaaaaaaaaaa'],
	])('is none for %s', (_what, text) => {
		expect(readImageKind(Buffer.from(text, 'latin1'))).toBeUndefined();
	});

	it('is never a crash, whatever bytes come', () => {
		const starts = FORMATS.map((format) => picture(format, 16, 16).subarray(0, 16));
		fc.assert(
			fc.property(
				fc.constantFrom(Buffer.alloc(0), ...starts),
				fc.uint8Array({ maxLength: 200 }),
				(start, rest) => {
					readImageKind(Buffer.concat([start, Buffer.from(rest)]));
				},
			),
			{ numRuns: 5000 },
		);
	});
});

describe('the end of an image', () => {
	const anyCut = fc.double({ min: 0.3, max: 0.999, noNaN: true });
	const anyChunk = fc.integer({ min: 1, max: 5000 });

	function isWhole(bytes: Buffer, original: Buffer, chunk: number): boolean {
		const watch = watchWholeness(kindOf(original));
		for (let at = 0; at < bytes.length; at += chunk) watch.see(bytes.subarray(at, at + chunk));
		expect(watch.bytes()).toBe(bytes.length);
		return watch.isWhole();
	}

	it.each(FORMATS)('of a %s is noticed, in chunks of any size', (format) => {
		const bytes = picture(format, 160, 120);
		fc.assert(fc.property(anyChunk, (chunk) => expect(isWhole(bytes, bytes, chunk)).toBe(true)));
	});

	it.each(FORMATS)('of a %s is missed when the transfer was cut, wherever', (format) => {
		const bytes = picture(format, 160, 120);
		fc.assert(
			fc.property(anyCut, anyChunk, (part, chunk) => {
				const cut = bytes.subarray(0, Math.floor(bytes.length * part));
				expect(isWhole(cut, bytes, chunk)).toBe(false);
			}),
		);
		expect(isWhole(bytes.subarray(0, -1), bytes, 100)).toBe(false);
	});

	it.each(FORMATS)('of a %s may be followed by something else', (format) => {
		const bytes = picture(format, 160, 120);
		expect(isWhole(Buffer.concat([bytes, Buffer.from('made by')]), bytes, 777)).toBe(true);
	});

	it('is not mistaken for that of a thumbnail', () => {
		const jpeg = picture('jpeg', 160, 120);
		const withThumbnail = withMetadata(jpeg, picture('jpeg', 16, 16));
		const cut = withThumbnail.subarray(0, withThumbnail.length - 10);
		expect(isWhole(withThumbnail, withThumbnail, 100)).toBe(true);
		expect(isWhole(cut, withThumbnail, 100)).toBe(false);
	});
});
