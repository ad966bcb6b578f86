import { z } from 'zod';

import type { InputFacts } from '../models/pictures';
import type { Price } from '../models/price';

/** What was ordered, as far as a callback URL tells: the service's callback does not repeat it. */
export interface OrderFacts {
	readonly model: string;
	/** `null` where it did not fit into the URL. */
	readonly prompt: string | null;
	/** The size that was sent, `null` where the model chooses. */
	readonly size: string | null;
	/** The price of one image. */
	readonly price: Price | null;
	/** The pictures that went in; absent for new images, and where they did not fit into the URL. */
	readonly inputs?: readonly InputFacts[] | undefined;
	/** The user's own file name, empty for none. */
	readonly fileName: string;
	/** The place of the task's first image among those of its input item, from 0. */
	readonly firstImage: number;
	/** How many images the input item asked for. */
	readonly imageCount: number;
	/** How many of them were ordered with this task; absent in URLs of earlier versions. */
	readonly ordered?: number;
}

/** In characters: a longer file name would take too much of the URL. */
const LONGEST_FILE_NAME = 120;

const stepSchema = z.enum(['1K', '2K', '4K', 'custom']);

/** Every letter is paid for in the length of the URL: short keys, and nothing that goes without saying. */
const claimSchema = z.object({
	m: z.string().min(1),
	q: z.string().optional(),
	s: z.string().optional(),
	/** Credits, or step and multiplier. */
	p: z.union([z.number(), z.tuple([stepSchema, z.number()])]).optional(),
	/** For each picture that went in: its link, or type, width, height and bytes. */
	e: z
		.array(
			z.union([
				z.string(),
				z.tuple([z.string(), z.number().nullable(), z.number().nullable(), z.number()]),
			]),
		)
		.optional(),
	f: z.string().optional(),
	i: z.number().int().nonnegative().optional(),
	n: z.number().int().positive().optional(),
	o: z.number().int().positive().optional(),
});

/** The facts as they travel in the signed part of a callback URL. */
export type OrderClaim = z.infer<typeof claimSchema>;

/** Writes the facts as short as they go. */
export function orderClaim(facts: OrderFacts): OrderClaim {
	const { model, prompt, size, price, inputs, firstImage, imageCount, ordered } = facts;
	const fileName = Array.from(facts.fileName).slice(0, LONGEST_FILE_NAME).join('');
	return {
		m: model,
		...(size !== null && { s: size }),
		...(price && { p: 'credits' in price ? price.credits : [price.step, price.multiplier] }),
		...(inputs && { e: inputs.map(claimOfInput) }),
		...(fileName !== '' && { f: fileName }),
		...(firstImage > 0 && { i: firstImage }),
		...(imageCount > 1 && { n: imageCount }),
		...(ordered !== undefined && { o: ordered }),
		...(prompt !== null && { q: prompt }),
	};
}

/** Reads what `orderClaim` wrote; `undefined` for a URL that says nothing of the order. */
export function readOrderClaim(claim: unknown): OrderFacts | undefined {
	const parsed = claimSchema.safeParse(claim);
	if (!parsed.success) return undefined;
	const { m, q, s, p, e, f, i, n, o } = parsed.data;
	return {
		model: m,
		prompt: q ?? null,
		size: s ?? null,
		price: priceOfClaim(p),
		...(e && { inputs: e.map(inputOfClaim) }),
		fileName: f ?? '',
		firstImage: i ?? 0,
		imageCount: n ?? 1,
		...(o !== undefined && { ordered: o }),
	};
}

type InputClaim = NonNullable<OrderClaim['e']>[number];

const claimOfInput = (input: InputFacts): InputClaim =>
	'url' in input ? input.url : [input.type, input.width, input.height, input.bytes];

function inputOfClaim(claim: InputClaim): InputFacts {
	if (typeof claim === 'string') {
		return { type: null, width: null, height: null, bytes: null, url: claim };
	}
	const [type, width, height, bytes] = claim;
	return { type, width, height, bytes };
}

function priceOfClaim(claim: OrderClaim['p']): Price | null {
	if (claim === undefined) return null;
	if (typeof claim === 'number') return { credits: claim };
	const [step, multiplier] = claim;
	return { step, multiplier };
}
