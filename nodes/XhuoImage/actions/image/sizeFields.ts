import { grouped } from '../../models/grouped';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { DEFAULT_SIZE } from '../../models/catalogue';
import type { ModelEntry, SizePreset } from '../../models/model';
import type { ImageOperation } from '../../models/order';
import { priceOf } from '../../models/price';
import { CUSTOM_SIZE, parseSize } from '../../models/sizes';
import {
	modelsFor,
	showFor,
	showForOthers,
	showForRelatives,
	showForThemselves,
	type Show,
} from './modelChoice';
import { groupModels } from './modelFields';

/**
 * One Size field for each set of sizes: a model shows its own; where it says what a size costs, one
 * without prices for the IDs that take its sizes; and one for models of no list.
 */
export const sizeFieldsFor = (operation: ImageOperation): INodeProperties[] => [
	...groupModels(
		operation,
		(model) => takesSize(model, operation) && JSON.stringify(model.size),
	).flatMap((models) => ownSizeFields(operation, models)),
	{
		displayName: 'Size',
		name: 'size',
		type: 'string',
		default: DEFAULT_SIZE,
		placeholder: 'e.g. 1536x1024',
		description: 'Width and height of the image in pixels; empty where the model is to choose',
		displayOptions: showForOthers(operation),
	},
];

function ownSizeFields(
	operation: ImageOperation,
	models: readonly ModelEntry[],
): INodeProperties[] {
	const [model] = models;
	if (!model) return [];
	const field = (priced: ModelEntry, show: Show): INodeProperties => ({
		displayName: 'Size',
		name: 'size',
		type: 'options',
		options: sizeOptions(priced),
		default: DEFAULT_SIZE,
		description: descriptionOf(operation, models),
		displayOptions: { show },
	});
	if (model.price.kind !== 'steps') return [field(model, showFor(operation, models))];
	const withoutPrice: ModelEntry = { ...model, price: { kind: 'unlisted' } };
	return [
		field(model, showForThemselves(operation, models)),
		field(withoutPrice, showForRelatives(operation, models)),
	];
}

function descriptionOf(operation: ImageOperation, [model]: readonly ModelEntry[]): string {
	if (model?.size.meansRatio) return 'The shape of the image: its width compared with its height';
	return operation === 'edit' && model?.size.allowsAuto
		? 'Width and height of the image in pixels. Automatic follows the prompt and the first picture.'
		: 'Width and height of the image in pixels';
}

const takesSize = ({ edit }: ModelEntry, operation: ImageOperation): boolean =>
	operation === 'generate' || edit?.takesSize === true;

export function customSizeFieldsFor(operation: ImageOperation): INodeProperties[] {
	const models = modelsFor(operation).filter(({ size }) => size.grid);
	const grid = models[0]?.size.grid;
	if (!grid) return [];
	const sides = [
		['Width', 'width', 'Height'],
		['Height', 'height', 'Width'],
	] as const;
	return sides.map(([displayName, name, other]) => ({
		displayName,
		name,
		type: 'number',
		typeOptions: { minValue: grid.multipleOf, maxValue: grid.longestSide },
		default: 1024,
		description: `In pixels: a multiple of ${grid.multipleOf}, at most ${grid.longestSide}. ${displayName} times ${other.toLowerCase()} may be at most ${grouped(grid.mostPixels)}; under ${grouped(grid.fewestPixels)}, or beyond ${grid.widestRatio} to 1, the service may refuse it.`,
		displayOptions: { show: { ...showFor(operation, models), size: [CUSTOM_SIZE] } },
	}));
}

function sizeOptions(model: ModelEntry): INodePropertyOptions[] {
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
	if (model.size.meansRatio) {
		return {
			name: `${preset.ratio} · ${orientation(preset)}`,
			value: preset.value,
			description: `Asked for as ${preset.value}; the model chooses the pixels`,
		};
	}
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
