/** The value that a text spells as JSON, `undefined` if it spells none. */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
