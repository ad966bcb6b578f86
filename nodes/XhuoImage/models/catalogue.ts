import { DALL_E_2_EDIT, FREE_EDIT, gptImageEdit, INPUT_FIDELITY, NANO_BANANA_EDIT } from './edits';
import type { Choice, FieldName, FieldRule, ModelEntry, SizePreset, SizeStep } from './model';

/** The size that every model takes, and so the one that survives a change of model. */
export const DEFAULT_SIZE = '1024x1024';

const choice = (
	choices: readonly Choice[],
	defaultValue: string,
): FieldRule & { kind: 'choice' } => ({ kind: 'choice', choices, default: defaultValue });

const preset = (ratio: string, value: string, step?: SizeStep, arrivesAs?: string): SizePreset => ({
	ratio,
	value,
	...(step && { step }),
	...(arrivesAs && { arrivesAs }),
});

const RESPONSE_FORMAT = choice(
	[
		{ value: 'url', label: 'URL', description: 'A link, which the node downloads' },
		{
			value: 'b64_json',
			label: 'Base64',
			description: 'The image inside the answer, without a link',
		},
	],
	'url',
);

/** What all gpt-image models take besides size and prompt (contract §1; the seed: guide, "n"). */
const GPT_IMAGE_FIELDS: Readonly<Partial<Record<FieldName, FieldRule>>> = {
	quality: choice(
		[
			{ value: 'auto', label: 'Automatic', description: 'The model decides' },
			{ value: 'low', label: 'Low', description: 'Fastest' },
			{ value: 'medium', label: 'Medium' },
			{ value: 'high', label: 'High', description: 'Finest detail, slowest' },
		],
		'auto',
	),
	background: choice(
		[
			{ value: 'auto', label: 'Automatic', description: 'The model decides' },
			{ value: 'opaque', label: 'Opaque' },
			{
				value: 'transparent',
				label: 'Transparent',
				description: 'Needs PNG or WebP as output format',
			},
		],
		'auto',
	),
	moderation: choice(
		[
			{ value: 'auto', label: 'Standard' },
			{ value: 'low', label: 'Low', description: 'Less restrictive filtering' },
		],
		'auto',
	),
	outputFormat: choice(
		[
			{ value: 'jpeg', label: 'JPEG', description: 'Smaller files, no transparency' },
			{ value: 'png', label: 'PNG', description: 'No loss of quality' },
			{ value: 'webp', label: 'WebP', description: 'Small files, with transparency' },
		],
		'png',
	),
	outputCompression: { kind: 'number', min: 0, max: 100, default: 100 },
	seed: { kind: 'number', min: 0, max: 2147483647, default: 0 },
};

/** What gpt-image-1 and 1.5 share (contract §1). */
const EARLIER_GPT_IMAGE = {
	longestPrompt: 32_000,
	imagesPerRequest: 1,
	size: {
		presets: [preset('1:1', DEFAULT_SIZE), preset('3:2', '1536x1024'), preset('2:3', '1024x1536')],
		alsoAccepted: [],
		allowsAuto: true,
	},
	fields: GPT_IMAGE_FIELDS,
	price: { kind: 'unlisted' },
	edit: gptImageEdit(GPT_IMAGE_FIELDS),
} as const;

/**
 * What the nano-banana family shares: only model, prompt and size are taken, and any size outside
 * the table silently becomes 1:1 (guide, "Nano Banana").
 */
const NANO_BANANA = {
	longestPrompt: null,
	imagesPerRequest: 1,
	size: {
		presets: [
			preset('1:1', DEFAULT_SIZE),
			preset('16:9', '1792x1024'),
			preset('9:16', '1024x1792'),
		],
		alsoAccepted: ['512x512', '256x256'],
		allowsAuto: false,
		meansRatio: true,
	},
	fields: {},
	edit: NANO_BANANA_EDIT,
} as const;

/**
 * Every model of the API with its fields, sizes, limits and prices. The one source for the node's
 * fields, the request body, the checks, the price and the table in the README.
 *
 * Source: `api-contract.md` §1 and the provider's guide.
 */
