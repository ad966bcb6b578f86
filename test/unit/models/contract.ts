/**
 * What the contract (api-contract.md §1, from the provider's guide) says a model takes, read
 * independently of the catalogue, so that a slip in the catalogue shows.
 */
export interface ContractModel {
	/** The API's names of every field besides model and prompt. */
	readonly fields: readonly string[];
	readonly values: Readonly<Record<string, readonly string[]>>;
	readonly longestPrompt?: number;
}

const GPT_IMAGE = {
	fields: [
		'size',
		'quality',
		'background',
		'output_format',
		'output_compression',
		'moderation',
		'seed',
	],
	values: {
		quality: ['auto', 'low', 'medium', 'high'],
		background: ['transparent', 'opaque', 'auto'],
		output_format: ['png', 'jpeg', 'webp'],
		moderation: ['auto', 'low'],
	},
	longestPrompt: 32_000,
};

const EARLIER_GPT_IMAGE = {
	...GPT_IMAGE,
	values: { ...GPT_IMAGE.values, size: ['auto', '1024x1024', '1536x1024', '1024x1536'] },
};

const NANO_BANANA = {
	fields: ['size'],
	values: { size: ['1024x1024', '512x512', '256x256', '1792x1024', '1024x1792'] },
};

export const CONTRACT: Readonly<Record<string, ContractModel>> = {
	'gpt-image-2': GPT_IMAGE,
	'gpt-image-1.5': EARLIER_GPT_IMAGE,
	'gpt-image-1': EARLIER_GPT_IMAGE,
	'dall-e-3': {
		fields: ['size', 'quality', 'style', 'response_format'],
		values: {
			size: ['1024x1024', '1792x1024', '1024x1792'],
			quality: ['standard', 'hd'],
			style: ['vivid', 'natural'],
			response_format: ['url', 'b64_json'],
		},
		longestPrompt: 4_000,
	},
	'dall-e-2': {
		fields: ['size', 'n', 'response_format'],
		values: { size: ['256x256', '512x512', '1024x1024'], response_format: ['url', 'b64_json'] },
		longestPrompt: 1_000,
	},
	'nano-banana': NANO_BANANA,
	'nano-banana-2': NANO_BANANA,
	'nano-banana-pro': NANO_BANANA,
};

const GPT_IMAGE_EDIT = {
	fields: ['size', 'quality', 'background', 'output_format', 'output_compression'],
	values: {
		quality: ['auto', 'low', 'medium', 'high'],
		background: ['transparent', 'opaque', 'auto'],
		output_format: ['png', 'jpeg', 'webp'],
	},
	longestPrompt: 32_000,
};
const EARLIER_GPT_IMAGE_EDIT = {
	...GPT_IMAGE_EDIT,
	values: { ...GPT_IMAGE_EDIT.values, size: ['auto', '1024x1024', '1536x1024', '1024x1536'] },
};

/** The same for edits (api-contract.md §4); a model that is not here does not edit. */
export const EDIT_CONTRACT: Readonly<Record<string, ContractModel>> = {
	'gpt-image-2': GPT_IMAGE_EDIT,
	'gpt-image-1.5': EARLIER_GPT_IMAGE_EDIT,
	'gpt-image-1': {
		...EARLIER_GPT_IMAGE_EDIT,
		fields: [...EARLIER_GPT_IMAGE_EDIT.fields, 'input_fidelity'],
		values: { ...EARLIER_GPT_IMAGE_EDIT.values, input_fidelity: ['high', 'low'] },
	},
	'dall-e-2': {
		fields: ['size', 'n', 'response_format'],
		values: { size: ['256x256', '512x512', '1024x1024'], response_format: ['url', 'b64_json'] },
		longestPrompt: 1_000,
	},
	'nano-banana': { fields: [], values: {} },
	'nano-banana-2': { fields: [], values: {} },
	'nano-banana-pro': { fields: [], values: {} },
};

/** The 15 presets of gpt-image-2 and the sizes that upstream returns, by price step (guide). */
export const GPT_IMAGE_2_SIZES = {
	'1K': ['1024x1024', '1536x1024', '1024x1536', '1792x1024', '1024x1792'],
	'2K': ['2048x2048', '2048x1536', '1536x2048', '2048x1152', '1152x2048'],
	'4K': ['2880x2880', '3264x2448', '2448x3264', '3840x2160', '2160x3840'],
	returned: ['1254x1254', '1672x941', '941x1672'],
} as const;

/** Whether gpt-image-2 takes a size that is not in its table (guide, "上游對自訂尺寸的硬約束"). */
export function isCustomSize(size: string): boolean {
	const [width = 0, height = 0] = size.split('x').map(Number);
	return (
		width % 16 === 0 &&
		height % 16 === 0 &&
		Math.max(width, height) <= 3840 &&
		width * height <= 8_294_400
	);
}
