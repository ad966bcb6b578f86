import fc from 'fast-check';
import {
	NodeHelpers,
	type INode,
	type INodeListSearchItems,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyOptions,
} from 'n8n-workflow';

import { searchModels } from '../../../nodes/XhuoImage/actions/image/modelChoice';
import { API_FIELD_NAMES, type FieldName } from '../../../nodes/XhuoImage/models/model';
import { placeOrder, type OrderValues } from '../../../nodes/XhuoImage/models/order';
import { XhuoImage } from '../../../nodes/XhuoImage/XhuoImage.node';
import { CONTRACT, EDIT_CONTRACT, GPT_IMAGE_2_SIZES, isCustomSize } from '../models/contract';

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
	inputFidelity: fc.constantFrom(undefined, 'high', 'low', 'max'),
};

/** What the list of the field Model offers. */
async function listed(operation: string, filter?: string): Promise<INodeListSearchItems[]> {
	const { results } = await searchModels.call({ getCurrentNodeParameter: () => operation }, filter);
	return results;
}

const OPERATIONS = [
	['generate', CONTRACT],
	['edit', EDIT_CONTRACT],
] as const;

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

describe.each(OPERATIONS)('a request body of %s', (operation, contracts) => {
	it('holds only what the contract says that the model takes, whatever else is filled in', () => {
		let sent = 0;
		fc.assert(
			fc.property(anyValues, fc.boolean(), (values, wantsFile) => {
				const order = placeOrder(values, wantsFile, 1, operation);
				if (!order.ok) return;
				sent += 1;
				const contract = contracts[String(values.model)];
				expect(contract).toBeDefined();
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

const SHOWN = OPERATIONS.flatMap(([operation, contracts]) =>
	Object.entries(contracts).map(([model, contract]) => ({ operation, model, contract })),
);

describe('the fields that n8n shows', () => {
	it.each(SHOWN)('for $operation with $model are those that are sent', (one) => {
		const { operation, model, contract } = one;
		const shown = visibleFields({ ...base, operation, model, size: 'custom' });
		for (const [api, name] of Object.entries(FIELD_OF_API)) {
			const isTaken = contract.fields.includes(api) || api === 'n';
			expect([name, shown.filter((field) => field === name).length]).toEqual([
				name,
				isTaken ? 1 : 0,
			]);
		}
		expect(shown.includes('width')).toBe(model === 'gpt-image-2');
	});

	it.each(SHOWN)('offer for $operation with $model exactly the values it takes', (one) => {
		const { operation, model, contract } = one;
		const parameters = { ...base, operation, model };
		const isShown = (property: INodeProperties) =>
			NodeHelpers.displayParameter(parameters, property, node, description, parameters);
		const shown = description.properties.filter(isShown);
		const options = shown.flatMap((property) =>
			property.type === 'collection' ? ((property.options ?? []) as INodeProperties[]) : [],
		);
		for (const [api, allowed] of Object.entries(contract.values)) {
			if (api === 'size') continue;
			const offered = [...shown, ...options.filter(isShown)]
				.filter((property) => property.name === FIELD_OF_API[api])
				.flatMap((field) => field.options ?? [])
				.map((option) => ('value' in option ? option.value : undefined));
			expect([api, [...offered].sort()]).toEqual([api, [...allowed].sort()]);
		}
	});

	it.each(OPERATIONS)('offer for %s exactly the models that can', async (operation, contracts) => {
		const offered = await listed(operation);
		expect(offered.map(({ value }) => value).sort()).toEqual(Object.keys(contracts).sort());
	});

	it('find a model in the list by its name or ID', async () => {
		expect((await listed('generate', 'banana pro')).map(({ name }) => name)).toEqual([
			'Nano Banana Pro',
		]);
		expect((await listed('generate', 'DALL-E-3')).map(({ name }) => name)).toEqual(['DALL·E 3']);
	});

	it.each(SHOWN)(
		'are for $operation the same when $model was chosen in the list or typed',
		(one) => {
			const { operation, model } = one;
			const shown = visibleFields({ ...base, operation, model, size: 'custom' });
			for (const mode of ['list', 'id']) {
				const chosen = { __rl: true, mode, value: model };
				expect(visibleFields({ ...base, operation, model: chosen, size: 'custom' })).toEqual(shown);
			}
		},
	);

	it.each([
		['gpt-image-2:official', 'gpt-image-2'],
		['gpt-image-2.5-flare', 'gpt-image-2'],
		['gpt-image-2.5-sunburst:official', 'gpt-image-2'],
		['gpt-image-1.5:official', 'gpt-image-1.5'],
	])('for %s are those of %s', (model, relative) => {
		for (const [operation] of OPERATIONS) {
			const shown = (id: string) => visibleFields({ ...base, operation, model: id });
			expect(shown(model)).toEqual(shown(relative));
		}
	});

	it.each(['gpt-image-2:official', 'gpt-image-2.5-flare'])(
		'say nothing of a price for %s, of which none is known',
		(model) => {
			const offered = (id: string) =>
				description.properties
					.filter(({ name }) => name === 'size')
					.filter((property) => {
						const parameters = { ...base, model: id };
						return NodeHelpers.displayParameter(
							parameters,
							property,
							node,
							description,
							parameters,
						);
					})
					.flatMap(({ options = [] }) => options as INodePropertyOptions[]);
			expect(offered(model).map(({ name }) => name.includes('Price'))).not.toContain(true);
			expect(offered(model).map(({ value }) => value)).toEqual(
				offered('gpt-image-2').map(({ value }) => value),
			);
			expect(offered('gpt-image-2')[0]?.name).toContain('Price ×1');
		},
	);

	it('for an ID that is not in the list are all there are, once each', () => {
		for (const [operation, extra] of [
			['generate', ['style', 'moderation', 'seed']],
			['edit', ['inputFidelity', 'maskBinaryField']],
		] as const) {
			const model = { __rl: true, mode: 'id', value: 'gpt-image-9' };
			const shown = visibleFields({ ...base, operation, inputType: 'binary', model });
			const all = ['size', 'quality', 'background', 'outputFormat', 'responseFormat', ...extra];
			expect(all.filter((name) => !shown.includes(name))).toEqual([]);
			expect(shown).toHaveLength(new Set(shown).size);
		}
	});

	it.each([
		['binary', ['inputBinaryFields', 'maskBinaryField']],
		['url', ['imageUrls']],
		['both', ['inputBinaryFields', 'imageUrls', 'maskBinaryField']],
	])('ask for what pictures from %s need', (inputType, expected) => {
		const asked = ['inputBinaryFields', 'imageUrls', 'maskBinaryField'];
		const editing = { ...base, operation: 'edit', inputType };
		const shown = visibleFields({ ...editing, model: 'gpt-image-2' });
		expect(asked.filter((name) => shown.includes(name))).toEqual(expected);
		expect(visibleFields({ ...editing, model: 'nano-banana' })).not.toContain('maskBinaryField');
		expect(visibleFields({ ...base, model: 'gpt-image-2' })).not.toContain('inputType');
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
