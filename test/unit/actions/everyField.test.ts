import type { INodeProperties } from 'n8n-workflow';

import { XhuoImage } from '../../../nodes/XhuoImage/XhuoImage.node';
import { XhuoImageTrigger } from '../../../nodes/XhuoImage/XhuoImageTrigger.node';

/** Every field of a node, those of its collections too. */
const fieldsOf = (properties: readonly INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => [
		property,
		...fieldsOf(
			(property.options ?? []).filter(
				(option): option is INodeProperties => 'displayName' in option && 'type' in option,
			),
		),
	]);

const fields = [new XhuoImage(), new XhuoImageTrigger()].flatMap(({ description }) =>
	fieldsOf(description.properties),
);

/** What chooses an operation, holds other fields or only says something speaks for itself. */
const SPEAK_FOR_THEMSELVES = ['resource', 'operation', 'options', 'events'];
const explained = fields.filter(
	({ name, type }) => type !== 'notice' && !SPEAK_FOR_THEMSELVES.includes(name),
);

const named = (wrong: readonly INodeProperties[]) => wrong.map(({ displayName }) => displayName);

describe('every field of both nodes', () => {
	it('is explained, in a description or a hint', () => {
		expect(explained.length).toBeGreaterThan(50);
		expect(named(explained.filter(({ description, hint }) => !description && !hint))).toEqual([]);
	});

	it('shows what a value looks like, where one is typed', () => {
		const typed = explained.filter(({ type }) => ['string', 'json'].includes(type));
		expect(named(typed.filter(({ placeholder }) => !placeholder?.startsWith('e.g. ')))).toEqual([]);
		const byId = explained.flatMap(({ modes = [] }) =>
			modes.filter(({ type }) => type === 'string'),
		);
		for (const { placeholder } of byId) expect(placeholder).toMatch(/^e\.g\. /);
	});

	it('says in each choice of a way what it means', () => {
		const WAYS = ['delivery', 'output', 'inputType', 'authentication'];
		const choices = explained
			.filter(({ name }) => WAYS.includes(name))
			.flatMap(({ options = [] }) => options);
		expect(choices.length).toBeGreaterThan(8);
		expect(choices.filter((choice) => 'value' in choice && !choice.description)).toEqual([]);
	});

	it('tells of a switch what it decides', () => {
		const switches = explained.filter(({ type }) => type === 'boolean');
		expect(
			named(switches.filter(({ description }) => !description?.startsWith('Whether '))),
		).toEqual([]);
	});
});