export const MODELS: readonly ModelEntry[] = [
	{
		id: 'gpt-image-2',
		label: 'GPT Image 2',
		description: 'Best at following instructions and at lettering; up to 4K',
		longestPrompt: 32_000,
		imagesPerRequest: 1,
		size: {
			presets: [
				preset('1:1', DEFAULT_SIZE, '1K', '1254x1254'),
				preset('4:3', '1536x1024', '1K'),
				preset('3:4', '1024x1536', '1K'),
				preset('16:9', '1792x1024', '1K', '1672x941'),
				preset('9:16', '1024x1792', '1K', '941x1672'),
				preset('1:1', '2048x2048', '2K'),
				preset('4:3', '2048x1536', '2K'),
				preset('3:4', '1536x2048', '2K'),
				preset('16:9', '2048x1152', '2K'),
				preset('9:16', '1152x2048', '2K'),
				preset('1:1', '2880x2880', '4K'),
				preset('4:3', '3264x2448', '4K'),
				preset('3:4', '2448x3264', '4K'),
				preset('16:9', '3840x2160', '4K'),
				preset('9:16', '2160x3840', '4K'),
			],
			// What upstream returns in the 1K step; feeding it back in costs no more (guide, sizes).
			alsoAccepted: ['1254x1254', '1672x941', '941x1672'],
			allowsAuto: true,
			grid: {
				multipleOf: 16,
				longestSide: 3840,
				mostPixels: 8_294_400,
				fewestPixels: 655_360,
				widestRatio: 3,
			},
		},
		fields: GPT_IMAGE_FIELDS,
		price: { kind: 'steps', multiplierAbove1K: 1.5 },
		edit: { ...gptImageEdit(GPT_IMAGE_FIELDS), mostUrls: 16 },
	},
	{
		id: 'gpt-image-1.5',
		label: 'GPT Image 1.5',
		description: 'The previous generation of GPT Image',
		...EARLIER_GPT_IMAGE,
	},
	{
		id: 'gpt-image-1',
		label: 'GPT Image 1',
		description: 'The first generation of GPT Image',
		...EARLIER_GPT_IMAGE,
		edit: gptImageEdit({ ...GPT_IMAGE_FIELDS, inputFidelity: INPUT_FIDELITY }),
	},
	{
		id: 'dall-e-3',
		label: 'DALL·E 3',
		description: 'A classic; rewrites the prompt, and its links expire',
		longestPrompt: 4_000,
		imagesPerRequest: 1,
		size: {
			presets: [
				preset('1:1', DEFAULT_SIZE),
				preset('7:4', '1792x1024'),
				preset('4:7', '1024x1792'),
			],
			alsoAccepted: [],
			allowsAuto: false,
		},
		fields: {
			quality: choice(
				[
					{ value: 'standard', label: 'Standard' },
					{ value: 'hd', label: 'HD', description: 'Finer detail and more consistency' },
				],
				'standard',
			),
			style: choice(
				[
					{ value: 'vivid', label: 'Vivid', description: 'Dramatic, with strong colors' },
					{ value: 'natural', label: 'Natural', description: 'Closer to a photograph' },
				],
				'vivid',
			),
			responseFormat: RESPONSE_FORMAT,
		},
		price: { kind: 'unlisted' },
	},
	{
		id: 'dall-e-2',
		label: 'DALL·E 2',
		description: 'The oldest; returns up to 10 images from one request, and its links expire',
		longestPrompt: 1_000,
		imagesPerRequest: 10,
		size: {
			presets: [preset('1:1', '256x256'), preset('1:1', '512x512'), preset('1:1', DEFAULT_SIZE)],
			alsoAccepted: [],
			allowsAuto: false,
		},
		fields: { responseFormat: RESPONSE_FORMAT },
		price: { kind: 'unlisted' },
		edit: { ...DALL_E_2_EDIT, fields: { responseFormat: RESPONSE_FORMAT } },
	},
	{
		id: 'nano-banana',
		label: 'Nano Banana',
		description: 'Fastest and cheapest of its family',
		...NANO_BANANA,
		price: { kind: 'credits', credits: 0.14 },
	},
	{
		id: 'nano-banana-2',
		label: 'Nano Banana 2',
		description: 'Better quality and detail',
		...NANO_BANANA,
		price: { kind: 'credits', credits: 0.28 },
	},
	{
		id: 'nano-banana-pro',
		label: 'Nano Banana Pro',
		description: 'Best composition, detail and lettering of its family',
		...NANO_BANANA,
		price: { kind: 'credits', credits: 0.35 },
	},
];

export const DEFAULT_MODEL = 'gpt-image-2';

/**
 * The entry of a model id. An id of a family that is known takes the rules of the family, at a price
 * that is not. For any other id that is not in the catalogue, the entry is a permissive one: the prompt
 * and whatever else the user filled in are sent unchecked.
 */
export function modelById(id: string): ModelEntry {
	const listed = MODELS.find((model) => model.id === id);
	if (listed) return listed;
	const relative = MODELS.find((model) => model.id === familyOf(id));
	return relative ? { ...relative, id, label: id, price: { kind: 'unlisted' } } : unlistedModel(id);
}

/** The same model billed otherwise, such as `gpt-image-2:official` (contract §5). */
export const VARIANTS = [':official', ':reverse'] as const;

/** The models that follow GPT Image 2, such as `gpt-image-2.5-flare` (contract §5). */
export const NEXT_GPT_IMAGE = 'gpt-image-2.5-';

/** The listed model whose rules an id takes. */
function familyOf(id: string): string {
	const variant = VARIANTS.find((ending) => id.endsWith(ending));
	const bare = variant ? id.slice(0, -variant.length) : id;
	return bare.startsWith(NEXT_GPT_IMAGE) ? DEFAULT_MODEL : bare;
}

function unlistedModel(id: string): ModelEntry {
	return {
		id,
		label: id,
		description: 'A model that this version of the node does not know',
		longestPrompt: null,
		imagesPerRequest: 1,
		size: { presets: [], alsoAccepted: [], allowsAuto: true, isFree: true },
		fields: {
			quality: { kind: 'free' },
			style: { kind: 'free' },
			background: { kind: 'free' },
			moderation: { kind: 'free' },
			outputFormat: { kind: 'free' },
			outputCompression: { kind: 'free' },
			responseFormat: { kind: 'free' },
			seed: { kind: 'free' },
		},
		price: { kind: 'unlisted' },
		edit: FREE_EDIT,
	};
}
