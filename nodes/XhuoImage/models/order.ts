import { grouped } from './grouped';
import { DEFAULT_SIZE, modelById, MODELS } from './catalogue';
import { checkField, checkOptionalNumber, checkWholeNumber, type FieldValue } from './fields';
import { API_FIELD_NAMES, type FieldName, type ModelEntry } from './model';
import type { InputFacts } from './pictures';
import { priceOf, type Price } from './price';
import { fine, refused, type Checked } from './problem';
import { checkSize, CUSTOM_SIZE, formatSize, sizeCaution } from './sizes';

/** What the user filled in, as n8n hands it over: any field may hold anything. */
export interface OrderValues extends Partial<Record<FieldName, unknown>> {
	readonly model: unknown;
	readonly prompt: unknown;
	readonly size?: unknown;
	readonly width?: unknown;
	readonly height?: unknown;
	readonly numberOfImages?: unknown;
}

/** What a request for images asks for, by the API's names; pictures that go in are not among it. */
export type GenerationBody = { model: string; prompt: string } & Record<string, FieldValue>;

/** One request to the API, and how many images it is asked for. */
export interface OrderedRequest {
	readonly body: GenerationBody;
	/** The body without a seed that was drawn by chance: the same order has the same content. */
	readonly content: GenerationBody;
	readonly images: number;
}

/** What one input item asks for, checked: nothing in it will be rejected or silently changed. */
export interface Order {
	readonly model: ModelEntry;
	readonly prompt: string;
	/** The size that is sent, `null` where the model chooses. */
	readonly size: string | null;
	/** The price of one image. */
	readonly price: Price | null;
	readonly imageCount: number;
	/** What may be refused all the same, and what to do then: the size. */
	readonly caution?: string;
	/** What else the user should know, though it is no reason not to send it. */
	readonly hints?: readonly string[];
	/** The pictures that go in; absent for new images. */
	readonly inputs?: readonly InputFacts[];
	readonly requests: readonly OrderedRequest[];
}

/** New images from a prompt alone, or from pictures. */
export type ImageOperation = 'generate' | 'edit';

/** The most images that one item can ask for (`n` goes to 10: contract §1). */
export const MOST_IMAGES = 10;

/** In pixels; beyond it, a custom side is a slip of the finger and gets no nearest size. */
const LONGEST_READABLE_SIDE = 99_999;

/** Fields that only tell how to return the image: of no use when only its URL is wanted. */
const DELIVERY_FIELDS: readonly FieldName[] = ['responseFormat'];

/**
 * Turns what the user filled in into requests, or into the reason why it cannot be sent. What the
 * model does not take is left out, also when a saved workflow still holds a value for it.
 *
 * @param values the node's parameters for one item
 * @param wantsFile whether the image itself is wanted, not only its URL
 * @param firstSeed the seed of the first image when several requests need different ones and the
 *   user gave none; a whole number
 * @param operation an edit takes fewer fields, and not every model edits
 */
export function placeOrder(
	values: OrderValues,
	wantsFile: boolean,
	firstSeed: number,
	operation: ImageOperation = 'generate',
): Checked<Order> {
	const named = namedModel(values.model, operation);
	if (!named.ok) return named;
	const model = named.value;

	const prompt = checkPrompt(model, values.prompt);
	if (!prompt.ok) return prompt;
	const size = operation === 'edit' ? sizeOfEdit(model, values) : sizeOf(model, values);
	if (!size.ok) return size;
	const count = checkOptionalNumber('Number of Images', values.numberOfImages, 1, 1, MOST_IMAGES);
	if (!count.ok) return count;
	const fields = checkFields(model, values, wantsFile);
	if (!fields.ok) return fields;

	const body: GenerationBody = { model: model.id, prompt: prompt.value };
	if (size.value !== undefined) body.size = size.value;
	Object.assign(body, fields.value);
	const caution = sizeCaution(model, size.value);
	return fine({
		model,
		prompt: prompt.value,
		size: size.value ?? null,
		price: priceOf(model, size.value),
		imageCount: count.value,
		...(caution !== undefined && { caution }),
		requests: splitIntoRequests(model, body, count.value, firstSeed),
	});
}

/** The model as the operation knows it: an edit takes other fields than a generation. */
function namedModel(value: unknown, operation: ImageOperation): Checked<ModelEntry> {
	const id = typeof value === 'string' ? value.trim() : '';
	if (id === '') return refused("'Model' is empty", 'Choose a model from the list.');
	const model = modelById(id);
	if (operation === 'generate') return fine(model);
	if (model.edit) return fine({ ...model, fields: model.edit.fields });
	const editors = MODELS.flatMap(({ label, edit }) => (edit ? label : []));
	return refused(`${model.label} cannot edit pictures`, `Choose one of ${editors.join(', ')}.`);
}

