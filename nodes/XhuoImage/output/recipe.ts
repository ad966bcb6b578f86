import { hasPriceSteps } from '../api/baseUrl';
import type { TaskRequest } from '../api/tasks';
import { modelById } from '../models/catalogue';
import type { Order } from '../models/order';
import type { InputFacts } from '../models/pictures';
import { priceOf, type Price } from '../models/price';

/** What an image was made from, as far as it is known. */
export interface Recipe {
	readonly model: string | null;
	readonly prompt: string | null;
	/** The size that was sent, `null` where the model chose. */
	readonly size: string | null;
	/** The price of one image. */
	readonly price: Price | null;
	/** The pictures that it was made from; absent for an image made from its prompt alone. */
	readonly inputs?: readonly InputFacts[];
}

/** The recipe of an order that was placed here. */
export const recipeOf = ({ model, prompt, size, price, inputs }: Order): Recipe => ({
	model: model.id,
	prompt,
	size,
	price,
	...(inputs && { inputs }),
});

/**
 * What a task was made from, as the service remembers it.
 *
 * @param origin of the service
 */
export function recipeOfTask(
	{ model, prompt, size }: TaskRequest,
	origin: string | undefined,
): Recipe {
	const price = model === null ? null : priceOf(modelById(model), size ?? undefined);
	return { model, prompt, size, price: priceAt(price, origin) };
}

/** A price as far as it is known of this service: the steps are those of the default service. */
export const priceAt = (price: Price | null, origin: string | undefined): Price | null =>
	price && 'step' in price && !hasPriceSteps(origin) ? null : price;

/** Of a callback, which does not repeat what was asked for. */
export const UNKNOWN_RECIPE: Recipe = { model: null, prompt: null, size: null, price: null };
