import { isPromised, readImageKind } from '../../../nodes/XhuoImage/files/imageKind';

const text = (content: string) => Buffer.from(content, 'latin1');
const big = (...values: number[]) => Buffer.concat(values.map((value) => int(value, 'BE')));
const little = (...values: number[]) => Buffer.concat(values.map((value) => int(value, 'LE')));
const zeros = (length: number) => Buffer.alloc(length);

function int(value: number, order: 'BE' | 'LE'): Buffer {
	const bytes = Buffer.alloc(4);
	if (order === 'BE') bytes.writeUInt32BE(value >>> 0);
	else bytes.writeUInt32LE(value >>> 0);
	return bytes;
}

const read = (...parts: Buffer[]) => readImageKind(Buffer.concat(parts));

/** Type, ending, width and height; or what is said in place of them. */
function told(...parts: Buffer[]) {
	const kind = read(...parts);
	if (typeof kind !== 'object') return kind;
	return [kind.mimeType, kind.extension, kind.width, kind.height];
}

describe('a PNG', () => {
	const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
	const file = Buffer.concat([signature, big(13), text('IHDR'), big(640, 480)]);

	it('says its size in its first 24 bytes', () => {
		expect(told(file)).toEqual(['image/png', 'png', 640, 480]);
		expect(told(file.subarray(0, 23))).toBe('more');
		expect(readImageKind(file.subarray(0, 23), true)).toMatchObject({ width: null, height: null });
	});

	it('has no size where a side has none', () => {
		expect(told(signature, big(13), text('IHDR'), big(640, 0))).toEqual([
			'image/png',
			'png',
			null,
			null,
		]);
		expect(told(signature, big(13), text('IHDR'), big(0, 480))?.slice(2)).toEqual([null, null]);
	});
});

describe('a JPEG', () => {
	const start = Buffer.from([0xff, 0xd8]);
	const segment = (marker: number, content: Buffer) => {
		const head = Buffer.from([0xff, marker, 0, 0]);
		head.writeUInt16BE(content.length + 2, 2);
		return Buffer.concat([head, content]);
	};
	const frame = (marker: number) =>
		segment(marker, Buffer.from([8, 0x01, 0xe0, 0x02, 0x80, 3, 0, 0]));

	const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
	it.each(FRAMES)('says its size in a frame of type %i', (marker) => {
		const kind = read(start, segment(0xe0, zeros(14)), frame(marker));
		expect(kind).toMatchObject({ mimeType: 'image/jpeg', extension: 'jpg' });
		expect(kind).toMatchObject({ width: 640, height: 480, headerBytes: 20 });
	});

	it.each([0xbf, 0xc4, 0xc8, 0xcc, 0xd0])('says none in a segment of type %i', (marker) => {
		expect(told(start, frame(marker), frame(0xc0))?.slice(2)).toEqual([640, 480]);
		expect(read(start, frame(marker), frame(0xc0))).toMatchObject({ headerBytes: 14 });
	});

	it('may have its markers filled up', () => {
		expect(read(start, Buffer.from([0xff, 0xff]), frame(0xc0))).toMatchObject({
			width: 640,
			headerBytes: 4,
		});
	});

	it('needs all of its frame to be read, and has none behind anything odd', () => {
		const whole = Buffer.concat([start, frame(0xc0)]);
		expect(told(whole.subarray(0, 10))).toBe('more');
		expect(told(whole.subarray(0, 11))).toEqual(['image/jpeg', 'jpg', 640, 480]);
		expect(read(start, segment(0xe0, zeros(6)), zeros(20))).toMatchObject({
			width: null,
			height: null,
			headerBytes: 12,
		});
		expect(readImageKind(Buffer.concat([start, zeros(30)]))).toBeUndefined();
		expect(told(Buffer.from([0xff, 0xd8]))).toBe('more');
		expect(told(Buffer.from([0xff, 0xd8, 0xff]))).toBe('more');
		const type = { mimeType: 'image/jpeg' };
		expect(readImageKind(Buffer.from([0xff, 0xd8, 0xff]), true)).toMatchObject(type);
	});
});

