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

/** The same presets with the provider's names of their ratios (guide, sizes). */
export const GPT_IMAGE_2_PRESETS = [
	{ step: '1K', ratio: '1:1', value: '1024x1024', arrivesAs: '1254x1254' },
	{ step: '1K', ratio: '4:3', value: '1536x1024' },
	{ step: '1K', ratio: '3:4', value: '1024x1536' },
	{ step: '1K', ratio: '16:9', value: '1792x1024', arrivesAs: '1672x941' },
	{ step: '1K', ratio: '9:16', value: '1024x1792', arrivesAs: '941x1672' },
	{ step: '2K', ratio: '1:1', value: '2048x2048' },
	{ step: '2K', ratio: '4:3', value: '2048x1536' },
	{ step: '2K', ratio: '3:4', value: '1536x2048' },
	{ step: '2K', ratio: '16:9', value: '2048x1152' },
	{ step: '2K', ratio: '9:16', value: '1152x2048' },
	{ step: '4K', ratio: '1:1', value: '2880x2880' },
	{ step: '4K', ratio: '4:3', value: '3264x2448' },
	{ step: '4K', ratio: '3:4', value: '2448x3264' },
	{ step: '4K', ratio: '16:9', value: '3840x2160' },
	{ step: '4K', ratio: '9:16', value: '2160x3840' },
];

const EARLIER_RATIOS = { '1024x1024': '1:1', '1536x1024': '3:2', '1024x1536': '2:3' };
const NANO_RATIOS = { '1024x1024': '1:1', '1792x1024': '16:9', '1024x1792': '9:16' };

/** What the sizes of the other models are called, or are (contract §1). */
export const RATIOS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'gpt-image-1.5': EARLIER_RATIOS,
	'gpt-image-1': EARLIER_RATIOS,
	'dall-e-3': { '1024x1024': '1:1', '1792x1024': '7:4', '1024x1792': '4:7' },
	'dall-e-2': { '256x256': '1:1', '512x512': '1:1', '1024x1024': '1:1' },
	'nano-banana': NANO_RATIOS,
	'nano-banana-2': NANO_RATIOS,
	'nano-banana-pro': NANO_RATIOS,
};

/** What the service does where a field is absent (contract §1 and §4); DALL·E 3 has a quality of its own. */
export const DEFAULTS: Readonly<Record<string, string | number>> = {
	quality: 'auto',
	background: 'auto',
	moderation: 'auto',
	output_format: 'png',
	output_compression: 100,
	style: 'vivid',
	response_format: 'url',
	input_fidelity: 'low',
	seed: 0,
};

const MB = 1024 * 1024;
const ANY_TYPE = ['image/png', 'image/jpeg', 'image/webp'];
const GPT_LIMITS = {
	takesSize: true,
	mostFiles: 16,
	mostUrls: 1,
	types: ANY_TYPE,
	largestBytes: 50 * MB,
	isSquare: false,
	takesMask: true,
	sendsUrlInForm: false,
};
const NANO_LIMITS = {
	takesSize: false,
	mostFiles: 1,
	mostUrls: 1,
	types: ANY_TYPE,
	largestBytes: null,
	isSquare: false,
	takesMask: false,
	sendsUrlInForm: true,
};

/** What may go into an edit (contract §4; the URLs of gpt-image-2: §5). */
export const EDIT_LIMITS: Readonly<Record<string, object>> = {
	'gpt-image-2': { ...GPT_LIMITS, mostUrls: 16 },
	'gpt-image-1.5': GPT_LIMITS,
	'gpt-image-1': GPT_LIMITS,
	'dall-e-2': {
		...GPT_LIMITS,
		mostFiles: 1,
		types: ['image/png'],
		largestBytes: 4 * MB,
		isSquare: true,
	},
	'nano-banana': NANO_LIMITS,
	'nano-banana-2': NANO_LIMITS,
	'nano-banana-pro': NANO_LIMITS,
};

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
