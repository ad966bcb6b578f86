import type {
	DisplayCondition,
	IDisplayOptions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import { DEFAULT_MODEL, MODELS, NEXT_GPT_IMAGE, VARIANTS } from '../../models/catalogue';
import type { ModelEntry } from '../../models/model';
import type { ImageOperation } from '../../models/order';

export type Show = NonNullable<IDisplayOptions['show']>;

/** The models that an operation offers. */
export const modelsFor = (operation: ImageOperation): readonly ModelEntry[] =>
	operation === 'generate' ? MODELS : MODELS.filter(({ edit }) => edit);

/** Which model: one of the list, or any other by its ID. */
export const modelFieldFor = (operation: ImageOperation): INodeProperties => ({
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: {
		mode: 'list',
		value: DEFAULT_MODEL,
		cachedResultName: MODELS.find(({ id }) => id === DEFAULT_MODEL)?.label,
	},
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose a model',
			// The list is the node's own: it needs no credential.
			typeOptions: {
				searchListMethod: 'searchModels',
				searchable: true,
				skipCredentialsCheckInRLC: true,
			},
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. gpt-image-2:official',
		},
	],
	description: `Which model ${operation === 'edit' ? 'edits' : 'makes'} the image; the fields below follow it`,
	displayOptions: { show: { resource: ['image'], operation: [operation] } },
});

/** Finds models by what is typed into the list of the field Model, with what each is good at. */
export async function searchModels(
	this: Pick<ILoadOptionsFunctions, 'getCurrentNodeParameter'>,
	filter = '',
): Promise<INodeListSearchResult> {
	const operation = this.getCurrentNodeParameter('operation') === 'edit' ? 'edit' : 'generate';
	const wanted = filter.trim().toLowerCase();
	const results = modelsFor(operation).map(({ id, label, description, price }) => ({
		name: label,
		value: id,
		description:
			price.kind === 'credits' ? `${description} (${price.credits} credits an image)` : description,
	}));
	return {
		results: results.filter(({ name, value }) => `${name} ${value}`.toLowerCase().includes(wanted)),
	};
}

type Ids = Array<string | DisplayCondition>;

const ownIdsOf = (models: readonly ModelEntry[]): Ids => models.map(({ id }) => id);

/** The IDs of those that take the rules of models, at a price that is not known. */
const relativesOf = (models: readonly ModelEntry[]): Ids =>
	models.flatMap(({ id }) => [
		...VARIANTS.map((variant) => `${id}${variant}`),
		...(id === DEFAULT_MODEL ? [{ _cnd: { startsWith: NEXT_GPT_IMAGE } }] : []),
	]);

/** The IDs of models, and of those that take their rules (models/catalogue, `modelById`). */
const idsOf = (models: readonly ModelEntry[]): Ids => [...ownIdsOf(models), ...relativesOf(models)];

/** When a field of an operation shows. */
export const showFor = (operation: ImageOperation, models?: readonly ModelEntry[]): Show => ({
	resource: ['image'],
	operation: [operation],
	...(models && { model: idsOf(models) }),
});

/** When a field shows for the models themselves alone, which says what they cost. */
export const showForThemselves = (
	operation: ImageOperation,
	models: readonly ModelEntry[],
): Show => ({
	...showFor(operation),
	model: ownIdsOf(models),
});

/** When a field shows for those that take the rules of the models, and not their price. */
export const showForRelatives = (
	operation: ImageOperation,
	models: readonly ModelEntry[],
): Show => ({
	...showFor(operation),
	model: relativesOf(models),
});

/** When an entry of Options shows. */
export const showAmongOptions = (models: readonly ModelEntry[]): Show => ({
	'/model': idsOf(models),
});

/**
 * What keeps a field for models that are not in the list from showing for those that are. An expression
 * may give one of the list, whose fields n8n then shows anyway.
 */
const KNOWN = [...idsOf(MODELS), { _cnd: { startsWith: '=' } }];

/** When a field of an operation shows for a model that is not in the list. */
export const showForOthers = (operation: ImageOperation): IDisplayOptions => ({
	show: showFor(operation),
	hide: { model: KNOWN },
});

/** When an entry of Options shows for a model that is not in the list. */
export const showOthersAmongOptions: IDisplayOptions = { hide: { '/model': KNOWN } };
