import { loadImage } from '@napi-rs/canvas';

import { ApiError } from '../contract/errors';
import type { ImageFormat } from '../contract/order';
import type { Dimensions } from '../contract/sizes';
import type { Upload } from './form';

const MEGABYTE = 1024 * 1024;
const MOST_IMAGES = 16;

type Format = ImageFormat | 'other';

/** What a file is, by its first bytes. */
function formatOf(file: Buffer): Format {
	if (file.subarray(0, 8).toString('latin1') === '\x89PNG\r\n\x1a\n') return 'png';
	if (file.subarray(0, 3).toString('hex') === 'ffd8ff') return 'jpeg';
	const [riff, webp] = [file.subarray(0, 4), file.subarray(8, 12)].map((part) =>
		part.toString('latin1'),
	);
	return riff === 'RIFF' && webp === 'WEBP' ? 'webp' : 'other';
}

/** PNG with an alpha channel or a transparent colour: by the header's colour type, or a tRNS chunk. */
function hasAlpha(png: Buffer): boolean {
	const colourType = png.length > 25 ? png.readUInt8(25) : 0;
	return [4, 6].includes(colourType) || png.includes('tRNS');
}

async function dimensionsOfFile({ content, field }: Upload): Promise<Dimensions> {
	const image = await loadImage(content).catch(() => undefined);
	if (!image) throw new ApiError('bad_request', `${field} is not an image that can be read`);
	return { width: image.width, height: image.height };
}

function requireAtMost(upload: Upload, megabytes: number): void {
	if (upload.bytes > megabytes * MEGABYTE) {
		throw new ApiError('bad_request', `${upload.field} is larger than ${megabytes} MB`);
	}
}

/**
 * Judges the uploaded images and the mask (contract §4).
 * @throws ApiError bad_request
 */
export async function judgeUploads(model: string, uploads: readonly Upload[]): Promise<Buffer[]> {
	const images = uploads.filter(({ field }) => field === 'image' || field === 'image[]');
	const masks = uploads.filter(({ field }) => field === 'mask');
	requireNumber(model, images);
	if (masks.length > 1) throw new ApiError('bad_request', 'there can be one mask only');
	for (const image of images) await judgeImage(model, image);
	const [first] = images;
	const [mask] = masks;
	if (mask && first && !model.startsWith('nano-banana')) await judgeMask(mask, first);
	return images.map(({ content }) => content);
}

function requireNumber(model: string, images: readonly Upload[]): void {
	const most = model.startsWith('gpt-image') ? MOST_IMAGES : 1;
	if (images.length === 0) throw new ApiError('bad_request', 'image is required');
	if (images.length > most) {
		throw new ApiError('bad_request', `image: at most ${most} for ${model}, got ${images.length}`);
	}
	const isRepeated = images.filter(({ field }) => field === 'image').length > 1;
	if (isRepeated) throw new ApiError('bad_request', 'several images are sent as image[]');
}

async function judgeImage(model: string, image: Upload): Promise<void> {
	const format = formatOf(image.content);
	if (format === 'other')
		throw new ApiError('bad_request', `${image.field} must be png, jpeg or webp`);
	const { width, height } = await dimensionsOfFile(image);
	if (model.startsWith('gpt-image')) requireAtMost(image, 50);
	if (model !== 'dall-e-2') return;
	requireAtMost(image, 4);
	if (format !== 'png' || width !== height) {
		throw new ApiError('bad_request', `image must be a square PNG for ${model}`);
	}
}

async function judgeMask(mask: Upload, image: Upload): Promise<void> {
	requireAtMost(mask, 4);
	if (formatOf(mask.content) !== 'png' || !hasAlpha(mask.content)) {
		throw new ApiError('bad_request', 'mask must be a PNG with an alpha channel');
	}
	const [ofMask, ofImage] = [await dimensionsOfFile(mask), await dimensionsOfFile(image)];
	if (ofMask.width !== ofImage.width || ofMask.height !== ofImage.height) {
		throw new ApiError('bad_request', 'mask must have the same size as the first image');
	}
}

/**
 * Judges images that are given by their URLs (contract §4): one, or for gpt-image-2 up to 16.
 * @throws ApiError bad_request
 */
export function judgeUrls(model: string, image: unknown): string[] {
	if (Array.isArray(image) && model !== 'gpt-image-2') {
		throw new ApiError('bad_request', `image must be one URL for ${model}`);
	}
	const urls: unknown[] = Array.isArray(image) ? image : [image];
	if (urls.length === 0 || urls.length > MOST_IMAGES) {
		throw new ApiError('bad_request', `image: 1 to ${MOST_IMAGES} URLs, got ${urls.length}`);
	}
	return urls.map((url) => {
		if (typeof url === 'string' && /^https?:\/\//i.test(url) && URL.canParse(url)) return url;
		throw new ApiError('bad_request', 'image must be an http or https URL');
	});
}
