import type { INodeProperties, NodeParameterValueType } from 'n8n-workflow';

import { modelsFor } from '../../nodes/XhuoImage/actions/image/modelChoice';
import { alike, asDefault, NOTHING, number, onScreen, table } from './markdown';
import { choicesOf, imageOperations, isFor, type Field } from './nodeFields';

/** What the node can do. */
export function operationTable(): string {
	const rows = imageOperations.map(({ resource, choice }) => [
		onScreen(resource.name),
		onScreen(choice.name),
		sentence(choice.description),
	]);
	return table(['Resource', 'Operation', 'What it does'], rows);
}

/** The choices of a field with what each of them is for. */
export function choiceTable(fields: readonly Field[], name: string): string {
	const field = fields.find(({ property }) => property.name === name);
	const choices = field ? choicesOf(field.property) : [];
	const label = field?.property.displayName ?? name;
	return table(
		[label, 'What it does'],
		choices.map((choice) => [onScreen(choice.name), sentence(choice.description)]),
	);
}

/** Every field with its default, what it is for, and when it shows. */
export function fieldTable(fields: readonly Field[]): string {
	const rows = byLabel(fields).map(({ heading, variants }) => {
		const shown = unique(variants.map(({ property }) => conditionOf(property, fields)));
		const texts = withoutRepeats(variants.map(({ property }) => meaning(property)));
		return [
			heading,
			unique(variants.map(({ property }) => defaultOf(property))).join(' or '),
			[...texts, ...shown.filter((condition) => condition !== '')].join(' '),
		];
	});
	return table(['Field', 'Default', 'What it is for'], rows);
}

/** The fields that depend on the model: what each model takes, its default in italics. */
export function fieldsByModelTable(fields: readonly Field[]): string {
	const rows = byLabel(fields.filter(({ property }) => dependsOnModel(property)));
	const chooser = fields.find(({ property }) => property.name === 'model');
	const isEdit = chooser && !isFor(chooser.property, 'operation', 'generate');
	const columns = modelsFor(isEdit ? 'edit' : 'generate').map(({ id, label }) => ({
		label,
		cells: rows.map(({ variants }) => {
			const shown = variants.find(({ property }) => isFor(property, 'model', id));
			return shown ? valuesOf(shown.property) : NOTHING;
		}),
	}));
	const groups = alike(columns, ({ cells }) => cells.join('\n'));
	return table(
		['Field', ...groups.map((group) => group.map(({ label }) => label).join('\n'))],
		rows.map(({ heading }, row) => [
			heading,
			...groups.map((group) => group[0]?.cells[row] ?? NOTHING),
		]),
	);
}

const dependsOnModel = ({ displayOptions }: INodeProperties) =>
	displayOptions?.show?.model !== undefined || displayOptions?.show?.['/model'] !== undefined;

/** Fields of one label: a label may stand for several, of which a model shows one. */
function byLabel(fields: readonly Field[]): Array<{ heading: string; variants: Field[] }> {
	return alike(fields, ({ property }) => property.displayName).map((variants) => {
		const { property, collection } = variants[0] ?? {};
		const label = onScreen(property?.displayName ?? '');
		return { heading: collection ? `${collection} → ${label}` : label, variants };
	});
}

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

/** A text with which another one begins says nothing more. */
const withoutRepeats = (texts: readonly string[]): string[] =>
	unique(texts).filter((text) => {
		const start = text.replace(/\.$/, '');
		return !texts.some((other) => other !== text && other.startsWith(start));
	});

/** The model is left out: the table by model shows what it decides. */
const DECIDED_ELSEWHERE = ['resource', 'operation', 'model'];

/** When a field shows, as a sentence; empty if it always does. */
function conditionOf({ displayOptions = {} }: INodeProperties, fields: readonly Field[]): string {
	if (displayOptions.hide) throw new Error('Say here how to put `hide` into words');
	const parts = Object.entries(displayOptions.show ?? {}).flatMap(([key, values = []]) => {
		const name = key.replace(/^\//, '');
		if (DECIDED_ELSEWHERE.includes(name)) return [];
		const others = fields.filter(({ property }) => property.name === name);
		const label = onScreen(others[0]?.property.displayName ?? name);
		return [`${label} is ${namesOf(values, others)}`];
	});
	return parts.length === 0 ? '' : `Shown when ${parts.join(' and ')}.`;
}

function namesOf(values: readonly unknown[], fields: readonly Field[]): string {
	const choices = fields.flatMap(({ property }) => choicesOf(property));
	const names = values.map((value) => {
		const choice = choices.find((candidate) => candidate.value === value);
		if (typeof value === 'boolean') return value ? 'on' : 'off';
		return onScreen(choice?.name ?? String(value));
	});
	return names.join(' or ');
}

const meaning = ({ description, hint }: INodeProperties) => sentence(description ?? hint);

function sentence(text = ''): string {
	return text === '' || text.endsWith('.') ? text : `${text}.`;
}

function defaultOf(property: INodeProperties): string {
	const choices = choicesOf(property);
	const chosen = [property.default].flat().map((value) => {
		const choice = choices.find((candidate) => candidate.value === value);
		return choice ? shortName(property, choice) : inWords(value);
	});
	return chosen.length === 0 ? 'none' : chosen.join(', ');
}

function inWords(value: NodeParameterValueType): string {
	if (typeof value === 'object' && value !== null && 'cachedResultName' in value) {
		return String(value.cachedResultName);
	}
	// Of a field with a list, not how its value was chosen.
	if (typeof value === 'object' && value !== null && 'mode' in value) return inWords(value.value);
	if (typeof value === 'boolean') return value ? 'on' : 'off';
	if (typeof value === 'number') return number(value);
	return value === '' || value === undefined ? 'empty' : `\`${String(value)}\``;
}

/** Sizes have a table of their own, so their value says enough. */
function shortName(
	{ name }: INodeProperties,
	choice: { name: string; value: string | number | boolean },
): string {
	return name === 'size' ? String(choice.value) : choice.name;
}

function valuesOf(property: INodeProperties): string {
	if (property.name === 'size')
		return `[its sizes](models.md#sizes), ${asDefault(defaultOf(property))}`;
	const choices = choicesOf(property);
	if (choices.length > 0) {
		return choices
			.map(({ name, value }) => (value === property.default ? asDefault(name) : name))
			.join(', ');
	}
	const { minValue, maxValue } = property.typeOptions ?? {};
	if (minValue === undefined || maxValue === undefined) return 'any';
	return `${number(minValue)} to ${number(maxValue)}, ${asDefault(defaultOf(property))}`;
}
