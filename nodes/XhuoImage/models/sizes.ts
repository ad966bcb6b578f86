import { grouped } from './grouped';
import { DEFAULT_SIZE } from './catalogue';
import type { ModelEntry, SizeGrid, SizeRule, SizeStep } from './model';
import { fine, refused, type Checked } from './problem';

/** Width and height in pixels. */
export interface Pixels {
	readonly width: number;
	readonly height: number;
}

/** The value of the Size field that shows the Width and Height fields. */
export const CUSTOM_SIZE = 'custom';

/** Reads `WIDTHxHEIGHT`, the only form the API knows (guide, sizes); `undefined` for any other. */
export function parseSize(text: string): Pixels | undefined {
	const match = /^([1-9]\d{0,5})x([1-9]\d{0,5})$/.exec(text);
	return match ? { width: Number(match[1]), height: Number(match[2]) } : undefined;
}

export const formatSize = ({ width, height }: Pixels): string => `${width}x${height}`;

/** The values that a model takes by name, those of its list first. */
export function namedSizes(rule: SizeRule): string[] {
	return [...rule.presets.map((preset) => preset.value), ...rule.alsoAccepted];
}

/**
 * Checks a size against what the model takes.
 *
 * @param asked the Size field's value: `WIDTHxHEIGHT` in pixels, `auto`, or nothing
 * @returns the value to send, or `undefined` where the model is to choose by itself;
 *   a refusal names the nearest size that works
 */
export function checkSize(model: ModelEntry, asked: string): Checked<string | undefined> {
	const rule = model.size;
	const size = asked.toLowerCase().replace('×', 'x').replace(/\s/g, '');
	if (size === '' || size === 'auto') {
		if (rule.isFree || size === '') return fine(undefined);
		if (rule.allowsAuto) return fine('auto');
		return refused(
			`'Size' cannot be 'auto' for ${model.label}`,
			`Choose one of ${namedSizes(rule).join(', ')}.`,
		);
	}
	if (namedSizes(rule).includes(size)) return fine(size);

	const pixels = parseSize(size);
	if (!pixels) {
		return refused(
			`'Size' is '${asked}', which cannot be read`,
			`Write width and height in pixels, such as ${DEFAULT_SIZE}.`,
		);
	}
	if (rule.isFree || (rule.grid && isOnGrid(pixels, rule.grid))) return fine(size);
	return refused(`'Size' ${size} is not available for ${model.label}`, sizeAdvice(rule, pixels));
}

function sizeAdvice(rule: SizeRule, pixels: Pixels): string {
	const nearest = `The nearest size that works is ${formatSize(nearestSize(rule, pixels))}.`;
	if (!rule.grid) return `${nearest} It takes ${namedSizes(rule).join(', ')}.`;
	const { multipleOf, longestSide, mostPixels } = rule.grid;
	return `${nearest} Width and height must be multiples of ${multipleOf}, the longer side at most ${longestSide} pixels, and both multiplied at most ${grouped(mostPixels)} pixels.`;
}

function isOnGrid({ width, height }: Pixels, grid: SizeGrid): boolean {
	return (
		width % grid.multipleOf === 0 &&
		height % grid.multipleOf === 0 &&
		Math.max(width, height) <= grid.longestSide &&
		width * height <= grid.mostPixels
	);
}

/**
 * The size that a model takes and that comes closest to the one asked for: on the grid where there
 * is one, otherwise the named size with the most similar ratio, then the most similar area.
 */
export function nearestSize(rule: SizeRule, asked: Pixels): Pixels {
	if (rule.grid) return nearestOnGrid(asked, rule.grid);
	const distance = (size: Pixels) =>
		10 * Math.abs(Math.log(size.width / size.height / (asked.width / asked.height))) +
		Math.abs(Math.log((size.width * size.height) / (asked.width * asked.height)));
	const candidates = rule.presets.flatMap((preset) => parseSize(preset.value) ?? []);
	return candidates.reduce((best, size) => (distance(size) < distance(best) ? size : best));
}

function nearestOnGrid(asked: Pixels, grid: SizeGrid): Pixels {
	const shrink = Math.min(
		1,
		grid.longestSide / Math.max(asked.width, asked.height),
		Math.sqrt(grid.mostPixels / (asked.width * asked.height)),
	);
	const snap = (side: number, round: (value: number) => number) =>
		Math.max(grid.multipleOf, round((side * shrink) / grid.multipleOf) * grid.multipleOf);
	const rounded = { width: snap(asked.width, Math.round), height: snap(asked.height, Math.round) };
	if (isOnGrid(rounded, grid)) return rounded;
	return { width: snap(asked.width, Math.floor), height: snap(asked.height, Math.floor) };
}

/**
 * A word of caution about a size that the provider's own guide allows and its newest one does not;
 * which of them the service follows is not known, so the size is sent.
 *
 * @returns what may happen, with a size that surely works; `undefined` for a size without doubt
 */
export function sizeCaution(model: ModelEntry, size: string | undefined): string | undefined {
	const { grid } = model.size;
	if (!grid || size === undefined || namedSizes(model.size).includes(size)) return undefined;
	const pixels = parseSize(size);
	if (!pixels) return undefined;
	const reasons = [
		pixels.width * pixels.height < grid.fewestPixels &&
			`has fewer than ${grouped(grid.fewestPixels)} pixels`,
		ratioOf(pixels) > grid.widestRatio && `is wider or taller than ${grid.widestRatio} to 1`,
	].filter(Boolean);
	if (reasons.length === 0) return undefined;
	return `'Size' ${size} ${reasons.join(' and ')}. By its newest guide the service refuses such sizes; ${formatSize(withoutDoubt(pixels, grid))} surely works.`;
}

const ratioOf = ({ width, height }: Pixels): number =>
	Math.max(width, height) / Math.min(width, height);

/** The nearest size on the grid that is neither too small nor too long. */
function withoutDoubt({ width, height }: Pixels, grid: SizeGrid): Pixels {
	const { multipleOf, fewestPixels, widestRatio } = grid;
	const shortest = Math.max(width, height) / widestRatio;
	const sides = { width: Math.max(width, shortest), height: Math.max(height, shortest) };
	const growth = Math.max(1, Math.sqrt(fewestPixels / (sides.width * sides.height)));
	const up = (side: number) => Math.ceil((side * growth) / multipleOf) * multipleOf;
	return nearestOnGrid({ width: up(sides.width), height: up(sides.height) }, grid);
}

/**
 * The price step of a gpt-image-2 size. Absent and `auto` count as 1K, as do the sizes that
 * upstream returns for 1K presets (guide, sizes); a custom size has no step of its own.
 */
export function stepOf(rule: SizeRule, size: string | undefined): SizeStep | 'custom' {
	if (size === undefined || size === 'auto' || rule.alsoAccepted.includes(size)) return '1K';
	return rule.presets.find((preset) => preset.value === size)?.step ?? 'custom';
}
