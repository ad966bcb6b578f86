import type { Dimensions } from './sizes';
import { dimensionsOf } from './sizes';

/** How a family answers: which fields, which host path, which kind of link (contract §1, answers). */
export type Family = 'dall-e' | 'gpt-image' | 'nano-banana';

/** How a model treats a field of the request body. */
export type FieldRule =
	| { kind: 'oneOf'; values: readonly string[] }
	| { kind: 'integer'; from: number; to: number }
	| { kind: 'boolean' };

export interface ModelRules {
	family: Family;
	/** Characters; undefined where the contract names no limit. */
	longestPrompt?: number;
	/** Whether the model has a use for `size`. */
	takesSize: boolean;
	/** Sizes that are accepted; undefined: judged by a rule of its own. */
	sizes?: readonly string[];
	/** The real size of the image when `size` is `auto` or absent. */
	defaultSize: Dimensions;
	/** Fields beside model, prompt, size and callback_url that the model takes. */
	fields: Readonly<Record<string, FieldRule>>;
	/** nano-banana has a fixed price in credits a call (guide, nano-banana). */
	credits?: number;
	/** Custom sizes have a least number of pixels and a widest ratio (contract §5). */
	hasTightSizes?: boolean;
	/** All sizes cost the same, and nobody knows what (contract §5). */
	hasOnePrice?: boolean;
	/** Whether `POST /openai/images/edits` takes the model (contract §4). */
	edits: boolean;
}

const oneOf = (...values: string[]): FieldRule => ({ kind: 'oneOf', values });
const integer = (from: number, to: number): FieldRule => ({ kind: 'integer', from, to });

const SQUARE: Dimensions = dimensionsOf('1024x1024');

const GPT_IMAGE_FIELDS: Readonly<Record<string, FieldRule>> = {
	quality: oneOf('auto', 'low', 'medium', 'high'),
	background: oneOf('transparent', 'opaque', 'auto'),
	output_format: oneOf('png', 'jpeg', 'webp'),
	output_compression: integer(0, 100),
	moderation: oneOf('auto', 'low'),
	// The guide's paragraph on `n` advises a different seed for each of several requests.
	seed: integer(Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
};

const GPT_IMAGE_1: ModelRules = {
	family: 'gpt-image',
	longestPrompt: 32_000,
	takesSize: true,
	sizes: ['auto', '1024x1024', '1536x1024', '1024x1536'],
	defaultSize: SQUARE,
	fields: GPT_IMAGE_FIELDS,
	edits: true,
};

const nanoBanana = (credits: number): ModelRules => ({
	family: 'nano-banana',
	takesSize: true,
	defaultSize: SQUARE,
	fields: {},
	credits,
	edits: true,
});

const RULES: Readonly<Record<string, ModelRules>> = {
	'dall-e-2': {
		family: 'dall-e',
		longestPrompt: 1_000,
		takesSize: true,
		sizes: ['256x256', '512x512', '1024x1024'],
		defaultSize: SQUARE,
		fields: {
			n: integer(1, 10),
			quality: oneOf('standard'),
			response_format: oneOf('url', 'b64_json'),
		},
		edits: true,
	},
	'dall-e-3': {
		family: 'dall-e',
		longestPrompt: 4_000,
		takesSize: true,
		sizes: ['1024x1024', '1792x1024', '1024x1792'],
		defaultSize: SQUARE,
		fields: {
			n: integer(1, 1),
			quality: oneOf('standard', 'hd'),
			style: oneOf('vivid', 'natural'),
			response_format: oneOf('url', 'b64_json'),
		},
		edits: false,
	},
	'gpt-image-1': GPT_IMAGE_1,
	'gpt-image-1.5': GPT_IMAGE_1,
	'gpt-image-2': {
		family: 'gpt-image',
		longestPrompt: 32_000,
		takesSize: true,
		defaultSize: dimensionsOf('1254x1254'),
		fields: GPT_IMAGE_FIELDS,
		edits: true,
	},
	'nano-banana': nanoBanana(0.14),
	'nano-banana-2': nanoBanana(0.28),
	'nano-banana-pro': nanoBanana(0.35),
};

/** The rules of a model by its id, read off contract §1; undefined for an id the service lacks. */
export function rulesOf(model: string): ModelRules | undefined {
	return Object.hasOwn(RULES, model) ? RULES[model] : undefined;
}

/** Fields of generations that contract §4 does not list for edits. */
const NOT_FOR_EDITS = ['moderation', 'seed', 'style'];

/**
 * The rules of a model for `POST /openai/images/edits` (contract §4); undefined for one that does not
 * edit.
 */
export function editRulesFrom(
	rules: ModelRules | undefined,
	model: string,
): ModelRules | undefined {
	if (!rules?.edits) return undefined;
	const kept = Object.entries(rules.fields).filter(([field]) => !NOT_FOR_EDITS.includes(field));
	const fidelity: Record<string, FieldRule> =
		model === 'gpt-image-1' ? { input_fidelity: oneOf('high', 'low') } : {};
	return {
		...rules,
		takesSize: rules.family !== 'nano-banana',
		fields: { ...Object.fromEntries(kept), ...fidelity },
	};
}

/** Every model id of the service. */
export const MODEL_IDS: readonly string[] = Object.keys(RULES);
