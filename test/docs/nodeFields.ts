import type { INodeProperties, INodePropertyOptions, NodePropertyTypes } from 'n8n-workflow';

import { XhuoApi } from '../../credentials/XhuoApi.credentials';
import { properties } from '../../nodes/XhuoImage/actions';
import { MODELS } from '../../nodes/XhuoImage/models/catalogue';
import { triggerFields as triggerProperties } from '../../nodes/XhuoImage/trigger/fields';

/** A field, or an entry of a collection such as Options. */
export interface Field {
	readonly property: INodeProperties;
	/** The label of the collection that it is an entry of. */
	readonly collection?: string;
}

/** An operation of XHuo Image. */
export interface Operation {
	readonly resource: INodePropertyOptions;
	readonly choice: INodePropertyOptions;
	/** Every field that it can show, collections resolved, in the order of the screen. */
	readonly fields: readonly Field[];
}

/** These choose the operation and are not fields of it. */
const CHOOSERS = ['resource', 'operation'];

/** Words on the screen that are no fields. */
const WORDS: readonly NodePropertyTypes[] = ['notice', 'callout', 'button'];

export const imageOperations: readonly Operation[] = choicesOf(find('resource')).flatMap(
	(resource) => {
		const chooser = properties.find(
			(property) => property.name === 'operation' && isFor(property, 'resource', resource.value),
		);
		return (chooser ? choicesOf(chooser) : []).map((choice) => ({
			resource,
			choice,
			fields: resolve(
				properties.filter(
					(property) =>
						!CHOOSERS.includes(property.name) &&
						isFor(property, 'resource', resource.value) &&
						isFor(property, 'operation', choice.value),
				),
			),
		}));
	},
);

export const triggerFields: readonly Field[] = resolve(triggerProperties);

export const credentialFields: readonly Field[] = resolve(new XhuoApi().properties);

/** Whether a field is shown for a value of another one, as far as that other one decides. */
export function isFor(property: INodeProperties, name: string, value: unknown): boolean {
	const { show, hide } = property.displayOptions ?? {};
	const shown = show?.[name] ?? show?.[`/${name}`];
	const hidden = hide?.[name] ?? hide?.[`/${name}`];
	return (shown?.some((one) => one === value) ?? true) && !hidden?.some((one) => one === value);
}

/** The values of a field that offers a list. */
export function choicesOf(property: INodeProperties): INodePropertyOptions[] {
	return (property.options ?? []).filter(
		(option): option is INodePropertyOptions => 'value' in option,
	);
}

/** Every label, choice and operation that a user of the nodes and the credential can read. */
export function everyLabel(): Set<string> {
	const all = [...properties, ...triggerProperties, ...new XhuoApi().properties];
	const nested = all.flatMap(({ options = [] }) => options);
	const deeper = nested.flatMap((option) => ('options' in option ? (option.options ?? []) : []));
	const modes = all.flatMap((property) => property.modes ?? []);
	const labels = [...all, ...nested, ...deeper, ...modes].flatMap((entry) => [
		'displayName' in entry ? entry.displayName : entry.name,
		'action' in entry && entry.action ? entry.action : '',
	]);
	const models = MODELS.map(({ label }) => label);
	return new Set([...labels.filter((label) => label !== ''), ...models]);
}

function find(name: string): INodeProperties {
	const property = properties.find((candidate) => candidate.name === name);
	if (!property) throw new Error(`XHuo Image has no field ${name}`);
	return property;
}

/** A plain form of a field, for models that are not in the list. */
function isForOtherModels({ displayOptions: { hide = {} } = {} }: INodeProperties): boolean {
	return 'model' in hide || '/model' in hide;
}

function resolve(list: readonly INodeProperties[]): Field[] {
	return list.flatMap((property): Field[] => {
		if (WORDS.includes(property.type) || isForOtherModels(property)) return [];
		if (property.type !== 'collection') return [{ property }];
		const entries = (property.options ?? []).filter(
			(option): option is INodeProperties => 'displayName' in option && 'type' in option,
		);
		return entries
			.filter((entry) => !isForOtherModels(entry))
			.map((entry) => ({ property: entry, collection: property.displayName }));
	});
}
