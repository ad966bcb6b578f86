import type { IDisplayOptions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DEFAULT_MODEL, DEFAULT_SIZE, MODELS } from '../../models/catalogue';
import {
	FIELD_LABELS,
	type ChoiceField,
	type FieldName,
	type FieldRule,
	type ModelEntry,
	type SizePreset,
} from '../../models/model';
import { MOST_IMAGES } from '../../models/order';
import { priceOf } from '../../models/price';
import { CUSTOM_SIZE, parseSize } from '../../models/sizes';

const DESCRIPTIONS: Readonly<Record<FieldName, string>> = {
	quality: 'How much work the model puts into the image',
	style: 'The look of the image',
	background: 'What lies behind the subject',
	moderation: 'How strictly the content is filtered',
	outputFormat: 'The file type of the image',
	outputCompression:
		'How much of the quality is kept in JPEG and WebP files, from 0 (smallest file) to 100 (best)',
	responseFormat:
		'How the service hands the image over. What comes out is the same file either way.',
	seed: 'A number that steers chance: another number gives another image of the same prompt',
};

/** Fields that stand among the options, in the order of the alphabet; the others stand above. */
const OPTIONAL_FIELDS: readonly FieldName[] = [
	'background',
	'moderation',
	'outputCompression',
	'outputFormat',
	'responseFormat',
	'seed',
];

const GENERATE = { resource: ['image'], operation: ['generate'] };

/** The models, with what they are good at and what they cost where the provider says so. */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'options',
	options: MODELS.map(({ id, label, description, price }) => ({
		name: label,
		value: id,
		description:
			price.kind === 'credits' ? `${description} (${price.credits} credits an image)` : description,
	})),
	default: DEFAULT_MODEL,
	description: 'Which model makes the image; the fields below follow it',
	displayOptions: { show: GENERATE },
};

export const promptField: INodeProperties = {
	displayName: 'Prompt',
	name: 'prompt',
	type: 'string',
	typeOptions: { rows: 4 },
	default: '',
	required: true,
	placeholder: 'e.g. A small fox reading a book under a glowing mushroom',
	description: 'What the image is to show, in your own words',
	displayOptions: { show: GENERATE },
};

/** One Size field for each set of sizes: a model shows its own. */
export const sizeFields: INodeProperties[] = groupModels((model) => JSON.stringify(model.size)).map(
	(models) => ({
		displayName: 'Size',
		name: 'size',
		type: 'options',
		options: sizeOptions(models),
		default: DEFAULT_SIZE,
		description: 'Width and height of the image in pixels',
		displayOptions: showFor(models),
	}),
);

const customSizeModels = MODELS.filter((model) => model.size.grid);

export const customSizeFields: INodeProperties[] = (
	[
		['Width', 'width'],
		['Height', 'height'],
	] as const
).map(([displayName, name]) => {
	const grid = customSizeModels[0]?.size.grid;
	return {
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: grid?.multipleOf, maxValue: grid?.longestSide },
		default: 1024,
		description: `In pixels: a multiple of ${grid?.multipleOf}, at most ${grid?.longestSide}. ${displayName === 'Width' ? 'Width' : 'Height'} times ${displayName === 'Width' ? 'height' : 'width'} may be at most ${grid?.mostPixels.toLocaleString('en-US')}.`,
		displayOptions: {
			show: { ...GENERATE, model: customSizeModels.map(({ id }) => id), size: [CUSTOM_SIZE] },
		},
	};
});

/** Quality and Style, each with the values of the model at hand. */
export const choiceFields: INodeProperties[] = (['quality', 'style'] as const).flatMap((name) =>
	groupModels((model) => model.fields[name] && JSON.stringify(model.fields[name])).map(
		(models) => ({
			...valueField(name, models[0]?.fields[name]),
			displayOptions: showFor(models),
		}),
	),
);

export const numberOfImagesField: INodeProperties = {
	displayName: 'Number of Images',
	name: 'numberOfImages',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_IMAGES },
	default: 1,
	description: `How many images to make from the prompt, from 1 to ${MOST_IMAGES}. Each one is billed and comes out as an item of its own.`,
	displayOptions: { show: GENERATE },
};

/** The entries of Options that some models take and others do not. */
export const modelOptions: INodeProperties[] = OPTIONAL_FIELDS.flatMap((name) =>
	groupModels((model) => model.fields[name] && JSON.stringify(model.fields[name])).map(
		(models) => ({
			...valueField(name, models[0]?.fields[name]),
			displayOptions: {
				show: {
					'/model': models.map(({ id }) => id),
					...(name === 'responseFormat' && { '/downloadImages': [true] }),
				},
			},
		}),
	),
);

/** Models that agree in something share a field; those for which `trait` is undefined have none. */
function groupModels(trait: (model: ModelEntry) => string | undefined): ModelEntry[][] {
	const groups = new Map<string, ModelEntry[]>();
	for (const model of MODELS) {
		const key = trait(model);
		if (key !== undefined) groups.set(key, [...(groups.get(key) ?? []), model]);
	}
	return [...groups.values()];
}

function showFor(models: readonly ModelEntry[]): IDisplayOptions {
	return { show: { ...GENERATE, model: models.map(({ id }) => id) } };
}

function valueField(name: FieldName, rule: FieldRule | undefined): INodeProperties {
	const common = { displayName: FIELD_LABELS[name], name, description: DESCRIPTIONS[name] };
	if (rule?.kind === 'number') {
		const { min, max } = rule;
		return {
			...common,
			type: 'number',
			typeOptions: { minValue: min, maxValue: max },
			default: rule.default,
		};
	}
	const choices: ChoiceField['choices'] = rule?.kind === 'choice' ? rule.choices : [];
	return {
		...common,
		type: 'options',
		options: choices.map(({ value, label, description }) => ({
			name: label,
			value,
			...(description && { description }),
		})),
		default: rule?.kind === 'choice' ? rule.default : '',
	};
}

function sizeOptions(models: readonly ModelEntry[]): INodePropertyOptions[] {
	const [model] = models;
	if (!model) return [];
	const options = model.size.presets.map((preset) => sizeOption(model, preset));
	if (model.size.allowsAuto) {
		options.push({
			name: 'Automatic',
			value: 'auto',
			description: 'The model chooses a size that suits the prompt',
		});
	}
	if (model.size.grid) {
		options.push({
			name: 'Custom',
			value: CUSTOM_SIZE,
			description: 'Any width and height on a grid of 16 pixels, up to 4K',
		});
	}
	return options;
}

function sizeOption(model: ModelEntry, preset: SizePreset): INodePropertyOptions {
	const price = priceOf(model, preset.value);
	const parts = [
		`${orientation(preset)} ${preset.ratio}`,
		preset.step,
		preset.value,
		price && 'multiplier' in price ? `Price ×${price.multiplier}` : undefined,
	];
	return {
		name: parts.filter(Boolean).join(' · '),
		value: preset.value,
		...(preset.arrivesAs && { description: `Arrives as ${preset.arrivesAs}` }),
	};
}

function orientation({ value }: SizePreset): string {
	const { width, height } = parseSize(value) ?? { width: 1, height: 1 };
	if (width === height) return 'Square';
	return width > height ? 'Landscape' : 'Portrait';
}
