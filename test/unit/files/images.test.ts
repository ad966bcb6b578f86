import fc from 'fast-check';

import { readImageKind } from '../../../nodes/XhuoImage/files/imageKind';
import { watchWholeness, type Wholeness } from '../../../nodes/XhuoImage/files/wholeness';
import { OTHER_PICTURES, UNUSUAL_PICTURES } from '../../support/oddPictures';
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

	it.each(OTHER_PICTURES)(
		'is $type where the bytes say so',
		({ type, extension, bytes, hasSize }) => {
			expect(readImageKind(bytes)).toMatchObject({
				...{ mimeType: type, extension },
				...(hasSize ? { width: 6, height: 4 } : { width: null, height: null }),
			});
		},
	);

	it('is that of the smallest WebP there is, which has 26 bytes', () => {
		const bytes = Buffer.from('UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=', 'base64');
		expect(bytes).toHaveLength(26);
		expect(readImageKind(bytes)).toMatchObject({ mimeType: 'image/webp' });
		expect(readImageKind(bytes)).not.toMatchObject({ width: null });
	});

	it.each(FORMATS)('is told also where nothing follows the first bytes of a %s', (format) => {
		const bytes = picture(format, 32, 24).subarray(0, 16);
		expect(readImageKind(bytes)).toBe('more');
		expect(readImageKind(bytes, true)).toMatchObject({
			...{ mimeType: MIME[format], width: null, height: null },
		});
	});

	it.each([
		['a web page', '<!doctype html><title>404 Not Found</title>'],
		['JSON', '{"error":{"code":"api_error"}}'],
		['a text about cars', 'BMW is the name of a maker of cars, and GIF that of a type of image.'],
		['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg" width="6" height="4"></svg>'],
		['a video', '\0\0\0\u0018ftypmp42\0\0\0\0isommp42\0\0\0\u0008free'],
		['another RIFF file', 'RIFF\u0040\0\0\0WAVEfmt aaaaaaaaaaaaaaaa'],
		['a PDF', '%PDF-1.7 and some more bytes behind it'],
		['nothing', ''],
		['a word', 'OK'],
	])('is none for %s', (_what, text) => {
		expect(readImageKind(Buffer.from(text, 'latin1'), true)).toBeUndefined();
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

	function verdictOn(bytes: Buffer, original: Buffer, chunk: number): Wholeness {
		const watch = watchWholeness(kindOf(original));
		for (let at = 0; at < bytes.length; at += chunk) watch.see(bytes.subarray(at, at + chunk));
		expect(watch.bytes()).toBe(bytes.length);
		return watch.verdict();
	}

	it.each(FORMATS)('of a %s is noticed, in chunks of any size', (format) => {
		const bytes = picture(format, 160, 120);
		fc.assert(
			fc.property(anyChunk, (chunk) => expect(verdictOn(bytes, bytes, chunk)).toBe('whole')),
		);
	});

	it.each(FORMATS)('of a %s is missed when the transfer was cut, wherever', (format) => {
		const bytes = picture(format, 160, 120);
		fc.assert(
			fc.property(anyCut, anyChunk, (part, chunk) => {
				const cut = bytes.subarray(0, Math.floor(bytes.length * part));
				expect(verdictOn(cut, bytes, chunk)).not.toBe('whole');
			}),
		);
		expect(verdictOn(bytes.subarray(0, -1), bytes, 100)).not.toBe('whole');
	});

	it.each<PictureFormat>(['png', 'webp'])(
		'of a %s is told from a part of the picture that is missing',
		(format) => {
			const bytes = picture(format, 160, 120);
			const half = bytes.subarray(0, Math.floor(bytes.length / 2));
			expect(verdictOn(half, bytes, 333)).toBe('short');
		},
	);

	it.each(UNUSUAL_PICTURES)('of $what is judged for what it is', ({ bytes, isEndless }) => {
		for (const chunk of [1, 7, 4096]) {
			expect(verdictOn(bytes, bytes, chunk)).toBe(isEndless ? 'endless' : 'whole');
		}
	});

	it.each(FORMATS)('of a %s may be followed by something else', (format) => {
		const bytes = picture(format, 160, 120);
		expect(verdictOn(Buffer.concat([bytes, Buffer.from('made by')]), bytes, 777)).toBe('whole');
	});

	it('is not mistaken for that of a thumbnail', () => {
		const jpeg = picture('jpeg', 160, 120);
		const withThumbnail = withMetadata(jpeg, picture('jpeg', 16, 16));
		const cut = withThumbnail.subarray(0, withThumbnail.length - 10);
		expect(verdictOn(withThumbnail, withThumbnail, 100)).toBe('whole');
		expect(verdictOn(cut, withThumbnail, 100)).toBe('endless');
	});

	it('of a GIF is its last byte, and other types are not followed', () => {
		for (const { type, bytes } of OTHER_PICTURES) {
			expect(verdictOn(bytes, bytes, 5)).toBe(type === 'image/gif' ? 'whole' : 'untold');
			const cut = bytes.subarray(0, -1);
			expect(verdictOn(cut, bytes, 5)).toBe(type === 'image/gif' ? 'endless' : 'untold');
		}
	});
});
