import { MEGABYTE } from './edits';
import type { EditRule, ModelEntry, PictureType } from './model';
import { fine, refused, type Checked } from './problem';

/** What the bytes of a picture say about it; width and height in pixels, `null` if they do not. */
export interface PictureFacts {
	readonly mimeType: PictureType;
	readonly width: number | null;
	readonly height: number | null;
	readonly bytes: number;
	/** The orientation of a JPEG's EXIF data, from 1 (upright) to 8; absent where there is none. */
	readonly orientation?: number;
	/** For a mask: whether anything in it is transparent; absent where that was not looked at. */
	readonly isTransparent?: boolean;
}

/** What is told of a picture that went in: its URL where the service itself fetched it. */
export type InputFacts =
	| {
			readonly type: string;
			readonly width: number | null;
			readonly height: number | null;
			readonly bytes: number;
	  }
	| {
			readonly type: null;
			readonly width: null;
			readonly height: null;
			readonly bytes: null;
			readonly url: string;
	  };

/** A picture with what the user calls it, such as `Picture 'data'`. */
export interface NamedPicture {
	readonly name: string;
	readonly facts: PictureFacts;
}

/** A mask is a PNG of at most 4 MB (contract §4); in bytes. */
export const LARGEST_MASK_BYTES = 4 * MEGABYTE;

const TYPE_NAMES: Readonly<Record<PictureType, string>> = {
	'image/png': 'PNG',
	'image/jpeg': 'JPEG',
	'image/webp': 'WebP',
};

/**
 * Checks the pictures that go into one request, before anything is paid.
 *
 * @param pictures in the order in which they are sent
 * @param mask shows what is to be changed of the first picture
 */
export function checkPictures(
	model: ModelEntry,
	pictures: readonly NamedPicture[],
	mask?: NamedPicture,
): Checked<undefined> {
	const rule = model.edit;
	if (!rule) return fine(undefined);
	const count = checkCount(model, pictures.length, rule.mostFiles);
	if (!count.ok) return count;
	for (const picture of pictures) {
		const checked = checkPicture(model, rule, picture);
		if (!checked.ok) return checked;
	}
	const [first] = pictures;
	return mask && first && rule.takesMask ? checkMask(mask, first) : fine(undefined);
}

/** Checks how many pictures go into one request. */
export function checkCount(model: ModelEntry, count: number, most: number): Checked<undefined> {
	if (count === 0) {
		return refused(
			'There is no picture to edit',
			'Give the node an item with a picture, or the URL of one.',
		);
	}
	if (count <= most) return fine(undefined);
	return refused(
		`${count} pictures are too many for ${model.label}`,
		most === 1
			? 'It takes one picture at a time. Name one binary field or one URL, or choose a GPT Image model.'
			: `It takes up to ${most} pictures at a time. Name fewer of them.`,
	);
}

function checkPicture(
	model: ModelEntry,
	{ types, largestBytes, isSquare }: EditRule,
	{ name, facts }: NamedPicture,
): Checked<undefined> {
	const { mimeType, width, height, bytes } = facts;
	if (!types.includes(mimeType)) {
		return refused(
			`${name} is a ${TYPE_NAMES[mimeType]} file, which ${model.label} does not edit`,
			`It takes ${listOf(types)}. Convert the picture, for example with n8n's Edit Image node, or choose another model.`,
		);
	}
	if (largestBytes !== null && bytes > largestBytes) {
		return refused(
			`${name} is too large for ${model.label}: ${inMegabytes(bytes)}`,
			`A picture may have up to ${inMegabytes(largestBytes)}. Make it smaller, for example with n8n's Edit Image node.`,
		);
	}
	if (isSquare && width !== height) {
		return refused(
			`${name} is not square, but ${width}x${height}`,
			`${model.label} edits square pictures only. Crop it, for example with n8n's Edit Image node, or choose another model.`,
		);
	}
	return fine(undefined);
}

function checkMask(mask: NamedPicture, first: NamedPicture): Checked<undefined> {
	const { mimeType, bytes, isTransparent } = mask.facts;
	if (mimeType !== 'image/png') {
		return refused(
			`${mask.name} is a ${TYPE_NAMES[mimeType]} file`,
			'A mask is a PNG whose transparent parts show what is to be changed. Save it as PNG with transparency.',
		);
	}
	if (bytes > LARGEST_MASK_BYTES) {
		return refused(
			`${mask.name} is too large: ${inMegabytes(bytes)}`,
			`A mask may have up to ${inMegabytes(LARGEST_MASK_BYTES)}. Large even areas make a PNG small.`,
		);
	}
	const size = checkMaskSize(mask, first);
	if (!size.ok) return size;
	if (isTransparent === false) {
		return refused(
			`Nothing in ${lowerFirst(mask.name)} is transparent`,
			'The transparent parts of a mask show what is to be changed. Erase those parts in a picture editor and save it as PNG with transparency.',
		);
	}
	return fine(undefined);
}

function checkMaskSize(mask: NamedPicture, first: NamedPicture): Checked<undefined> {
	const [own, other] = [sizeText(mask.facts), sizeText(first.facts)];
	if (own === undefined || other === undefined || own === other) return fine(undefined);
	const turned = isTurned(first.facts)
		? ` The picture is stored as ${other} and only shown turned (EXIF rotation): save it turned in a picture editor, then both fit.`
		: '';
	return refused(
		`${mask.name} has ${own} pixels, but the first picture has ${other}`,
		`A mask has the size of the first picture.${turned || ' Make it from that very picture.'}`,
	);
}

/** Whether a JPEG is shown turned or mirrored, so that a mask may not lie where it seems to. */
export const isTurned = ({ orientation = 1 }: PictureFacts): boolean => orientation !== 1;

const sizeText = ({ width, height }: PictureFacts): string | undefined =>
	width === null || height === null ? undefined : `${width}x${height}`;

function listOf(types: readonly PictureType[]): string {
	return types.map((type) => TYPE_NAMES[type]).join(', ');
}

const inMegabytes = (bytes: number): string =>
	`${(bytes / MEGABYTE).toLocaleString('en-US', { maximumFractionDigits: 1 })} MB`;

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
