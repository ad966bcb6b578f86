import type { ImageFormat, OtherType, PixelSize } from './imageKind';

const NO_SIZE: PixelSize = { width: null, height: null };

/** GIF: the size of its screen follows the signature (GIF89a specification, 18). */
const gif: ImageFormat = {
	mimeType: 'image/gif',
	extension: 'gif',
	isAt: (head) => ['GIF87a', 'GIF89a'].includes(head.toString('latin1', 0, 6)),
	readHeader: (head) =>
		head.length < 10 ? 'more' : { width: head.readUInt16LE(6), height: head.readUInt16LE(8) },
};

/** The lengths of the headers that a BMP may have, in bytes; "BM" alone begins many a text. */
const BMP_HEADERS = [12, 40, 52, 56, 64, 108, 124];

/** BMP: an old form with short sides, and newer ones whose height is negative when upside down. */
const bmp: ImageFormat = {
	mimeType: 'image/bmp',
	extension: 'bmp',
	isAt: (head) =>
		head.length >= 18 &&
		head.toString('latin1', 0, 2) === 'BM' &&
		head.readUInt32LE(6) === 0 &&
		BMP_HEADERS.includes(head.readUInt32LE(14)),
	readHeader: (head) => {
		if (head.length < 26) return 'more';
		return head.readUInt32LE(14) === 12
			? { width: head.readUInt16LE(18), height: head.readUInt16LE(20) }
			: { width: Math.abs(head.readInt32LE(18)), height: Math.abs(head.readInt32LE(22)) };
	},
};

/** A format that is known by how it begins, and whose size is not read. */
const signed = (
	mimeType: OtherType,
	extension: string,
	signatures: readonly string[],
): ImageFormat => ({
	mimeType,
	extension,
	isAt: (head) =>
		signatures.some((signature) => head.toString('latin1', 0, signature.length) === signature),
	readHeader: () => NO_SIZE,
});

/** How the containers of JPEG XL and JPEG 2000 go on after their length and name. */
const BOX_SIGNATURE = '\r\n\u0087\n';

/**
 * AVIF and HEIC: boxes of length and name, of which the first is `ftyp` with the brands of the file
 * (ISO/IEC 14496-12, 4.3). A video begins alike, with other brands.
 */
const boxed = (mimeType: OtherType, extension: string, brands: readonly string[]): ImageFormat => ({
	mimeType,
	extension,
	isAt: (head) => {
		const [major, ...others] = brandsOf(head);
		// "mif1" says that it is an image; what kind of image, the other brands say.
		const telling = major === 'mif1' || major === 'msf1' ? [...others, major] : [major];
		const first = telling.find((brand) => brand !== undefined && ALL_BRANDS.includes(brand));
		return first !== undefined && brands.includes(first);
	},
	readHeader: readBoxedSize,
});

const AVIF_BRANDS = ['avif', 'avis'];
const HEIC_BRANDS = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx'];
const HEIF_BRANDS = ['mif1', 'msf1'];
const ALL_BRANDS = [...AVIF_BRANDS, ...HEIC_BRANDS, ...HEIF_BRANDS];

/** More brands than this, in bytes, no encoder writes. */
const LONGEST_BRANDS = 256;

function brandsOf(head: Buffer): string[] {
	if (head.toString('latin1', 4, 8) !== 'ftyp') return [];
	const length = head.readUInt32BE(0);
	if (length < 16) return [];
	const end = Math.min(length, head.length, LONGEST_BRANDS);
	const brands = [head.toString('latin1', 8, 12)];
	for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
	return brands;
}

/**
 * The size is in an `ispe` property within the `meta` box behind the brands (ISO/IEC 23008-12,
 * 6.5.3). There may be several, of tiles and previews: the largest is that of the image.
 */
function readBoxedSize(head: Buffer): PixelSize | 'more' {
	const start = head.readUInt32BE(0);
	if (head.length < start + 8) return 'more';
	if (head.toString('latin1', start + 4, start + 8) !== 'meta') return NO_SIZE;
	const end = start + head.readUInt32BE(start);
	if (head.length < end) return 'more';
	let largest = { width: 0, height: 0 };
	for (let at = head.indexOf('ispe', start); at >= 0 && at + 16 <= end; ) {
		const size = { width: head.readUInt32BE(at + 8), height: head.readUInt32BE(at + 12) };
		if (size.width * size.height > largest.width * largest.height) largest = size;
		at = head.indexOf('ispe', at + 16);
	}
	return largest;
}

/** Formats that the API does not promise. What is an image comes out, since it is paid for. */
export const OTHER_FORMATS: readonly ImageFormat[] = [
	gif,
	boxed('image/avif', 'avif', AVIF_BRANDS),
	boxed('image/heic', 'heic', HEIC_BRANDS),
	boxed('image/heif', 'heif', HEIF_BRANDS),
	bmp,
	signed('image/tiff', 'tiff', ['II*\0', 'MM\0*', 'II+\0', 'MM\0+']),
	signed('image/jxl', 'jxl', ['\u00ff\n', `\0\0\0\u000cJXL ${BOX_SIGNATURE}`]),
	signed('image/jp2', 'jp2', [`\0\0\0\u000cjP  ${BOX_SIGNATURE}`]),
];