function checkPrompt(model: ModelEntry, value: unknown): Checked<string> {
	const isText = typeof value === 'string' || typeof value === 'number';
	const prompt = isText ? String(value) : '';
	if (prompt.trim() === '') {
		return refused(
			"'Prompt' is empty",
			"Describe the image in the 'Prompt' field. If it comes from an expression, check that the previous node really gives a text there.",
		);
	}
	const length = Array.from(prompt).length;
	if (model.longestPrompt !== null && length > model.longestPrompt) {
		return refused(
			`'Prompt' is too long for ${model.label}: ${grouped(length)} characters`,
			`Shorten it to ${grouped(model.longestPrompt)} characters, or choose a model that takes longer prompts.`,
		);
	}
	return fine(prompt);
}

function sizeOf(model: ModelEntry, values: OrderValues): Checked<string | undefined> {
	const asked = askedSize(values);
	return asked.ok ? checkSize(model, asked.value) : asked;
}

/** The service's own default for edits is that of another model, so a size is always sent (§5). */
function sizeOfEdit(model: ModelEntry, values: OrderValues): Checked<string | undefined> {
	if (!model.edit?.takesSize) return fine(undefined);
	const size = sizeOf(model, values);
	if (!size.ok || size.value !== undefined || model.size.isFree) return size;
	return fine(model.size.allowsAuto ? 'auto' : DEFAULT_SIZE);
}

function askedSize(values: OrderValues): Checked<string> {
	const size = values.size === undefined || values.size === null ? '' : String(values.size);
	if (size !== CUSTOM_SIZE) return fine(size);
	const width = checkWholeNumber('Width', values.width, 1, LONGEST_READABLE_SIDE);
	if (!width.ok) return width;
	const height = checkWholeNumber('Height', values.height, 1, LONGEST_READABLE_SIDE);
	if (!height.ok) return height;
	return fine(formatSize({ width: width.value, height: height.value }));
}

function checkFields(
	model: ModelEntry,
	values: OrderValues,
	wantsFile: boolean,
): Checked<Record<string, FieldValue>> {
	const checked: Partial<Record<FieldName, FieldValue>> = {};
	for (const name of Object.keys(API_FIELD_NAMES) as FieldName[]) {
		const rule = model.fields[name];
		if (!rule || (!wantsFile && DELIVERY_FIELDS.includes(name))) continue;
		const field = checkField(model, name, rule, values[name]);
		if (!field.ok) return field;
		if (field.value !== undefined) checked[name] = field.value;
	}
	const conflict = checkTogether(checked);
	if (!conflict.ok) return conflict;
	return fine(
		Object.fromEntries(
			Object.entries(checked).map(([name, value]) => [API_FIELD_NAMES[name as FieldName], value]),
		),
	);
}

/** Fields that contradict each other: compression is for JPEG and WebP only (contract §1). */
function checkTogether(fields: Partial<Record<FieldName, FieldValue>>): Checked<undefined> {
	const format = fields.outputFormat ?? 'png';
	if (fields.outputCompression !== undefined && format === 'png') {
		return refused(
			"'Output Compression' has no effect on PNG images",
			"Set 'Output Format' to JPEG or WebP, or remove 'Output Compression'.",
		);
	}
	if (fields.background === 'transparent' && format === 'jpeg') {
		return refused(
			'Background cannot be transparent in a JPEG image',
			"Set 'Output Format' to PNG or WebP, or choose another background.",
		);
	}
	return fine(undefined);
}

/**
 * `n` is honoured by DALL·E 2 only; elsewhere the API returns one image whatever `n` says, so each
 * image becomes a request of its own, with a seed of its own where the model takes one, since
 * otherwise the images may be nearly alike (guide, "n").
 */
function splitIntoRequests(
	model: ModelEntry,
	body: GenerationBody,
	imageCount: number,
	firstSeed: number,
): OrderedRequest[] {
	if (model.imagesPerRequest > 1) {
		const sent = { ...body, ...(imageCount > 1 && { n: imageCount }) };
		return [{ body: sent, content: sent, images: imageCount }];
	}
	if (imageCount === 1 || model.fields.seed?.kind !== 'number') {
		return Array.from({ length: imageCount }, () => ({ body, content: body, images: 1 }));
	}
	const { min, max } = model.fields.seed;
	const first = typeof body.seed === 'number' ? body.seed : firstSeed;
	const seedOf = (image: number) => min + ((first - min + image) % (max - min + 1));
	return Array.from({ length: imageCount }, (_, image) => ({
		body: { ...body, seed: seedOf(image) },
		content: body,
		images: 1,
	}));
}
