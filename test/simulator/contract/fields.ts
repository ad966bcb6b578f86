import { ApiError } from './errors';
import type { FieldRule, ModelRules } from './models';
import type { Body } from './order';

/** @throws ApiError bad_request unless the field holds a text that says something */
export function requireText(body: Body, field: string): string {
	const value = body[field];
	if (value === undefined || value === null)
		throw new ApiError('bad_request', `${field} is required`);
	if (typeof value !== 'string') throw new ApiError('bad_request', `${field} must be a string`);
	if (value.trim() === '') throw new ApiError('bad_request', `${field} must not be empty`);
	return value;
}

/** @throws ApiError bad_request for more characters than the model takes */
export function requireShortPrompt(prompt: string, { longestPrompt }: ModelRules): void {
	if (longestPrompt === undefined) return;
	const characters = [...prompt].length;
	if (characters > longestPrompt) {
		const message = `prompt is too long: ${characters} characters, at most ${longestPrompt}`;
		throw new ApiError('bad_request', message);
	}
}

/** Absent is always fine: no field beside model and prompt is required. */
export function judgeField(field: string, value: unknown, rule: FieldRule): void {
	if (value === undefined) return;
	if (rule.kind === 'boolean') {
		if (typeof value === 'boolean') return;
		throw new ApiError('bad_request', `${field} must be true or false`);
	}
	if (rule.kind === 'oneOf') {
		if (typeof value === 'string' && rule.values.includes(value)) return;
		throw new ApiError('bad_request', `${field} must be one of ${rule.values.join(', ')}`);
	}
	const isInside =
		Number.isInteger(value) && Number(value) >= rule.from && Number(value) <= rule.to;
	if (typeof value === 'number' && isInside) return;
	throw new ApiError('bad_request', `${field} must be an integer from ${rule.from} to ${rule.to}`);
}

/** null when there is none. @throws ApiError bad_request for anything but a web address */
export function judgeCallbackUrl(value: unknown): string | null {
	if (value === undefined) return null;
	if (typeof value === 'string' && URL.canParse(value)) {
		if (['http:', 'https:'].includes(new URL(value).protocol)) return value;
	}
	throw new ApiError('bad_request', 'callback_url must be an http or https URL');
}

/** null when there is none. @throws ApiError bad_request for an empty one */
export function judgeTraceId(value: unknown): string | null {
	if (value === undefined) return null;
	if (typeof value === 'string' && value !== '') return value;
	throw new ApiError('bad_request', 'trace_id must be a string');
}
