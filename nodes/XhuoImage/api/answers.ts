import { findImagesAnywhere } from './anywhere';
import { isStatus, readError, readReason } from './errors';
import { readStatus } from './status';
import { showReceived } from './received';
import { CONTAINERS, findImages, type AnsweredImage } from './images';
import {
	amountOf,
	idOf,
	isObject,
	momentOf,
	saysNo,
	textOf,
	unwrap,
	type JsonObject,
} from './values';

export type { AnsweredImage } from './images';
export { readError, type ErrorAnswer } from './errors';

/** What an answer used up, in tokens, for all its images together (contract §5). */
export interface Usage {
	readonly input_tokens?: number;
	readonly output_tokens?: number;
	readonly total_tokens?: number;
}

/** What the service says that an answer cost (contract §5). */
export interface Cost {
	readonly amount: number;
	/** Such as "credit"; `null` where the service does not say. */
	readonly currency: string | null;
}

/** The numbers that lead back to a call: one for its task, one for the provider's support. */
export interface References {
	readonly taskId?: string;
	readonly traceId?: string;
}

/** A finished generation, whichever of the API's forms it came in. */
export interface GenerationAnswer extends References {
	/** Unix seconds; absent where the service says 0, as nano-banana always does (guide). */
	readonly created?: number;
	/** The model that really made the images. */
	readonly model?: string;
	readonly usage?: Usage;
	readonly cost?: Cost;
	readonly images: readonly AnsweredImage[];
	/** What was answered, as `showReceived` gives it, where the images stood in an unknown place. */
	readonly received?: string;
}

/** A task that was accepted: its images come later. */
export interface Submission {
	readonly taskId: string;
	readonly traceId?: string;
}

/**
 * Reads a finished generation: of a call that waited, of a callback, or of a task. Whatever holds an
 * image is one; what is unknown or odd beside it, a `success` that says no among it, does not sink
 * what was paid for.
 *
 * @param body the parsed JSON of an answer
 * @returns the generation with at least one image, or `undefined` if the body is not one
 */
export function readGeneration(body: unknown): GenerationAnswer | undefined {
	const found = findImages(body);
	return found && generationOf(found.images, found.layers);
}

/**
 * Reads an answer that says that the work is done, and was paid for: as `readGeneration` does, and if
 * nothing stands where images are known to stand, whatever clearly is an image.
 */
export function readPaid(body: unknown): GenerationAnswer | undefined {
	const known = readGeneration(body);
	// A link beside a refusal leads to an account or to a page of help.
	if (known ?? refuses(body)) return known;
	const images = findImagesAnywhere(body);
	if (images.length === 0) return undefined;
	const received = showReceived(JSON.stringify(body));
	return { ...generationOf(images, layersOf(body)), received };
}

/** Whether an answer says that something went wrong, also by an HTTP status in its body. */
export const refuses = (body: unknown): boolean =>
	readError(body) !== undefined || isStatus(readReason(body).code);

function generationOf(
	images: readonly AnsweredImage[],
	layers: readonly JsonObject[],
): GenerationAnswer {
	const created = firstOf(layers, ({ created: moment }) => momentOf(moment));
	const model = firstOf(layers, (layer) => textOf(layer.model));
	const usage = firstOf(layers, (layer) => usageOf(layer.usage));
	const cost = firstOf(layers, (layer) => costOf(layer.cost));
	return {
		...referencesIn(layers),
		...(created !== undefined && { created }),
		...(model !== undefined && { model }),
		...(usage && { usage }),
		...(cost && { cost }),
		images,
	};
}

/** Reads the numbers that lead back to a call, wherever an answer has them. */
export const readReferences = (body: unknown): References => referencesIn(layersOf(body));

/** The objects of an answer from the outside in; of a list, its first. */
function layersOf(body: unknown): readonly JsonObject[] {
	const layers: JsonObject[] = [];
	let layer = firstObject(body);
	while (layer && layers.length < DEEPEST) {
		layers.push(layer);
		const inside: JsonObject = layer;
		layer = CONTAINERS.map((name) => firstObject(inside[name])).find(Boolean);
	}
	return layers;
}

const DEEPEST = 4;

function firstObject(raw: unknown): JsonObject | undefined {
	const value = unwrap(raw);
	if (Array.isArray(value)) return value.find(isObject);
	return isObject(value) ? value : undefined;
}

/** Reads the answer to a request whose images come later; `undefined` if the body is not one. */
export function readSubmission(body: unknown): Submission | undefined {
	const answer = unwrap(body);
	// A list of errors beside a task tells of its parts: were it a refusal, there would be no task, and
	// a retry might pay for it again.
	const isTold = isObject(answer) && readError({ ...answer, errors: undefined });
	if (!isObject(answer) || saysNo(answer.success) || isTold) return undefined;
	const status = readStatus(answer);
	if (status === 'failed') return undefined;
	const task = unwrap(answer.task);
	const named = isObject(task) ? (idOf(task.id) ?? idOf(task.task_id)) : undefined;
	const { taskId = named ?? (status && idOf(answer.id)), traceId } = readReferences(answer);
	return taskId === undefined ? undefined : { taskId, ...(traceId && { traceId }) };
}

function referencesIn(layers: readonly JsonObject[]): References {
	const taskId = firstOf(layers, ({ task_id, taskId: other }) => idOf(task_id) ?? idOf(other));
	const traceId = firstOf(layers, ({ trace_id, traceId: other }) => idOf(trace_id) ?? idOf(other));
	return { ...(taskId !== undefined && { taskId }), ...(traceId !== undefined && { traceId }) };
}

/** The outermost layer wins, as it does in the callbacks of the guide. */
function firstOf<T>(
	layers: readonly JsonObject[],
	read: (layer: JsonObject) => T | undefined,
): T | undefined {
	for (const layer of layers) {
		const value = read(layer);
		if (value !== undefined) return value;
	}
	return undefined;
}

const TOKENS = ['input_tokens', 'output_tokens', 'total_tokens'] as const;

function usageOf(value: unknown): Usage | undefined {
	if (!isObject(value)) return undefined;
	const counts = TOKENS.flatMap((name) => {
		const count = amountOf(value[name]);
		return count === undefined ? [] : [[name, count] as const];
	});
	return counts.length > 0 ? Object.fromEntries(counts) : undefined;
}

function costOf(value: unknown): Cost | undefined {
	const amount = amountOf(isObject(value) ? value.amount : value);
	if (amount === undefined) return undefined;
	return { amount, currency: (isObject(value) && textOf(value.currency)) || null };
}
