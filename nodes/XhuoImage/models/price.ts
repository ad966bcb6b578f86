import type { ModelEntry, SizeStep } from './model';
import { stepOf } from './sizes';

/** What one image costs, as far as the provider publishes it. */
export type Price =
	| { readonly step: SizeStep | 'custom'; readonly multiplier: number }
	| { readonly credits: number };

/**
 * The price of one image of a model.
 *
 * @param size the size that is sent, `undefined` where the model chooses
 * @returns the step and its multiple of the model's standard price (gpt-image-2), the credits
 *   (nano-banana family), or `null` where the provider's guide gives no price
 */
export function priceOf(model: ModelEntry, size: string | undefined): Price | null {
	switch (model.price.kind) {
		case 'credits':
			return { credits: model.price.credits };
		case 'steps': {
			const step = stepOf(model.size, size);
			return { step, multiplier: step === '1K' ? 1 : model.price.multiplierAbove1K };
		}
		case 'unlisted':
			return null;
	}
}
