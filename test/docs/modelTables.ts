import { MODELS } from '../../nodes/XhuoImage/models/catalogue';
import { MEGABYTE } from '../../nodes/XhuoImage/models/edits';
import type { EditRule, ModelEntry, SizeStep } from '../../nodes/XhuoImage/models/model';
import { priceOf } from '../../nodes/XhuoImage/models/price';
import { alike, code, NOTHING, number, onScreen, table } from './markdown';

/** Which models there are, what each is good at and how long its prompt may be. */
export function modelTable(): string {
	const rows = MODELS.map(({ id, label, description, longestPrompt, imagesPerRequest }) => [
		onScreen(label),
		code(id),
		description,
		longestPrompt === null ? 'no limit known' : `${number(longestPrompt)} characters`,
		imagesPerRequest === 1 ? '1' : `up to ${imagesPerRequest}`,
	]);
	return table(['Model', 'ID', 'Good to know', 'Longest prompt', 'Images per request'], rows);
}

/** The sizes of each model, its price steps where it has some. */
export function sizeTables(): string {
	return alike(MODELS, ({ size }) => JSON.stringify(size))
		.map(sizesOf)
		.join('\n\n');
}

function sizesOf(models: readonly ModelEntry[]): string {
	const [model] = models;
	if (!model) return '';
	const hasSteps = model.size.presets.some(({ step }) => step !== undefined);
	const heading = models.map(({ label }) => label).join(', ');
	return [`### ${heading}`, hasSteps ? stepTable(model) : ratioTable(model), notes(model)]
		.filter(Boolean)
		.join('\n\n');
}

function stepTable(model: ModelEntry): string {
	const { presets } = model.size;
	const steps = [...new Set(presets.flatMap(({ step }) => step ?? []))];
	const ratios = [...new Set(presets.map(({ ratio }) => ratio))];
	const find = (ratio: string, step: SizeStep) =>
		presets.find((preset) => preset.ratio === ratio && preset.step === step);
	return table(
		['Ratio', ...steps.map((step) => `${step}, price ${multiplierOf(model, step)}`)],
		ratios.map((ratio) => [
			ratio,
			...steps.map((step) => {
				const preset = find(ratio, step);
				const arrives = preset?.arrivesAs ? `\narrives as ${preset.arrivesAs}` : '';
				return preset ? `${preset.value}${arrives}` : NOTHING;
			}),
		]),
	);
}

function multiplierOf(model: ModelEntry, step: SizeStep): string {
	const preset = model.size.presets.find((candidate) => candidate.step === step);
	const price = preset && priceOf(model, preset.value);
	return price && 'multiplier' in price ? `×${price.multiplier}` : 'not published';
}

function ratioTable({ size }: ModelEntry): string {
	const rows = alike(size.presets, ({ ratio }) => ratio).map((presets) => [
		presets[0]?.ratio ?? NOTHING,
		presets.map(({ value }) => value).join(', '),
	]);
	return table(['Ratio', 'Size'], rows);
}

function notes({ size }: ModelEntry): string {
	const { grid, alsoAccepted, allowsAuto } = size;
	return [
		allowsAuto && `${onScreen('Automatic')}: the model chooses the size.`,
		grid &&
			`${onScreen('Custom')}: width and height are multiples of ${grid.multipleOf}, the longer side is at most ${number(grid.longestSide)} pixels, and both multiplied are at most ${number(grid.mostPixels)}. Under ${number(grid.fewestPixels)} pixels, or wider or taller than ${grid.widestRatio} to 1, the service may refuse it: the node sends it and says so.`,
		alsoAccepted.length > 0 && `An expression may also give ${alsoAccepted.join(', ')}.`,
	]
		.filter(Boolean)
		.join(' ');
}

/** Which models edit, and which pictures they take. */
export function picturesTable(): string {
	const rows = alike(MODELS, ({ edit }) => JSON.stringify(edit ? rowOf(edit) : null)).map(
		(models) => {
			const labels = models.map(({ label }) => label).join(', ');
			const edit = models[0]?.edit;
			return edit ? [labels, ...rowOf(edit)] : [labels, 'none: it does not edit', ...NO_PICTURES];
		},
	);
	return table(['Model', 'Pictures per call', 'By URL', 'Largest picture', 'Mask'], rows);
}

const NO_PICTURES = [NOTHING, NOTHING, NOTHING];

function rowOf(edit: EditRule): string[] {
	const types = edit.types.map(
		(type) => ({ 'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/webp': 'WebP' })[type],
	);
	const kind = `${edit.isSquare ? 'square ' : ''}${types.join(', ')}`;
	return [
		edit.mostFiles === 1 ? `1 (${kind})` : `up to ${edit.mostFiles} (${kind})`,
		edit.mostUrls === 1 ? '1' : `up to ${edit.mostUrls}`,
		edit.largestBytes === null ? 'no limit known' : `${edit.largestBytes / MEGABYTE} MB`,
		edit.takesMask ? 'yes' : 'no',
	];
}

/** What one image costs, as far as the provider's guide says. */
export function priceTable(): string {
	const rows = alike(MODELS, priceText).map((models) => {
		const [model] = models;
		return [models.map(({ label }) => label).join(', '), model ? priceText(model) : NOTHING];
	});
	return table(['Model', 'Price of one image'], rows);
}

function priceText(model: ModelEntry): string {
	switch (model.price.kind) {
		case 'credits':
			return `${model.price.credits} credits`;
		case 'steps':
			return `×1 for the 1K sizes, ${onScreen('Automatic')} and ${model.size.alsoAccepted.join(', ')}; ×${model.price.multiplierAbove1K} for every other size`;
		case 'unlisted':
			return 'not in the guide of the provider';
	}
}
