import { modelById } from '../models/catalogue';
import { parseSize } from '../models/sizes';
import type { Recipe } from './recipe';

/** How far two ratios may lie apart and still look the same: 1672x941 is asked for as 1792x1024. */
const SAME_SHAPE = 1.05;

/**
 * What the user should know of an image that came in another size than was asked for, as those of the
 * 1K step do (guide, sizes). Not for a model whose sizes stand for a ratio only.
 *
 * @param came the size of the image in pixels, where it could be read
 */
export function sizeHint(
	{ model, size }: Pick<Recipe, 'model' | 'size'>,
	came: { readonly width: number | null; readonly height: number | null },
): string | undefined {
	const asked = size === null ? undefined : parseSize(size);
	if (!asked || came.width === null || came.height === null) return undefined;
	if (asked.width === came.width && asked.height === came.height) return undefined;
	if (model !== null && modelById(model).size.meansRatio) return undefined;
	const stretch = (asked.width * came.height) / (asked.height * came.width);
	const isSameShape = stretch < SAME_SHAPE && stretch > 1 / SAME_SHAPE;
	const shape = isSameShape ? 'The shape is the same' : 'The shape is another one, too';
	return `An image came as ${came.width}×${came.height} where ${size} was asked for. ${shape}; for exact pixels, ask for a 2K or 4K size, or resize the image with n8n's Edit Image node.`;
}
