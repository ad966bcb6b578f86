import type { ImageKind } from '../../../nodes/XhuoImage/files/imageKind';
import { watchWholeness } from '../../../nodes/XhuoImage/files/wholeness';

const text = (content: string) => Buffer.from(content, 'latin1');

function long(value: number, order: 'BE' | 'LE' = 'BE'): Buffer {
	const bytes = Buffer.alloc(4);
	if (order === 'BE') bytes.writeUInt32BE(value);
	else bytes.writeUInt32LE(value);
	return bytes;
}

const kind = (mimeType: ImageKind['mimeType'], more: Partial<ImageKind> = {}): ImageKind => ({
	mimeType,
	extension: '',
	width: 640,
	height: 480,
	headerBytes: 0,
	...more,
});

/** What is said of a file, whatever the pieces in which it comes. */
function verdict(of: ImageKind, ...parts: Buffer[]) {
	const file = Buffer.concat(parts);
	const verdicts = [1, 2, 3, 7, 1000].map((size) => {
		const watch = watchWholeness(of);
		for (let at = 0; at < file.length; at += size) watch.see(file.subarray(at, at + size));
		expect(watch.bytes()).toBe(file.length);
		return watch.verdict();
	});
	expect(new Set(verdicts).size).toBe(1);
	return verdicts[0];
}

describe('the end of a PNG', () => {
	const PNG = kind('image/png');
	const signature = text('\u0089PNG\r\n\u001a\n');
	const chunk = (type: string, length: number) =>
		Buffer.concat([long(length), text(type), Buffer.alloc(length, 1), long(7)]);
	const head = Buffer.concat([signature, chunk('IHDR', 13)]);
	const picture = chunk('IDAT', 20);
	const end = chunk('IEND', 0);

	it('is its last chunk, checksum included', () => {
		expect(verdict(PNG, head, picture, end)).toBe('whole');
		expect(verdict(PNG, head, picture, picture, chunk('tEXt', 5), end)).toBe('whole');
		expect(verdict(PNG, head, picture, end, text('more'))).toBe('whole');
		expect(verdict(PNG, head, picture, end, Buffer.alloc(40, 1))).toBe('whole');
		for (let missing = 1; missing <= 12; missing += 1) {
			expect(verdict(PNG, head, picture, end.subarray(0, 12 - missing))).toBe('endless');
		}
	});

	it('may be missing behind the picture', () => {
		const remark = chunk('tEXt', 9);
		for (let there = 0; there <= remark.length; there += 1) {
			expect(verdict(PNG, head, picture, remark.subarray(0, there))).toBe('endless');
		}
	});

	it('is not there where a part of the picture is missing', () => {
		for (let there = 0; there < picture.length; there += 1) {
			expect(verdict(PNG, head, picture.subarray(0, there))).toBe('short');
		}
		for (let there = 8; there < picture.length; there += 1) {
			expect(verdict(PNG, head, picture, picture.subarray(0, there))).toBe('short');
		}
		expect(verdict(PNG, head, chunk('tEXt', 9))).toBe('short');
		expect(verdict(PNG, head.subarray(0, 10))).toBe('short');
	});
});

describe('the end of a JPEG', () => {
	const END = Buffer.from([0xff, 0xd9]);
	const JPEG = kind('image/jpeg', { headerBytes: 10 });
	const unknown = kind('image/jpeg', { headerBytes: 10, width: null, height: null });

	it('is its mark, behind the header', () => {
		expect(verdict(JPEG, Buffer.alloc(10), Buffer.alloc(9, 1), END)).toBe('whole');
		expect(verdict(JPEG, Buffer.alloc(10), END, text('more'))).toBe('whole');
		expect(verdict(JPEG, Buffer.alloc(4), END, Buffer.alloc(20, 1))).toBe('endless');
		expect(verdict(JPEG, Buffer.alloc(8), END, Buffer.alloc(20, 1))).toBe('endless');
		expect(verdict(JPEG, Buffer.alloc(9), END, Buffer.alloc(20, 1))).toBe('endless');
	});

	it('may be missing, where all before it seems to be there', () => {
		expect(verdict(JPEG, Buffer.alloc(30, 1))).toBe('endless');
		expect(verdict(JPEG, Buffer.alloc(30, 1), Buffer.from([0xff]))).toBe('endless');
		expect(verdict(unknown, Buffer.alloc(30, 1))).toBe('short');
		expect(verdict(unknown, Buffer.alloc(30, 1), END)).toBe('whole');
		expect(verdict(JPEG)).toBe('endless');
	});

	it('is not made of a mark whose halves do not meet', () => {
		expect(verdict(JPEG, Buffer.alloc(10), Buffer.from([0xff, 1, 0xd9]))).toBe('endless');
		expect(verdict(JPEG, Buffer.alloc(10), Buffer.from([0xd9, 0xff]))).toBe('endless');
	});
});

describe('the end of a WebP', () => {
	const WEBP = kind('image/webp');
	const file = (announced: number, there: number) => [
		...[text('RIFF'), long(announced, 'LE'), text('WEBP'), Buffer.alloc(there - 4, 1)],
	];

	it('is where its length says, but for a byte that fills it up', () => {
		expect(verdict(WEBP, ...file(300, 300))).toBe('whole');
		expect(verdict(WEBP, ...file(300, 310))).toBe('whole');
		expect(verdict(WEBP, ...file(300, 299))).toBe('endless');
		expect(verdict(WEBP, ...file(300, 298))).toBe('short');
		expect(verdict(WEBP, ...file(70_000, 70_000))).toBe('whole');
		expect(verdict(WEBP, ...file(70_000, 69_000))).toBe('short');
	});
});

describe('the end of a GIF', () => {
	const GIF = kind('image/gif');

	it('is its last byte', () => {
		expect(verdict(GIF, text('GIF89a'), Buffer.alloc(9), text(';'))).toBe('whole');
		expect(verdict(GIF, text('GIF89a'), text(';'), Buffer.alloc(9))).toBe('endless');
		const watch = watchWholeness(GIF);
		expect(watch.verdict()).toBe('endless');
		watch.see(text('GIF89a;'));
		watch.see(Buffer.alloc(0));
		expect(watch.verdict()).toBe('whole');
	});
});

describe('the end of another format', () => {
	it.each(['image/avif', 'image/bmp', 'image/tiff'] as const)('is not known: %s', (type) => {
		expect(verdict(kind(type), Buffer.alloc(50))).toBe('untold');
	});
});