describe('a WebP', () => {
	const webp = (form: string, ...content: Buffer[]) => [
		...[text('RIFF'), little(100), text('WEBP'), text(form), little(50), ...content],
	];
	const wide = Buffer.from([0x7f, 0x02, 0x00, 0xdf, 0x01, 0x00]);

	it.each([
		['VP8X', [...webp('VP8X', zeros(4), wide)], 30],
		['VP8L', [...webp('VP8L', Buffer.from([0x2f]), little(639 | (479 << 14) | (1 << 28)))], 25],
		['VP8 ', [...webp('VP8 ', zeros(6), Buffer.from([0x80, 0x42, 0xe0, 0x81]))], 30],
	])('of the form %s says its size at a place of its own', (_form, parts, needed) => {
		const file = Buffer.concat(parts);
		expect(file).toHaveLength(needed);
		expect(told(file)).toEqual(['image/webp', 'webp', 640, 480]);
		expect(told(file.subarray(0, -1))).toBe('more');
	});

	it('of another form says none', () => {
		expect(told(...webp('ALPH', zeros(20)))).toEqual(['image/webp', 'webp', null, null]);
		expect(told(Buffer.concat(webp('VP8X')).subarray(0, 15))).toBe('more');
	});

	it('is no other file of its container', () => {
		expect(told(text('RIFF'), little(100), text('WAVE'), zeros(30))).toBeUndefined();
		expect(told(text('RIFX'), little(100), text('WEBP'), zeros(30))).toBeUndefined();
	});
});

describe('a GIF', () => {
	it.each(['GIF87a', 'GIF89a'])('says its size behind %s', (signature) => {
		const file = Buffer.concat([text(signature), Buffer.from([0x80, 0x02, 0xe0, 0x01])]);
		expect(told(file)).toEqual(['image/gif', 'gif', 640, 480]);
		expect(told(file.subarray(0, 9))).toBe('more');
	});

	it.each(['GIF88a', 'GIF89b', 'xGIF89a', 'gif89a'])('does not begin with %s', (signature) => {
		expect(told(text(signature), zeros(40))).toBeUndefined();
	});
});

describe('a BMP', () => {
	const bmp = (headerLength: number, size: Buffer, reserved = 0) =>
		Buffer.concat([text('BM'), little(1000, reserved, 54, headerLength), size]);

	it.each([40, 52, 56, 64, 108, 124])('with a header of %i bytes may be upside down', (length) => {
		expect(told(bmp(length, little(640, 480)))).toEqual(['image/bmp', 'bmp', 640, 480]);
		expect(told(bmp(length, little(-640, -480)))).toEqual(['image/bmp', 'bmp', 640, 480]);
		expect(told(bmp(length, little(640, 480)).subarray(0, 25))).toBe('more');
	});

	it('of the old form has short sides', () => {
		const sides = Buffer.from([0x80, 0x02, 0xe0, 0x01, 1, 0, 24, 0]);
		expect(told(bmp(12, sides))).toEqual(['image/bmp', 'bmp', 640, 480]);
	});

	it('is no text that begins alike', () => {
		expect(told(bmp(41, little(640, 480, 0, 0)))).toBeUndefined();
		expect(told(bmp(40, little(640, 480, 0, 0), 7))).toBeUndefined();
		expect(readImageKind(bmp(40, zeros(0)).subarray(0, 17), true)).toBeUndefined();
		expect(readImageKind(bmp(40, zeros(0)), true)).toMatchObject({ mimeType: 'image/bmp' });
		expect(told(text('BX'), little(1000, 0, 54, 40, 640, 480, 0, 0))).toBeUndefined();
	});
});

