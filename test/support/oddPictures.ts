import { picture } from './pictures';

const box = (name: string, ...content: Buffer[]): Buffer => {
	const body = Buffer.concat(content);
	const header = Buffer.alloc(8, name.padStart(8, '\0'), 'latin1');
	header.writeUInt32BE(body.length + 8);
	return Buffer.concat([header, body]);
};

const text = (content: string) => Buffer.from(content, 'latin1');

const numbers = (...values: number[]) => {
	const bytes = Buffer.alloc(values.length * 4);
	values.forEach((value, index) => bytes.writeUInt32BE(value, index * 4));
	return bytes;
};

/** A file of boxes, as AVIF and HEIC are, with a preview beside the image. */
const boxed = (major: string, others: string[], width: number, height: number): Buffer =>
	Buffer.concat([
		box('ftyp', text(major), numbers(0), ...others.map(text)),
		box('meta', box('ispe', numbers(0, 2, 1)), box('ispe', numbers(0, width, height))),
		box('mdat', Buffer.alloc(40, 7)),
	]);

function gif(width: number, height: number): Buffer {
	const screen = Buffer.alloc(7);
	screen.writeUInt16LE(width);
	screen.writeUInt16LE(height, 2);
	return Buffer.concat([text('GIF89a'), screen, Buffer.alloc(20, 1), text(';')]);
}

function bmp(width: number, height: number): Buffer {
	const file = Buffer.alloc(54 + width * height * 3, 9);
	file.write('BM', 'latin1');
	file.writeUInt32LE(file.length, 2);
	file.writeUInt32LE(0, 6);
	file.writeUInt32LE(54, 10);
	file.writeUInt32LE(40, 14);
	file.writeInt32LE(width, 18);
	file.writeInt32LE(-height, 22);
	return file;
}

const filler = Buffer.alloc(40, 5);

/** Image files of types that the API does not promise, 6 wide and 4 high where they say so. */
export const OTHER_PICTURES: ReadonlyArray<{
	readonly type: string;
	readonly extension: string;
	readonly bytes: Buffer;
	readonly hasSize: boolean;
}> = [
	{ type: 'image/gif', extension: 'gif', bytes: gif(6, 4), hasSize: true },
	{
		type: 'image/avif',
		extension: 'avif',
		bytes: boxed('avif', ['mif1', 'miaf'], 6, 4),
		hasSize: true,
	},
	{
		type: 'image/avif',
		extension: 'avif',
		bytes: boxed('mif1', ['miaf', 'avif'], 6, 4),
		hasSize: true,
	},
	{ type: 'image/heic', extension: 'heic', bytes: boxed('heic', ['mif1'], 6, 4), hasSize: true },
	{ type: 'image/heif', extension: 'heif', bytes: boxed('mif1', ['miaf'], 6, 4), hasSize: true },
	{ type: 'image/bmp', extension: 'bmp', bytes: bmp(6, 4), hasSize: true },
	{
		type: 'image/tiff',
		extension: 'tiff',
		bytes: Buffer.concat([text('II*\0'), filler]),
		hasSize: false,
	},
	{
		type: 'image/tiff',
		extension: 'tiff',
		bytes: Buffer.concat([text('MM\0*'), filler]),
		hasSize: false,
	},
	{
		type: 'image/jxl',
		extension: 'jxl',
		bytes: Buffer.concat([text('\u00ff\n'), filler]),
		hasSize: false,
	},
	{
		...{ type: 'image/jp2', extension: 'jp2', hasSize: false },
		bytes: Buffer.concat([text('\0\0\0\u000cjP  \r\n\u0087\n'), filler]),
	},
];

/** Files that lack only the mark of their end, or are so small that a reader may not expect it. */
export const UNUSUAL_PICTURES: ReadonlyArray<{
	readonly what: string;
	readonly bytes: Buffer;
	readonly type: string;
	/** Whether the end mark is missing. */
	readonly isEndless: boolean;
}> = [
	{
		...{ what: 'a JPEG without its last two bytes', type: 'image/jpeg', isEndless: true },
		bytes: picture('jpeg', 32, 24).subarray(0, -2),
	},
	{
		...{ what: 'a JPEG without its last byte', type: 'image/jpeg', isEndless: true },
		bytes: picture('jpeg', 32, 24).subarray(0, -1),
	},
	{
		...{ what: 'a PNG without its last chunk', type: 'image/png', isEndless: true },
		bytes: picture('png', 32, 24).subarray(0, -12),
	},
	{
		...{ what: 'a PNG without its last two bytes', type: 'image/png', isEndless: true },
		bytes: picture('png', 32, 24).subarray(0, -2),
	},
	{
		...{ what: 'a WebP without its pad byte', type: 'image/webp', isEndless: true },
		bytes: webpWithoutPad(),
	},
	{
		...{ what: 'a WebP of 26 bytes', type: 'image/webp', isEndless: false },
		bytes: Buffer.from('UklGRhIAAABXRUJQVlA4TAYAAAAvQWxvAGs=', 'base64'),
	},
];

/** A WebP whose last chunk has an odd length, and is not filled up. */
function webpWithoutPad(): Buffer {
	const odd = Buffer.concat([
		picture('webp', 32, 24),
		text('XMP '),
		Buffer.from([3, 0, 0, 0]),
		text('abc'),
	]);
	odd.writeUInt32LE(odd.length + 1 - 8, 4);
	return odd;
}
