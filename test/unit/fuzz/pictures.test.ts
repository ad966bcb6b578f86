import fc from 'fast-check';

import { describeBytes } from '../../../nodes/XhuoImage/files/describeBytes';
import { fileNameFor } from '../../../nodes/XhuoImage/files/fileName';
import { decodeImage, imageForm } from '../../../nodes/XhuoImage/files/imageForm';
import { readImageKind } from '../../../nodes/XhuoImage/files/imageKind';
import { watchWholeness } from '../../../nodes/XhuoImage/files/wholeness';
import { OTHER_PICTURES, UNUSUAL_PICTURES } from '../../support/oddPictures';
import { picture } from '../../support/pictures';

/** 200,000 inputs for the readers of bytes, and 140,000 for names and links. */
const RUNS = { kinds: 120_000, wholeness: 80_000, names: 100_000, forms: 40_000 };

jest.setTimeout(120_000);

const FILES = [
	...(['png', 'jpeg', 'webp'] as const).map((format) => picture(format, 24, 18)),
	...UNUSUAL_PICTURES.map(({ bytes }) => bytes),
	...OTHER_PICTURES.map(({ bytes }) => bytes),
];

const anyBytes = (maxLength: number) =>
	fc.uint8Array({ maxLength }).map((bytes) => Buffer.from(bytes));

/** A file, a part of one with a byte that is another, or its beginning with something behind it. */
const anyFile = fc.oneof(
	{ arbitrary: anyBytes(64), weight: 1 },
	{
		arbitrary: fc
			.tuple(fc.constantFrom(...FILES), fc.nat(1500), fc.nat(), fc.nat(255))
			.map(([file, length, at, value]) => {
				const part = Buffer.from(file.subarray(0, length));
				if (part.length > 0) part[at % part.length] = value;
				return part;
			}),
		weight: 3,
	},
	{
		arbitrary: fc
			.tuple(fc.constantFrom(...FILES), fc.nat(40), anyBytes(64))
			.map(([file, length, rest]) => Buffer.concat([file.subarray(0, length), rest])),
		weight: 3,
	},
);

/** Counted from the end, where it matters most. */
const anyCuts = fc.array(fc.oneof(fc.nat(1500), fc.nat(20)), { maxLength: 6 });

/** The parts between the cuts, in order. */
function chunksOf(bytes: Buffer, cuts: readonly number[]): Buffer[] {
	const places = cuts.map((cut) => Math.max(0, bytes.length - cut));
	const ends = [...places, bytes.length].sort((a, b) => a - b);
	return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

describe('any bytes', () => {
	it('are told to be an image or none, as soon as it is certain and not before', () => {
		fc.assert(
			fc.property(anyFile, fc.nat(400), (bytes, length) => {
				const all = readImageKind(bytes, true);
				const early = readImageKind(bytes.subarray(0, length));
				if (early !== 'more' && JSON.stringify(early) !== JSON.stringify(all)) return false;
				if (!all) return describeBytes(bytes, undefined) !== '';
				const { width, height, headerBytes } = all;
				return (width === null) === (height === null) && headerBytes <= bytes.length;
			}),
			{ numRuns: RUNS.kinds },
		);
	});

	it('are judged alike in whatever chunks they come', () => {
		fc.assert(
			fc.property(anyFile, anyCuts, (bytes, cuts) => {
				const kind = readImageKind(bytes, true);
				if (!kind) return true;
				const atOnce = watchWholeness(kind);
				atOnce.see(bytes);
				const inChunks = watchWholeness(kind);
				for (const chunk of chunksOf(bytes, cuts)) inChunks.see(chunk);
				return inChunks.verdict() === atOnce.verdict() && inChunks.bytes() === bytes.length;
			}),
			{ numRuns: RUNS.wholeness },
		);
	});
});

/** Pieces of names that go wrong somewhere, beside any unit of UTF-16. */
const PIECES = [
	...['CON', 'nul', 'COM1', 'lpt9', 'aux', 'a', 'fox', '🦊', '👨‍👩‍👧‍👦', 'e\u0301', '夏', '🇹🇼'],
	...['.', '..', ' ', '/', '\\', ':', '-', '_', '.png', '.jpeg', '.PNG', '.tiff', '\n', '\0'],
	...['\u202e', '\u200b', '\u200d', '\ufeff', '\u2028', '\u3000', '\ud83e', '\udd8a', '\ufffd'],
];
const anyPiece = fc.oneof(
	fc.constantFrom(...PIECES),
	fc.nat(0xffff).map((unit) => String.fromCharCode(unit)),
	fc.tuple(fc.constantFrom(...PIECES), fc.nat(90)).map(([piece, times]) => piece.repeat(times)),
);
const anyName = fc.array(anyPiece, { maxLength: 8 }).map((pieces) => pieces.join(''));

const DEVICE = /^(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])\s*\./i;

describe('any text', () => {
	const nameOf = (wished: string, imageIndex: number, imageCount: number) =>
		fileNameFor({ model: 'm', reference: 'r', imageIndex, imageCount, wished }, 'webp');

	/** What is wrong with a name; matchers of jest would take ten times as long. */
	const flawsOf = (name: string): string[] => {
		const checks: Array<[string, boolean]> = [
			['too long', Buffer.byteLength(name) > 255],
			['not well-formed', Buffer.from(name).toString() !== name],
			['unsafe, or empty', !/^[^.\s<>:"/\\|?*][^<>:"/\\|?*]*\.webp$/u.test(name)],
			['a blank or dot at the end', /[.\s]\.webp$/u.test(name)],
			['invisible', /[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069\u200b]/u.test(name)],
			['a device', DEVICE.test(name)],
			['another one when it is read again', nameOf(name, 0, 1) !== name],
		];
		return checks.flatMap(([flaw, isThere]) => (isThere ? [`${flaw}: ${name}`] : []));
	};

	it('becomes a file name that every system takes', () => {
		fc.assert(
			fc.property(anyName, fc.nat(9), fc.nat(9), (wished, imageIndex, more) => {
				const flaws = flawsOf(nameOf(wished, imageIndex, imageIndex + more));
				if (flaws.length > 0) throw new Error(flaws.join('; '));
			}),
			{ numRuns: RUNS.names },
		);
	});

	it('is taken for a link or for an image, and never is an image in a link', () => {
		const anyLink = fc.oneof(
			anyName,
			fc.webUrl(),
			anyFile.map((bytes) => bytes.toString('base64')),
			anyFile.map((bytes) => `data:image/png;base64,${bytes.toString('base64')}`),
			anyName.map((text) => `data:${text}`),
		);
		fc.assert(
			fc.property(anyLink, fc.option(anyLink, { nil: undefined }), (url, base64) => {
				const form = imageForm({ url, ...(base64 !== undefined && { base64 }) });
				if (form.base64 !== undefined) decodeImage(form.base64);
				const isThere = (form.url ?? form.base64) !== undefined;
				return isThere && !/^\s*data:/i.test(form.url ?? '');
			}),
			{ numRuns: RUNS.forms },
		);
	});
});
