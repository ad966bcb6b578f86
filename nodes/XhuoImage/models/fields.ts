import { MODELS } from './catalogue';
import { FIELD_LABELS, type FieldName, type FieldRule, type ModelEntry } from './model';
import { fine, refused, type Checked } from './problem';

/** A value as the API takes it. */
export type FieldValue = string | number;

/**
 * Checks the value of an optional field against what the model takes.
 *
 * A value that merely is the default of another model (such as `standard` from DALL·E 3, when the
 * model now comes out of an expression) counts as "not chosen".
 *
 * @returns the value to send, or `undefined` for a field to leave out
 */
export function checkField(
	model: ModelEntry,
	name: FieldName,
	rule: FieldRule,
	value: unknown,
): Checked<FieldValue | undefined> {
	if (isBlank(value)) return fine(undefined);
	switch (rule.kind) {
		case 'choice': {
			const text = String(value);
			if (rule.choices.some((choice) => choice.value === text)) return fine(text);
			if (isDefaultOfAnyModel(name, text)) return fine(undefined);
			return refused(
				`'${FIELD_LABELS[name]}' cannot be '${text}' with ${model.label}`,
				`Choose one of ${rule.choices.map((choice) => choice.value).join(', ')}.`,
			);
		}
		case 'number':
			return checkWholeNumber(FIELD_LABELS[name], value, rule.min, rule.max);
		case 'free':
			if (isDefaultOfAnyModel(name, String(value))) return fine(undefined);
			return fine(typeof value === 'number' ? value : String(value));
	}
}

function isDefaultOfAnyModel(name: FieldName, value: string): boolean {
	return MODELS.some((model) => {
		const rule = model.fields[name];
		return rule?.kind === 'choice' && rule.default === value;
	});
}

/** Whether nothing was filled in: an empty cell comes as an empty text or as `null`. */
export const isBlank = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Checks an optional whole number: one that was not filled in is its default. */
export const checkOptionalNumber = (
	label: string,
	value: unknown,
	fallback: number,
	min: number,
	max: number,
): Checked<number> => checkWholeNumber(label, isBlank(value) ? fallback : value, min, max);

/** Checks that a value is a whole number, or text that spells one, from `min` to `max`. */
export function checkWholeNumber(
	label: string,
	value: unknown,
	min: number,
	max: number,
): Checked<number> {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	const number = isNumeric ? Number(value) : Number.NaN;
	if (Number.isInteger(number) && number >= min && number <= max) return fine(number);
	return refused(
		`'${label}' is not a whole number from ${min} to ${max}: '${String(value)}'`,
		`Set '${label}' to a whole number from ${min} to ${max}.`,
	);
}
