import { ApiError } from './errors';

/** Width and height in pixels. */
export interface Dimensions {
	width: number;
	height: number;
}

/** gpt-image-2's price step; `multiplier` is applied to the 1K price (guide, sizes and billing). */
export interface PriceStep {
	step: '1K' | 'above 1K';
	multiplier: 1 | 1.5;
}

const STEP_1K: PriceStep = { step: '1K', multiplier: 1 };
const STEP_ABOVE: PriceStep = { step: 'above 1K', multiplier: 1.5 };

const PRESETS_1K = ['1024x1024', '1536x1024', '1024x1536', '1792x1024', '1024x1792'];

/** What upstream really returns in the 1K step for three of the presets (guide, sizes). */
const REAL_SIZE_OF_PRESET: Readonly<Record<string, string>> = {
	'1024x1024': '1254x1254',
	'1792x1024': '1672x941',
	'1024x1792': '941x1672',
};
const RETURNED_SIZES = Object.values(REAL_SIZE_OF_PRESET);

const GRID = 16;
const LONGEST_SIDE = 3840;
const MOST_PIXELS = 8_294_400;

/**
 * Reads `WIDTHxHEIGHT`.
 * @returns pixels, or undefined when the text has another form
 */
export function parseSize(text: string): Dimensions | undefined {
	const match = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(text);
	return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

/** A size that is known to be well formed. */
export function dimensionsOf(text: string): Dimensions {
	const size = parseSize(text);
	if (!size) throw new Error(`${text} is not WIDTHxHEIGHT`);
	return size;
}

/**
 * gpt-image-2's `size`: what it costs and how large the image really becomes (guide, sizes).
 * @param size as received; undefined and the empty text mean `auto`
 * @throws ApiError bad_request for another form, or outside upstream's limits
 */
export function judgeGptImage2Size(size: string | undefined): Dimensions & PriceStep {
	if (size === undefined || size === '' || size === 'auto') {
		return { ...dimensionsOf('1254x1254'), ...STEP_1K };
	}
	const asked = parseSize(size);
	if (!asked) {
		throw new ApiError('bad_request', `size must be "auto" or WIDTHxHEIGHT, but is "${size}"`);
	}
	if (RETURNED_SIZES.includes(size)) return { ...asked, ...STEP_1K };
	if (PRESETS_1K.includes(size)) {
		return { ...dimensionsOf(REAL_SIZE_OF_PRESET[size] ?? size), ...STEP_1K };
	}
	requireWithinLimits(asked, size);
	return { ...asked, ...STEP_ABOVE };
}

function requireWithinLimits({ width, height }: Dimensions, size: string): void {
	if (width % GRID !== 0 || height % GRID !== 0) {
		throw new ApiError('bad_request', `size: both sides must be multiples of ${GRID}, got ${size}`);
	}
	if (Math.max(width, height) > LONGEST_SIDE) {
		throw new ApiError(
			'bad_request',
			`size: the longer side is at most ${LONGEST_SIDE}, got ${size}`,
		);
	}
	if (width * height > MOST_PIXELS) {
		throw new ApiError('bad_request', `size: at most ${MOST_PIXELS} pixels, got ${size}`);
	}
}

const LEAST_PIXELS = 655_360;
const WIDEST_RATIO = 3;

/** The sister platform's further limits (contract §5). @throws ApiError bad_request */
export function requireTightSize({ width, height }: Dimensions): void {
	const pixels = width * height;
	if (pixels < LEAST_PIXELS) {
		throw new ApiError('bad_request', `size: at least ${LEAST_PIXELS} pixels, got ${pixels}`);
	}
	if (Math.max(width, height) > WIDEST_RATIO * Math.min(width, height)) {
		throw new ApiError('bad_request', `size: no wider or taller than ${WIDEST_RATIO}:1`);
	}
}

/** nano-banana maps `size` to a ratio; whatever it does not list becomes 1:1 (guide, nano-banana). */
export function nanoBananaSize(size: unknown): Dimensions {
	if (size === '1792x1024') return { width: 1344, height: 768 };
	if (size === '1024x1792') return { width: 768, height: 1344 };
	return { width: 1024, height: 1024 };
}
