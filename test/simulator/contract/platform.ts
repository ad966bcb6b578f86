import type { FieldRule, ModelRules } from './models';
import { editRulesFrom, MODEL_IDS, rulesOf } from './models';

export type Operation = 'generate' | 'edit';

/** What the two services that speak this contract do differently. */
export interface Platform {
	/** The models that it has. */
	modelIds: readonly string[];
	/** undefined for an id that it lacks, or that does not do this. */
	rulesOf(model: string, operation: Operation): ModelRules | undefined;
	/** Fields that it takes for every model, beside those of the contract's part 1. */
	fields: Readonly<Record<string, FieldRule>>;
	/** What the tasks endpoint calls such a task. */
	taskType(operation: Operation): string;
	/** Whether answers carry `model` and `usage`. */
	answersUsage: boolean;
	/** Whether several pictures of a form may all be called `image`. */
	repeatsImageField: boolean;
	/** Whether the model's edits have a use for a mask. */
	takesMask(model: string): boolean;
}

const typeOf = (operation: Operation) =>
	operation === 'edit' ? 'images_edits' : 'images_generations';
const isNanoBanana = (model: string) => model.startsWith('nano-banana');

/** The service of the guide (contract, parts 1 to 4). */
export const XHUO: Platform = {
	modelIds: MODEL_IDS,
	rulesOf: (model, operation) =>
		operation === 'edit' ? editRulesFrom(rulesOf(model), model) : rulesOf(model),
	fields: {},
	taskType: typeOf,
	answersUsage: false,
	repeatsImageField: false,
	takesMask: (model) => !isNanoBanana(model),
};

const SEVERAL: FieldRule = { kind: 'integer', from: 1, to: 10 };

/** Billed by tokens, or the same as the bare name (contract §5, models). */
const GPT_IMAGE_2: readonly string[] = [
	'gpt-image-2',
	'gpt-image-2:official',
	'gpt-image-2:reverse',
	'gpt-image-2.5-flare',
	'gpt-image-2.5-flare:official',
	'gpt-image-2.5-sunburst',
	'gpt-image-2.5-sunburst:official',
];

/** The same rules, with what the sister platform documents on top (contract §5). */
function sisterRulesOf(model: string): ModelRules | undefined {
	const rules = rulesOf(GPT_IMAGE_2.includes(model) ? 'gpt-image-2' : model);
	if (rules?.family === 'nano-banana') return { ...rules, fields: { ...rules.fields, n: SEVERAL } };
	if (rules?.family !== 'gpt-image') return rules;
	const response_format: FieldRule = { kind: 'oneOf', values: ['url', 'b64_json'] };
	return {
		...rules,
		fields: { ...rules.fields, n: SEVERAL, response_format },
		hasTightSizes: true,
		hasOnePrice: true,
	};
}

/** The sister platform as its public guides describe it since September 2026 (contract §5). */
export const SISTER: Platform = {
	modelIds: [...new Set([...MODEL_IDS, ...GPT_IMAGE_2])],
	rulesOf(model, operation) {
		const rules = sisterRulesOf(model);
		return operation === 'edit' ? editRulesFrom(rules, model) : rules;
	},
	fields: { async: { kind: 'boolean' } },
	taskType: () => 'images',
	answersUsage: true,
	repeatsImageField: true,
	takesMask: (model) => model === 'dall-e-2' || model.endsWith(':official'),
};

export const PLATFORMS = { xhuo: XHUO, sister: SISTER } as const;
export type PlatformName = keyof typeof PLATFORMS;
