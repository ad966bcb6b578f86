import { pngRows } from '../../../nodes/XhuoImage/files/pngRows';
import { createHash } from '../../support/node';
import { picture } from '../../support/pictures';
import { chunk, encodePng, type PngForm } from '../../support/png';

async function* pieces(file: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < file.length; at += size) {
		yield file.subarray(at, at + size);
		yield Buffer.alloc(0);
	}
}

async function rowsOf(file: Buffer, size = 1000): Promise<Buffer[]> {
	const rows: Buffer[] = [];
	for await (const { row } of pngRows(pieces(file, size))) rows.push(Buffer.from(row));
	return rows;
}

/** Bytes without any order, always the same. */
const noise = (length: number) =>
	createHash('shake256', { outputLength: length }).update('noise').digest();

const SIGNATURE = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');

function headerOf(width: number, { colourType = 6, bitDepth = 8 } = {}): Buffer {
	const header = Buffer.alloc(13);
	header.writeUInt32BE(width, 0);
	header.writeUInt32BE(1, 4);
	header.set([bitDepth, colourType], 8);
	return chunk('IHDR', header);
}

describe('the rows of a PNG', () => {
	const FORMS: ReadonlyArray<Pick<PngForm, 'colourType' | 'bitDepth'> & { channels: number }> = [
		{ colourType: 0, bitDepth: 8, channels: 1 },
		{ colourType: 2, bitDepth: 8, channels: 3 },
		{ colourType: 4, bitDepth: 8, channels: 2 },
		{ colourType: 6, bitDepth: 8, channels: 4 },
	];

	it.each(FORMS)('are as they were before they were filtered: %j', async (form) => {
		const [width, height] = [20, 30];
		const rowBytes = width * form.channels;
		const bytes = noise(rowBytes * height);
		const rowAt = (y: number) => bytes.subarray(y * rowBytes, (y + 1) * rowBytes);
		for (const filters of [[0], [1], [2], [3], [4], [4, 3, 2, 1, 0]]) {
			const file = encodePng(
				{ ...form, width, height, filterOf: (y) => filters[y % filters.length] ?? 0 },
				(x, y) => [...rowAt(y).subarray(x * form.channels, (x + 1) * form.channels)],
			);
			for (const size of [7, 100_000]) {
				const rows = await rowsOf(file, size);
				expect(rows).toHaveLength(height);
				expect(rows.every((row, y) => row.equals(rowAt(y)))).toBe(true);
			}
		}
	});

	it('come with what the file says of itself before its pixels', async () => {
		const file = encodePng(
			{ width: 2, height: 1, colourType: 2, bitDepth: 8, transparency: Buffer.from([0, 1]) },
			() => [1, 2, 3],
		);
		const split = SIGNATURE.length + headerOf(2).length;
		const remark = chunk('tEXt', Buffer.from([0, 9]));
		const withRemarks = Buffer.concat([
			...[file.subarray(0, 8), chunk('gAMA', Buffer.alloc(4)), file.subarray(8, split), remark],
			...[file.subarray(split, split + 14), remark, file.subarray(split + 14)],
		]);
		for await (const { header, width } of pngRows(pieces(withRemarks, 10))) {
			expect(width).toBe(2);
			expect(header).toEqual({
				...{ width: 2, height: 1, bitDepth: 8, colourType: 2, isInterlaced: false },
				transparency: Buffer.from([0, 1]),
			});
		}
		expect.assertions(2);
	});

	it('come from files that say of nothing that it is transparent', async () => {
		const file = encodePng({ width: 2, height: 1, colourType: 0, bitDepth: 8 }, () => [1]);
		const split = SIGNATURE.length + headerOf(2).length;
		const remark = chunk('tEXt', Buffer.from([0, 1]));
		const withRemark = Buffer.concat([file.subarray(0, split), remark, file.subarray(split)]);
		for await (const { header } of pngRows(pieces(withRemark, 10))) {
			expect(header.transparency).toBeUndefined();
		}
		expect.assertions(1);
	});

	it('let go of the file when no more of them are wanted', async () => {
		let isLeft = false;
		async function* source(): AsyncGenerator<Buffer> {
			try {
				yield* pieces(picture('png', 400, 400), 100);
			} finally {
				isLeft = true;
			}
		}
		for await (const { row } of pngRows(source())) if (row.length > 0) break;
		expect(isLeft).toBe(true);
	});
});

describe('a PNG that cannot be read', () => {
	const reading = async (...parts: Buffer[]) =>
		await rowsOf(Buffer.concat([SIGNATURE, ...parts, chunk('IDAT', Buffer.alloc(0))]));

	it('has a filter that does not exist', async () => {
		const file = encodePng(
			{ width: 2, height: 2, colourType: 2, bitDepth: 8, filterOf: () => 5 },
			() => [1, 2, 3],
		);
		await expect(rowsOf(file)).rejects.toThrow('This PNG has an unknown filter');
	});

	it.each([
		{ colourType: 1, bitDepth: 8 },
		{ colourType: 7, bitDepth: 8 },
		{ colourType: 2, bitDepth: 0 },
	])('has pixels of an unknown form: %j', async (form) => {
		await expect(reading(headerOf(2, form))).rejects.toThrow('This PNG cannot be read');
	});

	it('has rows of more than 16 MB', async () => {
		const longest = 4 * 1024 * 1024;
		await expect(reading(headerOf(longest + 1))).rejects.toThrow('This PNG cannot be read');
		await expect(reading(headerOf(longest))).rejects.not.toThrow('This PNG cannot be read');
	});

	it('ends early', async () => {
		await expect(rowsOf(SIGNATURE.subarray(0, 5))).rejects.toThrow('The file ended early');
		await expect(rowsOf(SIGNATURE)).rejects.toThrow('The file ended early');
		await expect(rowsOf(picture('png', 60, 40).subarray(0, 100))).rejects.toThrow();
	});
});
