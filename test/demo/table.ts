import { relative } from '../support/node';
import { layOutTable } from '../support/table';
import type { SavedImage } from './images';

const PROMPT_LENGTH = 36;
const HEADINGS = ['Prompt', 'Model', 'Asked', 'Received', 'Bytes', 'Price', 'File'];

/** The images as a table for a terminal, one line each. */
export function formatTable(images: readonly SavedImage[]): string {
	return layOutTable(HEADINGS, images.map(toRow));
}

function toRow({ prompt, model, size, image, pricing, file }: SavedImage): string[] {
	return [
		prompt.length > PROMPT_LENGTH ? `${prompt.slice(0, PROMPT_LENGTH - 1)}…` : prompt,
		model,
		size ?? 'auto',
		`${image.width}x${image.height}`,
		image.bytes.toLocaleString('en-US'),
		formatPrice(pricing),
		relative('.', file),
	];
}

function formatPrice(pricing: SavedImage['pricing']): string {
	if (pricing === null) return 'not listed';
	return 'credits' in pricing
		? `${pricing.credits} credits`
		: `${pricing.step} ×${pricing.multiplier}`;
}
