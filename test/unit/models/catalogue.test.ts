import {
	DEFAULT_MODEL,
	modelById,
	MODELS,
	NEXT_GPT_IMAGE,
	VARIANTS,
} from '../../../nodes/XhuoImage/models/catalogue';
import {
	API_FIELD_NAMES,
	FIELD_LABELS,
	type FieldName,
} from '../../../nodes/XhuoImage/models/model';
import {
	CONTRACT,
	DEFAULTS,
	EDIT_CONTRACT,
	EDIT_LIMITS,
	GPT_IMAGE_2_PRESETS,
	RATIOS,
} from './contract';

const ids = MODELS.map(({ id }) => id);
const UNKNOWN = 'gpt-image-9';

/** The fields of a model, and of its edits, by the names of the API. */
function fieldsOf(id: string, operation: 'generate' | 'edit') {
	const { fields, edit } = modelById(id);
	const taken = operation === 'edit' ? (edit?.fields ?? {}) : fields;
	return Object.entries(taken).map(([name, rule]) => ({
		name: API_FIELD_NAMES[name as FieldName],
		rule,
	}));
}

describe('the models', () => {
	it('are those of the contract, the newest first', () => {
		expect(ids).toEqual(Object.keys(CONTRACT));
		expect(DEFAULT_MODEL).toBe('gpt-image-2');
	});

	it('can be told apart by what a person reads', () => {
		for (const texts of [
			MODELS.map(({ label }) => label),
			MODELS.map(({ description }) => description),
		]) {
			expect(new Set(texts).size).toBe(MODELS.length);
			expect(texts).not.toContain('');
		}
	});

	it('have a label for every field and every value, and no description that says nothing', () => {
		expect(Object.values(FIELD_LABELS)).toHaveLength(Object.keys(API_FIELD_NAMES).length);
		for (const label of Object.values(FIELD_LABELS)) expect(label).toMatch(/^[A-Z][\w ]+$/);
		const rules = ids.flatMap((id) => [...fieldsOf(id, 'generate'), ...fieldsOf(id, 'edit')]);
		const choices = rules.flatMap(({ rule }) => (rule.kind === 'choice' ? rule.choices : []));
		expect(choices.length).toBeGreaterThan(0);
		for (const { label, description } of choices) {
			expect(label).not.toBe('');
			expect(description).not.toBe('');
		}
	});
});

describe.each(['generate', 'edit'] as const)('what a model takes to %s', (operation) => {
	const contract = operation === 'edit' ? EDIT_CONTRACT : CONTRACT;

	it.each(Object.keys(contract))('is what the contract says of %s', (id) => {
		const { fields = [], values = {} } = contract[id] ?? {};
		const expected = fields.filter((name) => name !== 'size' && name !== 'n');
		const taken = fieldsOf(id, operation);
		expect(taken.map(({ name }) => name).sort()).toEqual([...expected].sort());
		for (const { name, rule } of taken) {
			const byModel = id === 'dall-e-3' && name === 'quality' ? 'standard' : DEFAULTS[name];
			expect([name, 'default' in rule && rule.default]).toEqual([name, byModel]);
			if (rule.kind === 'choice') {
				const offered = rule.choices.map(({ value }) => value);
				expect([...offered].sort()).toEqual([...(values[name] ?? [])].sort());
			}
		}
	});
});

describe('the ranges of numbers', () => {
	it('are those of the contract', () => {
		const { outputCompression, seed } = modelById('gpt-image-1').fields;
		expect(outputCompression).toEqual({ kind: 'number', min: 0, max: 100, default: 100 });
		expect(seed).toEqual({ kind: 'number', min: 0, max: 2_147_483_647, default: 0 });
	});
});

describe('the sizes to choose from', () => {
	it('are, for gpt-image-2, those of the guide, with step, ratio and what arrives', () => {
		expect(modelById('gpt-image-2').size.presets).toEqual(GPT_IMAGE_2_PRESETS);
	});

	it.each(Object.keys(RATIOS))('have the ratios of the guide for %s', (id) => {
		const { presets } = modelById(id).size;
		expect(Object.fromEntries(presets.map(({ value, ratio }) => [value, ratio]))).toEqual(
			RATIOS[id],
		);
	});

	it('stand for a ratio only with nano-banana', () => {
		const ratioOnly = MODELS.filter(({ size }) => size.meansRatio).map(({ id }) => id);
		expect(ratioOnly).toEqual(['nano-banana', 'nano-banana-2', 'nano-banana-pro']);
	});

	it('may be any with a model that is not known, and only with such a one', () => {
		expect(ids.filter((id) => modelById(id).size.isFree)).toEqual([]);
		expect(modelById(UNKNOWN).size).toEqual({
			presets: [],
			alsoAccepted: [],
			allowsAuto: true,
			isFree: true,
		});
	});
});

describe('how a model edits', () => {
	it.each(Object.keys(EDIT_LIMITS))('is what the contract says of %s', (id) => {
		expect(modelById(id).edit).toMatchObject(EDIT_LIMITS[id] ?? {});
	});

	it('is known of all but DALL·E 3', () => {
		expect(ids.filter((id) => !modelById(id).edit)).toEqual(['dall-e-3']);
	});

	it('is left to the service with a model that is not known', () => {
		expect(modelById(UNKNOWN).edit).toMatchObject({ ...EDIT_LIMITS['gpt-image-1'], mostUrls: 16 });
	});
});

describe('a model that is not in the list', () => {
	const price = { kind: 'unlisted' };

	it.each(ids.flatMap((id) => VARIANTS.map((variant) => `${id}${variant}`)))(
		'has the rules of its family, at a price that is not known: %s',
		(id) => {
			const listed = modelById(id.replace(/:.*/, ''));
			expect(modelById(id)).toEqual({ ...listed, id, label: id, price });
		},
	);

	it.each(['flare', 'sunburst', 'flare:official', 'flare:reverse'])(
		'follows GPT Image 2 where its name does: %s',
		(name) => {
			const id = `${NEXT_GPT_IMAGE}${name}`;
			expect(modelById(id)).toEqual({ ...modelById('gpt-image-2'), id, label: id, price });
		},
	);

	it.each([UNKNOWN, 'gpt-image-2:other', ':official', 'my-gpt-image-2.5-flare'])(
		'takes whatever the user chooses if nothing is known of it: %s',
		(id) => {
			const { fields, edit, ...rest } = modelById(id);
			expect(rest).toMatchObject({
				id,
				label: id,
				longestPrompt: null,
				imagesPerRequest: 1,
				price,
			});
			expect(rest.description).toContain('does not know');
			const names = Object.keys(FIELD_LABELS).filter((name) => name !== 'inputFidelity');
			expect(Object.keys(fields).sort()).toEqual(names.sort());
			for (const rule of [...Object.values(fields), ...Object.values(edit?.fields ?? {})]) {
				expect(rule).toEqual({ kind: 'free' });
			}
			expect(Object.keys(edit?.fields ?? {})).toEqual([
				'quality',
				'background',
				'outputFormat',
				'outputCompression',
				'responseFormat',
				'inputFidelity',
			]);
		},
	);
});
