import type { INodeExecutionData } from 'n8n-workflow';

/** What each field, and each file, of an input item is called in the item that it went along with. */
export interface InputNames {
	readonly fields: Names;
	readonly files: Names;
}

type Names = Readonly<Record<string, string>>;

/** What goes in front of the name of an input field that the node has itself. */
const PREFIX = 'input_';

/** Names that the node reads its own items by, whether an item has them or not. */
const RESERVED: readonly string[] = ['error', 'failed', 'images', 'resume', 'status', 'tasks'];

/**
 * Lets the item that came in go along with one that comes out, its files included. A field of the same
 * name keeps what the node says; what came in is then called `input_…`.
 *
 * @returns the item, and what the fields of the other one are called in it
 */
export function withInput(
	item: INodeExecutionData,
	input: INodeExecutionData,
): { readonly item: INodeExecutionData; readonly names: InputNames } {
	const fields = namesFor(Object.keys(input.json), [...Object.keys(item.json), ...RESERVED]);
	const files = namesFor(Object.keys(input.binary ?? {}), Object.keys(item.binary ?? {}));
	const binary = { ...item.binary, ...renamed(input.binary ?? {}, files) };
	return {
		item: {
			...item,
			json: { ...item.json, ...renamed(input.json, fields) },
			...(Object.keys(binary).length > 0 && { binary }),
		},
		names: { fields, files },
	};
}

/** Takes the two apart again. */
export function withoutInput(
	{ json, binary = {}, ...item }: INodeExecutionData,
	{ fields, files }: InputNames,
): { readonly item: INodeExecutionData; readonly input: INodeExecutionData } {
	const ownFiles = without(binary, files);
	return {
		item: {
			...item,
			json: without(json, fields),
			...(Object.keys(ownFiles).length > 0 && { binary: ownFiles }),
		},
		input: { json: namedBack(json, fields), binary: namedBack(binary, files) },
	};
}

/** As it was, where the node does not have a field of that name itself. */
function namesFor(own: readonly string[], taken: readonly string[]): Names {
	const used = new Set([...own, ...taken]);
	return Object.fromEntries(
		own.map((name) => {
			if (!taken.includes(name)) return [name, name];
			let free = PREFIX + name;
			while (used.has(free)) free = PREFIX + free;
			used.add(free);
			return [name, free];
		}),
	);
}

type Values<T> = Readonly<Record<string, T>>;

const renamed = <T>(values: Values<T>, names: Names): Record<string, T> =>
	Object.fromEntries(Object.entries(values).map(([name, value]) => [names[name] ?? name, value]));

function namedBack<T>(values: Values<T>, names: Names): Record<string, T> {
	const own = new Map(Object.entries(names).map(([name, shown]) => [shown, name]));
	return Object.fromEntries(
		Object.entries(values).flatMap(([shown, value]) => {
			const name = own.get(shown);
			return name === undefined ? [] : [[name, value]];
		}),
	);
}

function without<T>(values: Values<T>, names: Names): Record<string, T> {
	const shown = new Set(Object.values(names));
	return Object.fromEntries(Object.entries(values).filter(([name]) => !shown.has(name)));
}
