/** A JSON object of which nothing is known yet. */
export type JsonObject = Readonly<Record<string, unknown>>;

export const isObject = (value: unknown): value is JsonObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value that a text spells as JSON, `undefined` if it spells none. */
export const parseJson = (text: string): unknown => tryParse(() => JSON.parse(text));

/** The same for the answer of a service, in which a long number is an id: it keeps its digits. */
export function parseAnswer(text: string): unknown {
	const json = text.replace(/^\uFEFF/, '');
	return LONG_NUMBER.test(json) ? tryParse(() => JSON.parse(json, keepDigits)) : parseJson(json);
}

function tryParse(parse: () => unknown): unknown {
	try {
		return parse();
	} catch {
		return undefined;
	}
}

const LONG_NUMBER = /[[:,\s]\d{16,}[\s,}\]]/;

/** A number that JavaScript would round stays the digits that it was. */
function keepDigits(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
	if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
	const digits = context?.source ?? '';
	return /^\d+$/.test(digits) ? digits : value;
}

/** Some services put JSON into a string of the JSON that they answer with. */
export const unwrap = (value: unknown): unknown =>
	typeof value === 'string' && /^\s*[[{]/.test(value) ? (parseAnswer(value) ?? value) : value;

/** A text with something in it, without the blanks around it and without half characters. */
export function textOf(value: unknown): string | undefined {
	return typeof value === 'string' ? wellFormed(value).trim() || undefined : undefined;
}

/** Half of a character, as a cut emoji leaves it, makes n8n's download fail. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

/** Longer than any id that a service gives. */
const LONGEST_ID = 200;

/** An id: a text, or a number as text. */
export function idOf(value: unknown): string | undefined {
	const isNumber = typeof value === 'number' && Number.isFinite(value) && value > 0;
	const text = isNumber ? String(value) : textOf(value);
	return text !== undefined && text.length <= LONGEST_ID ? text : undefined;
}

/** A number that is not negative, also where it comes as text. */
export function amountOf(value: unknown): number | undefined {
	const isNumeric = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '');
	const amount = isNumeric ? Number(value) : Number.NaN;
	return Number.isFinite(amount) && amount >= 0 ? amount : undefined;
}

/**
 * A moment in Unix seconds, also where it is written in milli-, micro- or nanoseconds or as an ISO
 * date. Nothing is older than 1970: 0, -1 and the year 1 are how services write "never".
 */
export function momentOf(value: unknown): number | undefined {
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	// An empty text is 0.
	const number = Number(value);
	let seconds = Number.isNaN(number) ? Date.parse(String(value)) / 1000 : number;
	if (!(seconds > 0) || seconds > LATEST_IN_NANOSECONDS) return undefined;
	while (seconds > LATEST_SECOND) seconds /= 1000;
	return seconds;
}

/** The year 5138: a larger number counts something smaller than seconds. */
const LATEST_SECOND = 1e11;

const LATEST_IN_NANOSECONDS = LATEST_SECOND * 1e9;

/** Whether a field such as `success` clearly says yes; anything odd in it says nothing. */
export const saysYes = (value: unknown): boolean =>
	value === true ||
	value === 1 ||
	(typeof value === 'string' && /^\s*(true|yes|1)\s*$/i.test(value));

/** Whether a field such as `success` clearly says no; anything odd in it says nothing. */
export const saysNo = (value: unknown): boolean =>
	value === false ||
	value === 0 ||
	(typeof value === 'string' && /^\s*(false|no|0)\s*$/i.test(value));
