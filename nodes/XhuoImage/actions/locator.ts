/**
 * What a field with a list holds: a value chosen in its list or typed. A workflow from before there was
 * a list, an expression and an agent give it as it is.
 */
export const chosen = (value: unknown): unknown =>
	typeof value === 'object' && value !== null && 'mode' in value && 'value' in value
		? value.value
		: value;
