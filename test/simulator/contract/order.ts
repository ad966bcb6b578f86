import { ApiError } from './errors';
import type { Family, FieldRule, ModelRules } from './models';
import { editRulesOf, MODEL_IDS, rulesOf } from './models';
import type { Dimensions, PriceStep } from './sizes';
import { dimensionsOf, judgeGptImage2Size, nanoBananaSize } from './sizes';

export type ImageFormat = 'png' | 'jpeg' | 'webp';

/** What was paid for one call; null where the contract names no price. */
export type Pricing = PriceStep | { credits: number } | null;

export type Body = Readonly<Record<string, unknown>>;

/** A request for images that the service has found acceptable: what it will make, and how it answers. */
export interface ImageOrder {
	operation: 'generate' | 'edit';
	model: string;
	family: Family;
	prompt: string;
	/** As asked; null when the request names none. */
	size: string | null;
	/** Pixels of the images that will be made. */
	dimensions: Dimensions;
	/** How many images; more than one only for dall-e-2 (guide, the n parameter). */
	images: number;
	pricing: Pricing;
	/** null where the model decides by itself (nano-banana). */
	format: ImageFormat | null;
	transparent: boolean;
	answersBase64: boolean;
	seed: number | null;
	callbackUrl: string | null;
	/** A trace id that the caller chose (contract §3). */
	traceId: string | null;
	/** Images to be edited, as far as the simulator has them; empty for a generation. */
	inputs: readonly Buffer[];
	body: Body;
}

/** Fields that every model takes. `trace_id`: "a custom one given in the original request". */
const COMMON_FIELDS = ['model', 'prompt', 'callback_url', 'trace_id'];

const RULES_FOR = { generate: rulesOf, edit: editRulesOf };

/**
 * Judges a request for images by contract §1.
 * @param operation `edit` judges the fields both endpoints share (contract §4)
 * @throws ApiError bad_request, with a message that names the field
 */
export function judgeOrder(
	body: Body,
	operation: ImageOrder['operation'] = 'generate',
): ImageOrder {
	const model = requireText(body, 'model');
	const rules = RULES_FOR[operation](model);
	if (!rules) {
		throw new ApiError('bad_request', `model "${model}" is not one of: ${MODEL_IDS.join(', ')}`);
	}
	const prompt = requireText(body, 'prompt');
	requireShortPrompt(prompt, rules);
	const { pricing, ...dimensions } = judgeSize(
		model,
		rules,
		rules.takesSize ? body.size : undefined,
	);
	for (const [field, rule] of Object.entries(rules.fields)) judgeField(field, body[field], rule);
	const format = formatOf(rules, body);
	return {
		operation,
		model,
		family: rules.family,
		prompt,
		size: typeof body.size === 'string' ? body.size : null,
		dimensions,
		images: 'n' in rules.fields && typeof body.n === 'number' ? body.n : 1,
		pricing,
		format,
		transparent:
			rules.family === 'gpt-image' && body.background === 'transparent' && format !== 'jpeg',
		answersBase64: rules.family === 'dall-e' && body.response_format === 'b64_json',
		seed: rules.family === 'gpt-image' && typeof body.seed === 'number' ? body.seed : null,
		callbackUrl: judgeCallbackUrl(body.callback_url),
		traceId: judgeTraceId(body.trace_id),
		inputs: [],
		body,
	};
}

/**
 * Names of the fields that the model does not take and the service nevertheless lets pass: ignored
 * ones (`n`, for models that make one image), those the contract marks with a dash, unknown ones.
 */
export function unexpectedFieldsOf(
	body: Body,
	operation: ImageOrder['operation'] = 'generate',
	alsoTaken: readonly string[] = [],
): string[] {
	const rules = typeof body.model === 'string' ? RULES_FOR[operation](body.model) : undefined;
	const taken = [...COMMON_FIELDS, ...Object.keys(rules?.fields ?? {}), ...alsoTaken];
	if (rules?.takesSize ?? true) taken.push('size');
	return Object.keys(body).filter(
		(field) =>
			!taken.includes(field) ||
			// Compression is for jpeg and webp alone (contract §1).
			(field === 'output_compression' && !['jpeg', 'webp'].includes(String(body.output_format))),
	);
}

function requireText(body: Body, field: string): string {
	const value = body[field];
	if (value === undefined || value === null)
		throw new ApiError('bad_request', `${field} is required`);
	if (typeof value !== 'string') throw new ApiError('bad_request', `${field} must be a string`);
	if (value.trim() === '') throw new ApiError('bad_request', `${field} must not be empty`);
	return value;
}

function requireShortPrompt(prompt: string, { longestPrompt }: ModelRules): void {
	if (longestPrompt === undefined) return;
	const characters = [...prompt].length;
	if (characters > longestPrompt) {
		const message = `prompt is too long: ${characters} characters, at most ${longestPrompt}`;
		throw new ApiError('bad_request', message);
	}
}

function judgeSize(
	model: string,
	rules: ModelRules,
	size: unknown,
): Dimensions & { pricing: Pricing } {
	if (rules.family === 'nano-banana') {
		return { ...nanoBananaSize(size), pricing: { credits: rules.credits ?? 0 } };
	}
	if (size !== undefined && typeof size !== 'string') {
		throw new ApiError('bad_request', 'size must be a string');
	}
	if (!rules.sizes) {
		const { width, height, step, multiplier } = judgeGptImage2Size(size);
		return { width, height, pricing: { step, multiplier } };
	}
	if (size !== undefined && !rules.sizes.includes(size)) {
		const message = `size "${size}" is not one of ${rules.sizes.join(', ')} (${model})`;
		throw new ApiError('bad_request', message);
	}
	const known = size === undefined || size === 'auto' ? rules.defaultSize : dimensionsOf(size);
	return { ...known, pricing: null };
}

/** Absent is always fine: no field beside model and prompt is required. */
export function judgeField(field: string, value: unknown, rule: FieldRule): void {
	if (value === undefined) return;
	if (rule.kind === 'oneOf') {
		if (typeof value === 'string' && rule.values.includes(value)) return;
		throw new ApiError('bad_request', `${field} must be one of ${rule.values.join(', ')}`);
	}
	const isInside =
		Number.isInteger(value) && Number(value) >= rule.from && Number(value) <= rule.to;
	if (typeof value === 'number' && isInside) return;
	throw new ApiError('bad_request', `${field} must be an integer from ${rule.from} to ${rule.to}`);
}

function formatOf(rules: ModelRules, body: Body): ImageFormat | null {
	if (rules.family === 'nano-banana') return null;
	if (rules.family === 'dall-e') return 'png';
	return body.output_format === 'jpeg' || body.output_format === 'webp'
		? body.output_format
		: 'png';
}

function judgeCallbackUrl(value: unknown): string | null {
	if (value === undefined) return null;
	if (typeof value === 'string' && URL.canParse(value)) {
		if (['http:', 'https:'].includes(new URL(value).protocol)) return value;
	}
	throw new ApiError('bad_request', 'callback_url must be an http or https URL');
}

function judgeTraceId(value: unknown): string | null {
	if (value === undefined) return null;
	if (typeof value === 'string' && value !== '') return value;
	throw new ApiError('bad_request', 'trace_id must be a string');
}
