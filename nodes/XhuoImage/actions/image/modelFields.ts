import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { modelById } from '../../models/catalogue';
import {
	FIELD_LABELS,
	type ChoiceField,
	type FieldName,
	type FieldRule,
	type ModelEntry,
} from '../../models/model';
import { MOST_IMAGES, type ImageOperation } from '../../models/order';
import {
	modelsFor,
	showAmongOptions,
	showFor,
	showForOthers,
	showOthersAmongOptions,
} from './modelChoice';

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
	inputFidelity: 'How close the result stays to the faces and details of the picture',
	seed: 'A number that steers chance: another number gives another image of the same prompt',
};

const NUMBERS: readonly FieldName[] = ['outputCompression', 'seed'];

/** What a value looks like, where it is typed. */
const PLACEHOLDERS: Readonly<Record<FieldName, string>> = {
	quality: 'e.g. high',
	style: 'e.g. natural',
	background: 'e.g. transparent',
	moderation: 'e.g. low',
	outputFormat: 'e.g. webp',
	outputCompression: 'e.g. 80',
	responseFormat: 'e.g. url',
	inputFidelity: 'e.g. high',
	seed: 'e.g. 42',
};

/** Fields that stand among the options, in the order of the alphabet; the others stand above. */
const OPTIONAL_FIELDS: readonly FieldName[] = [
	'background',
	'inputFidelity',
	'moderation',
	'outputCompression',
	'outputFormat',
	'responseFormat',
	'seed',
];

const fieldsOf = ({ fields, edit }: ModelEntry, operation: ImageOperation) =>
	operation === 'generate' ? fields : (edit?.fields ?? {});

/** Quality and Style, each with the values of the model at hand. */
export const choiceFieldsFor = (operation: ImageOperation): INodeProperties[] =>
	(['quality', 'style'] as const).flatMap((name) => [
		...variantsOf(name, operation).map(({ rule, models }) => ({
			...valueField(name, rule),
			displayOptions: { show: showFor(operation, models) },
		})),
		...freeField(name, operation, showForOthers(operation)),
	]);

export const numberOfImagesFieldFor = (operation: ImageOperation): INodeProperties => ({
	displayName: 'Number of Images',
	name: 'numberOfImages',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: MOST_IMAGES },
	default: 1,
	description: `How many images to make from the prompt, from 1 to ${MOST_IMAGES}. Each one is billed and comes out as an item of its own.`,
	displayOptions: { show: showFor(operation) },
});

/** The entries of Options that some models take and others do not. */
export const modelOptionsFor = (operation: ImageOperation): INodeProperties[] =>
	OPTIONAL_FIELDS.flatMap((name) => [
		...variantsOf(name, operation).map(({ rule, models }) => ({
			...valueField(name, rule),
			displayOptions: {
				show: {
					...showAmongOptions(models),
					...(name === 'responseFormat' && { '/downloadImages': [true] }),
				},
			},
		})),
		...freeField(name, operation, showOthersAmongOptions),
	]);

/** A field for models that are not in the list: what is typed is sent as it is. */
const freeField = (
	name: FieldName,
	operation: ImageOperation,
	displayOptions: IDisplayOptions,
): INodeProperties[] =>
	fieldsOf(modelById(''), operation)[name]
		? [
				{
					displayName: FIELD_LABELS[name],
					name,
					...(NUMBERS.includes(name)
						? { type: 'number', default: 0 }
						: { type: 'string', default: '' }),
					placeholder: PLACEHOLDERS[name],
					description: DESCRIPTIONS[name],
					displayOptions,
				},
			]
		: [];

/** The forms that a field takes, each with its models. */
const variantsOf = (name: FieldName, operation: ImageOperation) =>
	groupModels(operation, (model) => JSON.stringify(fieldsOf(model, operation)[name])).map(
		(models) => ({ models, rule: models[0] && fieldsOf(models[0], operation)[name] }),
	);

/** Models that agree in something share a field; those without the trait have none. */
export function groupModels(
	operation: ImageOperation,
	trait: (model: ModelEntry) => string | undefined | false,
): ModelEntry[][] {
	const groups = new Map<string, ModelEntry[]>();
	for (const model of modelsFor(operation)) {
		const key = trait(model);
		if (key !== undefined && key !== false) groups.set(key, [...(groups.get(key) ?? []), model]);
	}
	return [...groups.values()];
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
