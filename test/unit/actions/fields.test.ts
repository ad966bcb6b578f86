import fc from 'fast-check';
import { NodeHelpers, type INode, type INodeParameters, type INodeProperties } from 'n8n-workflow';

import { MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import { API_FIELD_NAMES, type FieldName } from '../../../nodes/XhuoImage/models/model';
import { placeOrder, type OrderValues } from '../../../nodes/XhuoImage/models/order';
import { XhuoImage } from '../../../nodes/XhuoImage/XhuoImage.node';
import { CONTRACT, GPT_IMAGE_2_SIZES, isCustomSize } from '../models/contract';

const { description } = new XhuoImage();
const node: INode = {
	id: '1',
	name: 'XHuo Image',
	type: 'xhuoImage',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

/** The names of the fields that n8n shows for these parameters, options included. */
function visibleFields(parameters: INodeParameters): string[] {
	const isShown = (property: INodeProperties, values: INodeParameters) =>
		NodeHelpers.displayParameter(values, property, node, description, parameters);
	const shown = description.properties.filter((property) => isShown(property, parameters));
	const options = shown
		.filter((property) => property.type === 'collection')
		.flatMap((property) => (property.options ?? []) as INodeProperties[])
		.filter((option) => isShown(option, {}));
	return [...shown, ...options].map((property) => property.name);
}

const base = { resource: 'image', operation: 'generate', delivery: 'wait', downloadImages: true };

/** Node parameters by the API's names of what they fill. */
const FIELD_OF_API: Readonly<Record<string, string>> = {
	...Object.fromEntries(Object.entries(API_FIELD_NAMES).map(([name, api]) => [api, name])),
	size: 'size',
	n: 'numberOfImages',
};

/** Values that any of the models takes, and some that none does. */
const leftovers: Readonly<Record<FieldName, fc.Arbitrary<unknown>>> = {
	quality: fc.constantFrom(
		undefined,
		'',
		'standard',
		'hd',
		'auto',
		'low',
		'medium',
		'high',
		'best',
	),
	style: fc.constantFrom(undefined, '', 'vivid', 'natural', 'noir'),
	background: fc.constantFrom(undefined, 'transparent', 'opaque', 'auto', 'pink'),
	moderation: fc.constantFrom(undefined, 'auto', 'low', 'none'),
	outputFormat: fc.constantFrom(undefined, 'png', 'jpeg', 'webp', 'gif'),
	outputCompression: fc.constantFrom(undefined, 0, 50, 100, 101, '30', 'x'),
	responseFormat: fc.constantFrom(undefined, 'url', 'b64_json', 'xml'),
	seed: fc.constantFrom(undefined, 0, 42, -1, 1.5),
};

const anyValues: fc.Arbitrary<OrderValues> = fc.record({
	...leftovers,
	model: fc.constantFrom(...Object.keys(CONTRACT)),
	prompt: fc.string({ minLength: 0, maxLength: 30 }),
	size: fc.constantFrom(
		undefined,
		'',
		'auto',
		'custom',
		'800x600',
		'1600x896',
		...Object.values(CONTRACT).flatMap((model) => model.values.size ?? []),
		...Object.values(GPT_IMAGE_2_SIZES).flat(),
	),
	width: fc.constantFrom(undefined, 1024, 1600, 1000),
	height: fc.constantFrom(undefined, 1024, 896, 1000),
	numberOfImages: fc.constantFrom(undefined, 1, 2, 10, 0, 11),
});

describe('a request body', () => {
	it('holds only what the contract says that the model takes, whatever else is filled in', () => {
		let sent = 0;
		fc.assert(
			fc.property(anyValues, fc.boolean(), (values, wantsFile) => {
				const order = placeOrder(values, wantsFile, 1);
				if (!order.ok) return;
				sent += 1;
				const contract = CONTRACT[String(values.model)];
				for (const { body } of order.value.requests) {
					const { model, prompt, ...fields } = body;
					expect(model).toBe(values.model);
					expect(prompt.trim()).not.toBe('');
					for (const [name, value] of Object.entries(fields)) {
						expect(contract?.fields).toContain(name);
						const allowed = contract?.values[name];
						if (allowed) expect(allowed).toContain(value);
						else if (name === 'size') expect(isGptImage2Size(String(value))).toBe(true);
						else expect(typeof value).toBe('number');
					}
				}
			}),
			{ numRuns: 20_000 },
		);
		expect(sent).toBeGreaterThan(1000);
	});
});

function isGptImage2Size(size: string): boolean {
	const named: readonly string[] = [...Object.values(GPT_IMAGE_2_SIZES).flat(), 'auto'];
	return named.includes(size) || isCustomSize(size);
}

describe('the fields that n8n shows', () => {
	it.each(MODELS.map(({ id }) => id))('for %s are those that are sent', (model) => {
		const shown = visibleFields({ ...base, model, size: 'custom' });
		const { fields = [] } = CONTRACT[model] ?? {};
		for (const [api, name] of Object.entries(FIELD_OF_API)) {
			const isTaken = fields.includes(api) || api === 'n';
			expect([name, shown.filter((field) => field === name).length]).toEqual([
				name,
				isTaken ? 1 : 0,
			]);
		}
		expect(shown.includes('width')).toBe(model === 'gpt-image-2');
	});

	it.each(MODELS.map(({ id }) => id))('offer for %s exactly the values that it takes', (model) => {
		const parameters = { ...base, model };
		const { values = {} } = CONTRACT[model] ?? {};
		for (const [api, allowed] of Object.entries(values)) {
			if (api === 'size') continue;
			const fields = [
				...description.properties,
				...description.properties.flatMap((property) =>
					property.type === 'collection' ? ((property.options ?? []) as INodeProperties[]) : [],
				),
			].filter(
				(property) =>
					property.name === FIELD_OF_API[api] &&
					NodeHelpers.displayParameter(parameters, property, node, description, parameters),
			);
			const offered = fields
				.flatMap((field) => field.options ?? [])
				.map((option) => ('value' in option ? option.value : undefined));
			expect([api, [...offered].sort()]).toEqual([api, [...allowed].sort()]);
		}
	});

	it('show width and height for a custom size only', () => {
		const model = 'gpt-image-2';
		expect(visibleFields({ ...base, model, size: 'auto' })).not.toContain('width');
		expect(visibleFields({ ...base, model, size: 'custom' })).toContain('height');
	});

	it('hide what has to do with files when only the URL is wanted', () => {
		const shown = visibleFields({ ...base, model: 'dall-e-3', downloadImages: false });
		expect(shown).not.toContain('binaryPropertyName');
		expect(shown).not.toContain('responseFormat');
		expect(shown).not.toContain('fileName');
	});

	it('have a default that every model takes, so that a change of model needs no other', () => {
		const defaults = description.properties.filter(({ name }) => name === 'size');
		expect(new Set(defaults.map((field) => field.default))).toEqual(new Set(['1024x1024']));
	});
});
