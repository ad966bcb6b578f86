import { z } from 'zod';

/** One image as the service describes it: a link, or the image itself in Base64. */
export interface AnsweredImage {
	readonly url?: string;
	readonly base64?: string;
	readonly revisedPrompt?: string;
}

/** A finished generation, whichever of the API's forms it came in. */
export interface GenerationAnswer {
	readonly taskId?: string;
	readonly traceId?: string;
	/** Unix seconds; absent where the service says 0, as nano-banana always does (guide). */
	readonly created?: number;
	readonly images: readonly AnsweredImage[];
}

/** What the service says went wrong (contract §2). */
export interface ErrorAnswer {
	readonly code?: string;
	readonly message?: string;
	readonly traceId?: string;
	readonly taskId?: string;
}

const text = z.string().trim().min(1).nullish().catch(undefined);

const imageSchema = z
	.object({ url: text, b64_json: text, revised_prompt: text })
	.transform((image) => ({
		...(image.url && { url: image.url }),
		...(image.b64_json && { base64: image.b64_json }),
		...(image.revised_prompt && { revisedPrompt: image.revised_prompt }),
	}));

const listSchema = z.array(imageSchema);
const createdSchema = z
	.union([z.number(), z.string()])
	.transform(Number)
	.pipe(z.number().int().positive())
	.optional()
	.catch(undefined);

/** Flat (the synchronous answer) or nested (a callback): the contract, §1, shows both. */
const generationSchema = z.object({
	success: z.literal(true).optional(),
	task_id: text,
	trace_id: text,
	created: createdSchema,
	data: z.union([listSchema, z.object({ created: createdSchema, data: listSchema })]),
});

const codeSchema = z.union([z.number(), z.string()]).transform(String).optional().catch(undefined);

const errorSchema = z.object({
	success: z.boolean().optional().catch(undefined),
	error: z.union([
		z.object({ code: codeSchema, message: text }),
		z.string().transform((message) => ({ code: undefined, message })),
	]),
	task_id: text,
	trace_id: text,
});

/**
 * Reads a finished generation.
 *
 * @param body the parsed JSON of an answer
 * @returns the generation with at least one image, or `undefined` if the body is not one
 */
export function readGeneration(body: unknown): GenerationAnswer | undefined {
	const parsed = generationSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { task_id, trace_id, data } = parsed.data;
	const nested = Array.isArray(data) ? { created: undefined, data } : data;
	const images = nested.data.filter((image) => image.url ?? image.base64);
	if (images.length === 0) return undefined;
	const created = parsed.data.created ?? nested.created;
	return {
		...(task_id && { taskId: task_id }),
		...(trace_id && { traceId: trace_id }),
		...(created && { created }),
		images,
	};
}

/** Reads the service's error body; `undefined` if the body is not one. */
export function readError(body: unknown): ErrorAnswer | undefined {
	const parsed = errorSchema.safeParse(body);
	if (!parsed.success) return undefined;
	const { error, trace_id, task_id } = parsed.data;
	return {
		...(error.code && { code: error.code }),
		...(error.message && { message: error.message }),
		...(trace_id && { traceId: trace_id }),
		...(task_id && { taskId: task_id }),
	};
}

/** A task that was accepted and will be reported to the callback URL. */
export interface Submission {
	readonly taskId: string;
	readonly traceId?: string;
}

const submissionSchema = z.object({
	success: z.literal(true).optional(),
	task_id: z.string().trim().min(1),
	trace_id: text,
});

/** Reads the answer to a request with a callback URL; `undefined` if the body is not one. */
export function readSubmission(body: unknown): Submission | undefined {
	const parsed = submissionSchema.safeParse(body);
	if (!parsed.success || readError(body)) return undefined;
	const { task_id, trace_id } = parsed.data;
	return { taskId: task_id, ...(trace_id && { traceId: trace_id }) };
}