describe('an AVIF or HEIC', () => {
	const box = (name: string, ...content: Buffer[]) => {
		const body = Buffer.concat(content);
		return Buffer.concat([big(body.length + 8), text(name), body]);
	};
	const brands = (major: string, ...others: string[]) =>
		box('ftyp', text(major), zeros(4), ...others.map(text));
	const size = (width: number, height: number) => box('ispe', zeros(4), big(width, height));
	const meta = (...content: Buffer[]) => box('meta', ...content);

	it.each([
		...['avif', 'avis'].map((brand) => [brand, [], 'image/avif', 'avif'] as const),
		...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx'].map(
			(brand) => [brand, [], 'image/heic', 'heic'] as const,
		),
		['mif1', [], 'image/heif', 'heif'] as const,
		['msf1', [], 'image/heif', 'heif'] as const,
		['mif1', ['miaf', 'avif'], 'image/avif', 'avif'] as const,
		['msf1', ['avis', 'heic'], 'image/avif', 'avif'] as const,
		['mif1', ['heic', 'avif'], 'image/heic', 'heic'] as const,
		['mif1', ['mif1', 'miaf'], 'image/heif', 'heif'] as const,
	])('is told by its brands %s and %j: %s', (major, others, type, extension) => {
		expect(told(brands(major, ...others), meta(size(640, 480)))).toEqual([
			type,
			extension,
			640,
			480,
		]);
	});

	it.each([
		['isom', ['avif']],
		['mp42', ['heic']],
		['avi', ['f']],
	])('is no video: %s, %j', (major, others) => {
		expect(told(brands(major.padEnd(4), ...others), meta(size(640, 480)))).toBeUndefined();
	});

	it('has brands behind its own length only, and not for ever', () => {
		expect(told(box('ftyp', text('avif')), zeros(40))).toBeUndefined();
		expect(told(box('ftxp', text('avif'), zeros(8)), zeros(40))).toBeUndefined();
		const far = (count: number) => brands('mif1', ...Array<string>(count).fill('miaf'), 'avif');
		expect(told(far(59), meta(size(640, 480)))?.[0]).toBe('image/avif');
		expect(told(far(60), meta(size(640, 480)))?.[0]).toBe('image/heif');
		expect(told(brands('mif1', 'miaf'), text('avif'), zeros(40))?.[0]).toBe('image/heif');
	});

	it('has the size of the largest of its parts', () => {
		const parts = [size(64, 48), size(640, 480), size(320, 240)];
		expect(told(brands('avif'), meta(...parts))?.slice(2)).toEqual([640, 480]);
		expect(told(brands('avif'), meta(zeros(8)))?.slice(2)).toEqual([null, null]);
		expect(told(brands('avif'), meta(zeros(4)), size(640, 480))?.slice(2)).toEqual([null, null]);
		expect(told(brands('avif'), box('mdat', size(640, 480)))?.slice(2)).toEqual([null, null]);
		expect(told(brands('avif'), box('free'))?.slice(2)).toEqual([null, null]);
	});

	it('needs all of the box with its size', () => {
		const file = Buffer.concat([brands('avif'), meta(size(640, 480))]);
		for (let length = 16; length < file.length; length += 1) {
			expect(told(file.subarray(0, length))).toBe('more');
		}
		expect(told(file)?.slice(2)).toEqual([640, 480]);
	});
});

describe('a type whose size is not read', () => {
	const box = '\r\n\u0087\n';
	it.each([
		['II*\0', 'image/tiff', 'tiff'],
		['MM\0*', 'image/tiff', 'tiff'],
		['II+\0', 'image/tiff', 'tiff'],
		['MM\0+', 'image/tiff', 'tiff'],
		['\u00ff\n', 'image/jxl', 'jxl'],
		[`\0\0\0\u000cJXL ${box}`, 'image/jxl', 'jxl'],
		[`\0\0\0\u000cjP  ${box}`, 'image/jp2', 'jp2'],
	])('is told by how it begins: %j', (signature, type, extension) => {
		expect(told(text(signature), zeros(30))).toEqual([type, extension, null, null]);
		expect(told(text(`x${signature}`), zeros(30))).toBeUndefined();
	});
});

describe('what is no image', () => {
	it('is known from 32 bytes on, or when no more come', () => {
		expect(readImageKind(zeros(31))).toBe('more');
		expect(readImageKind(zeros(32))).toBeUndefined();
		expect(readImageKind(zeros(31), true)).toBeUndefined();
		expect(readImageKind(zeros(0), true)).toBeUndefined();
	});
});

describe('a header that does not end', () => {
	it('is waited for up to a megabyte', () => {
		const endless = (length: number) =>
			Buffer.concat([
				Buffer.from([0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]),
				Buffer.alloc(length - 6, 0xff),
			]);
		expect(readImageKind(endless(1_048_575))).toBe('more');
		expect(readImageKind(endless(1_048_576))).toMatchObject({ width: null, height: null });
		expect(readImageKind(endless(1_048_576))).toMatchObject({ headerBytes: 0 });
	});
});

describe('a promise', () => {
	it.each([
		['image/png', true],
		['image/jpeg', true],
		['image/webp', true],
		['image/gif', false],
		['image/avif', false],
		['image/jp2', false],
	] as const)('is made of %s: %s', (type, promised) => {
		expect(isPromised(type)).toBe(promised);
	});
});
