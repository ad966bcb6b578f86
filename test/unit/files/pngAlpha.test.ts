import fc from 'fast-check';

import { hasTransparency } from '../../../nodes/XhuoImage/files/pngAlpha';
import { deflateRawSync, zlib } from '../../support/node';
import { picture, transparentPicture } from '../../support/pictures';
import { chunk, encodePng, type PngForm } from '../../support/png';

/** A file as a stream gives it: in pieces of this many bytes. */
async function* pieces(file: Buffer, size = 1000): AsyncGenerator<Buffer> {
	for (let at = 0; at < file.length; at += size) yield file.subarray(at, at + size);
}

const answer = async (file: Buffer, size?: number) => await hasTransparency(pieces(file, size));

describe('something transparent', () => {
	it('is found in a mask, and not in a photo', async () => {
		expect(await answer(transparentPicture(60, 40))).toBe(true);
		expect(await answer(picture('png', 60, 40))).toBe(false);
	});

	/** Every way in which a PNG can have an alpha value. */
	const FORMS: ReadonlyArray<
		[string, Pick<PngForm, 'colourType' | 'bitDepth' | 'transparency'>, number[], number[]]
	> = [
		['colour with alpha', { colourType: 6, bitDepth: 8 }, [9, 8, 7, 255], [9, 8, 7, 0]],
		[
			'colour with alpha of 16 bits',
			{ colourType: 6, bitDepth: 16 },
			[9, 8, 7, 65535],
			[9, 8, 7, 65280],
		],
		['grey with alpha', { colourType: 4, bitDepth: 8 }, [9, 255], [9, 254]],
		['grey with alpha of 16 bits', { colourType: 4, bitDepth: 16 }, [9, 65535], [9, 0]],
		[
			'a palette with alpha',
			{ colourType: 3, bitDepth: 8, transparency: Buffer.from([255, 255, 10]) },
			[1],
			[2],
		],
		[
			'a palette of 4 bits',
			{ colourType: 3, bitDepth: 4, transparency: Buffer.from([255, 0]) },
			[7],
			[1],
		],
		[
			'a palette of 1 bit',
			{ colourType: 3, bitDepth: 1, transparency: Buffer.from([0]) },
			[1],
			[0],
		],
		[
			'a transparent colour',
			{ colourType: 2, bitDepth: 8, transparency: Buffer.from([0, 1, 0, 2, 0, 3]) },
			[1, 2, 4],
			[1, 2, 3],
		],
		[
			'a transparent grey of 2 bits',
			{ colourType: 0, bitDepth: 2, transparency: Buffer.from([0, 3]) },
			[2],
			[3],
		],
		[
			'a transparent grey of 16 bits',
			{ colourType: 0, bitDepth: 16, transparency: Buffer.from([1, 2]) },
			[259],
			[258],
		],
	];

	it.each(FORMS)('is told apart in %s', async (_name, form, opaque, transparent) => {
		await fc.assert(
			fc.asyncProperty(
				fc.record({
					width: fc.integer({ min: 1, max: 19 }),
					height: fc.integer({ min: 1, max: 19 }),
					isInterlaced: fc.boolean(),
					chunkBytes: fc.integer({ min: 1, max: 40 }),
				}),
				fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 5 }),
				fc.option(fc.tuple(fc.nat(), fc.nat())),
				fc.integer({ min: 1, max: 60 }),
				async (size, filters, spot, pieceBytes) => {
					const [x, y] = spot ?? [];
					const isSpot = (column: number, row: number) =>
						x !== undefined &&
						y !== undefined &&
						column === x % size.width &&
						row === y % size.height;
					const file = encodePng(
						{ ...form, ...size, filterOf: (row) => filters[row % filters.length] ?? 0 },
						(column, row) => (isSpot(column, row) ? transparent : opaque),
					);
					expect(await answer(file, pieceBytes)).toBe(spot !== null);
				},
			),
			{ numRuns: 60 },
		);
	});

	it.each([
		['colour', 2],
		['grey', 0],
		['a palette', 3],
	] as const)('is not there in %s without an alpha value', async (_name, colourType) => {
		const form = { width: 3, height: 3, colourType, bitDepth: 8 } as const;
		const samples = colourType === 2 ? [0, 0, 0] : [0];
		expect(await answer(encodePng(form, () => samples))).toBe(false);
	});

	it('takes a whole colour to be named', async () => {
		const form = { width: 3, height: 3, colourType: 2, bitDepth: 8 } as const;
		const named = (...bytes: number[]) =>
			encodePng({ ...form, transparency: Buffer.from(bytes) }, () => [1, 2, 3]);
		expect(await answer(named(0, 1, 0, 2, 0, 3))).toBe(true);
		expect(await answer(named(0, 1, 0, 2))).toBe(false);
		expect(await answer(named())).toBe(false);
	});

	it('is not claimed of a file that ends early or is damaged', async () => {
		const file = picture('png', 60, 40);
		expect(await answer(file.subarray(0, file.length / 2))).toBeUndefined();
		const damaged = Buffer.from(file).fill(0xff, 60, 200);
		expect(await answer(damaged)).toBeUndefined();
		expect(await answer(Buffer.from('no picture at all'))).toBeUndefined();
	});

	it('is not looked for in a row that a lying header makes endless', async () => {
		const file = Buffer.from(transparentPicture(8, 8));
		file.writeUInt32BE(0x7fffffff, 16);
		expect(await answer(file)).toBeUndefined();
	});

	it('is looked for in the first 256 MB, which is more than any picture has', async () => {
		/** Rows of 16 MB, each packed by itself; the transparent colour that is named is none. */
		const opaque = (rows: number) => {
			const width = Math.floor((16 * 1024 * 1024) / 3);
			const row = Buffer.alloc(1 + width * 3);
			const packed = deflateRawSync(row, { level: 1, finishFlush: zlib.Z_FULL_FLUSH });
			const header = Buffer.alloc(13);
			header.writeUInt32BE(width, 0);
			header.writeUInt32BE(rows, 4);
			header.set([8, 2], 8);
			const start = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
			const data = Buffer.concat([Buffer.from([0x78, 1]), ...Array<Buffer>(rows).fill(packed)]);
			const colour = chunk('tRNS', Buffer.alloc(2));
			return Buffer.concat([start, chunk('IHDR', header), colour, chunk('IDAT', data)]);
		};
		expect(await answer(opaque(17), 100_000)).toBeUndefined();
	});
});
