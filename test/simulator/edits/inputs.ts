import { ApiError } from '../contract/errors';
import type { Platform } from '../contract/platform';
import type { Picture } from '../images/picture';
import type { Upload } from './form';

const MEGABYTE = 1024 * 1024;
const MOST_IMAGES = 16;

function requireAtMost(upload: Upload, megabytes: number): void {
	if (upload.bytes > megabytes * MEGABYTE) {
		throw new ApiError('bad_request', `${upload.field} is larger than ${megabytes} MB`);
	}
}

/** What will be edited. */
export interface Inputs {
	inputs: Picture[];
	mask: Picture | null;
}

/**
 * Judges the uploaded images and the mask (contract §4).
 * @throws ApiError bad_request
 */
export function judgeUploads(
	model: string,
	uploads: readonly Upload[],
	{ repeatsImageField, takesMask }: Platform,
): Inputs {
	const images = uploads.filter(({ field }) => field === 'image' || field === 'image[]');
	const [mask, ...others] = uploads.filter(({ field }) => field === 'mask');
	requireNumber(model, images, repeatsImageField);
	if (others.length > 0) throw new ApiError('bad_request', 'there can be one mask only');
	const inputs = images.map((image) => judgeImage(model, image));
	const [first] = inputs;
	if (!mask || !first || !takesMask(model)) return { inputs, mask: null };
	return { inputs, mask: judgeMask(mask, first) };
}

function requireNumber(model: string, images: readonly Upload[], repeatsImage: boolean): void {
	const most = model.startsWith('gpt-image') ? MOST_IMAGES : 1;
	if (images.length === 0) throw new ApiError('bad_request', 'image is required');
	if (images.length > most) {
		throw new ApiError('bad_request', `image: at most ${most} for ${model}, got ${images.length}`);
	}
	const isRepeated = images.filter(({ field }) => field === 'image').length > 1;
	if (isRepeated && !repeatsImage) {
		throw new ApiError('bad_request', 'several images are sent as image[]');
	}
}

function judgeImage(model: string, image: Upload): Picture {
	if (model.startsWith('gpt-image')) requireAtMost(image, 50);
	if (model === 'dall-e-2') requireAtMost(image, 4);
	const { field, picture } = image;
	if (!picture || picture.format === 'other') {
		throw new ApiError('bad_request', `${field} must be png, jpeg or webp, and be readable`);
	}
	const isSquarePng = picture.format === 'png' && picture.width === picture.height;
	if (model === 'dall-e-2' && !isSquarePng) {
		throw new ApiError('bad_request', `image must be a square PNG for ${model}`);
	}
	return picture;
}

function judgeMask(mask: Upload, image: Picture): Picture {
	requireAtMost(mask, 4);
	const { picture } = mask;
	if (!picture?.hasAlpha) {
		throw new ApiError('bad_request', 'mask must be a PNG with an alpha channel');
	}
	if (picture.width !== image.width || picture.height !== image.height) {
		throw new ApiError('bad_request', 'mask must have the same size as the first image');
	}
	return picture;
}

/**
 * Judges images that are given by their URLs (contract §4): one, or for gpt-image-2 up to 16.
 * @throws ApiError bad_request
 */
export function judgeUrls(model: string, image: unknown): string[] {
	if (Array.isArray(image) && !model.startsWith('gpt-image-2')) {
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
