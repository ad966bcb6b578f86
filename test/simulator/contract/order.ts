import { ApiError } from './errors';
import {
	judgeCallbackUrl,
	judgeField,
	judgeTraceId,
	requireShortPrompt,
	requireText,
} from './fields';
import type { Picture } from '../images/picture';
import type { Family, ModelRules } from './models';
import type { Platform } from './platform';
import { XHUO } from './platform';
import type { Dimensions, PriceStep } from './sizes';
import { dimensionsOf, judgeGptImage2Size, nanoBananaSize, requireTightSize } from './sizes';

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
	/** How many images; of the guide's models only dall-e-2 makes several (guide, the n parameter). */
	images: number;
	pricing: Pricing;
	/** null where the model decides by itself (nano-banana). */
	format: ImageFormat | null;
	transparent: boolean;
	answersBase64: boolean;
	/** Whether the answer says which model it was and how many tokens it took (contract §5). */
	answersUsage: boolean;
	seed: number | null;
	callbackUrl: string | null;
	/** The answer comes at once without any callback URL (contract §5). */
	isAsync: boolean;
	/** A trace id that the caller chose (contract §3). */
	traceId: string | null;
	/** Images to be edited, as far as the simulator has them; empty for a generation. */
	inputs: readonly Picture[];
	mask: Picture | null;
	body: Body;
}

/** Fields that every model takes. `trace_id`: "a custom one given in the original request". */
const COMMON_FIELDS = ['model', 'prompt', 'callback_url', 'trace_id'];

/**
 * Judges a request for images by contract §1.
 * @param operation `edit` judges the fields both endpoints share (contract §4)
 * @throws ApiError bad_request, with a message that names the field
 */
export function judgeOrder(
	body: Body,
	operation: ImageOrder['operation'] = 'generate',
	platform: Platform = XHUO,
): ImageOrder {
	const model = requireText(body, 'model');
	const rules = platform.rulesOf(model, operation);
	if (!rules) {
		const known = platform.modelIds.join(', ');
		throw new ApiError('bad_request', `model "${model}" is not one of: ${known}`);
	}
	const prompt = requireText(body, 'prompt');
	requireShortPrompt(prompt, rules);
	const { pricing, ...dimensions } = judgeSize(
		model,
		rules,
		rules.takesSize ? body.size : undefined,
	);
	const taken = { ...rules.fields, ...platform.fields };
	for (const [field, rule] of Object.entries(taken)) judgeField(field, body[field], rule);
	const images = 'n' in taken && typeof body.n === 'number' ? body.n : 1;
	const answersBase64 = 'response_format' in taken && body.response_format === 'b64_json';
	if (answersBase64 && images > 1 && rules.family === 'gpt-image') {
		throw new ApiError('bad_request', 'response_format b64_json is for n = 1 alone');
	}
	const format = formatOf(rules, body);
	return {
		operation,
		model,
		family: rules.family,
		prompt,
		size: typeof body.size === 'string' ? body.size : null,
		dimensions,
		images,
		pricing,
		format,
		transparent:
			rules.family === 'gpt-image' && body.background === 'transparent' && format !== 'jpeg',
		answersBase64,
		answersUsage: platform.answersUsage,
		seed: rules.family === 'gpt-image' && typeof body.seed === 'number' ? body.seed : null,
		callbackUrl: judgeCallbackUrl(body.callback_url),
		isAsync: 'async' in taken && body.async === true,
		traceId: judgeTraceId(body.trace_id),
		inputs: [],
		mask: null,
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
	platform: Platform = XHUO,
): string[] {
	const rules =
		typeof body.model === 'string' ? platform.rulesOf(body.model, operation) : undefined;
	const own = Object.keys({ ...platform.fields, ...rules?.fields });
	const taken = [...COMMON_FIELDS, ...own, ...alsoTaken];
	if (rules?.takesSize ?? true) taken.push('size');
	return Object.keys(body).filter(
		(field) =>
			!taken.includes(field) ||
			// Compression is for jpeg and webp alone (contract §1).
			(field === 'output_compression' && !['jpeg', 'webp'].includes(String(body.output_format))),
	);
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
		if (rules.hasTightSizes) requireTightSize({ width, height });
		return { width, height, pricing: rules.hasOnePrice ? null : { step, multiplier } };
	}
	if (size !== undefined && !rules.sizes.includes(size)) {
		const message = `size "${size}" is not one of ${rules.sizes.join(', ')} (${model})`;
		throw new ApiError('bad_request', message);
	}
	const known = size === undefined || size === 'auto' ? rules.defaultSize : dimensionsOf(size);
	return { ...known, pricing: null };
}

function formatOf(rules: ModelRules, body: Body): ImageFormat | null {
	if (rules.family === 'nano-banana') return null;
	if (rules.family === 'dall-e') return 'png';
	return body.output_format === 'jpeg' || body.output_format === 'webp'
		? body.output_format
		: 'png';
}
