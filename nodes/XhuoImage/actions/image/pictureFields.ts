import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { fine, refused, type Checked } from '../../models/problem';

/** A file that the user named as a picture. */
export interface NamedFile {
	/** Such as `Picture 'data'`, for messages. */
	readonly name: string;
	readonly binary: IBinaryData;
	/** Whether it came with `*`: then files that are no pictures are passed over. */
	readonly isOneOfAll: boolean;
}

/** Stands for all pictures of an item. */
const ALL = '*';

/**
 * Finds the files that a field names: names of binary fields with commas in between or in an array,
 * `*`, or the files themselves, which an expression can give.
 *
 * @param named the field's value
 * @param label the field's label
 * @param apart a binary field that `*` leaves out
 */
export function findFiles(
	context: IExecuteFunctions,
	itemIndex: number,
	named: unknown,
	label: string,
	apart = '',
): Checked<NamedFile[]> {
	const files: NamedFile[] = [];
	for (const entry of entriesOf(context, itemIndex, named)) {
		if (isFile(entry)) {
			files.push({ name: `Picture ${files.length + 1}`, binary: entry, isOneOfAll: false });
		} else if (entry === ALL) {
			files.push(...allFiles(context, itemIndex, apart));
		} else {
			const binary = fileOf(context, itemIndex, entry);
			if (!binary) return refused(missing(entry, label), advice(context, itemIndex));
			files.push({ name: `Picture '${entry}'`, binary, isOneOfAll: false });
		}
	}
	return fine(files);
}

/** The binary fields of an item. */
const filesOf = (context: IExecuteFunctions, itemIndex: number): Record<string, IBinaryData> =>
	context.getInputData()[itemIndex]?.binary ?? {};

function entriesOf(
	context: IExecuteFunctions,
	itemIndex: number,
	named: unknown,
): Array<string | IBinaryData> {
	if (isFile(named)) return [named];
	if (Array.isArray(named)) {
		return named.flatMap((entry: unknown) => entriesOf(context, itemIndex, entry));
	}
	if (typeof named !== 'string') return [];
	if (named in filesOf(context, itemIndex)) return [named];
	return named
		.split(/[,\n]/)
		.map((name) => name.trim())
		.filter((name) => name !== '');
}

const isFile = (value: unknown): value is IBinaryData =>
	typeof value === 'object' &&
	value !== null &&
	'mimeType' in value &&
	('data' in value || 'id' in value);

function allFiles(context: IExecuteFunctions, itemIndex: number, apart: string): NamedFile[] {
	return Object.entries(filesOf(context, itemIndex))
		.filter(([name]) => name !== apart)
		.map(([name, binary]) => ({ name: `Picture '${name}'`, binary, isOneOfAll: true }));
}

/** n8n can be set to keep files among the JSON fields; its own helper knows where to look then. */
function fileOf(
	context: IExecuteFunctions,
	itemIndex: number,
	name: string,
): IBinaryData | undefined {
	const file = filesOf(context, itemIndex)[name];
	if (file) return file;
	try {
		return context.helpers.assertBinaryData(itemIndex, name);
	} catch {
		return undefined;
	}
}

const missing = (name: string, label: string): string =>
	`'${label}' names '${name}', but the item has no binary field of that name`;

function advice(context: IExecuteFunctions, itemIndex: number): string {
	const names = Object.keys(filesOf(context, itemIndex));
	if (names.length === 0) {
		return "The item has no files at all. Check that the node before gives out the picture as a file, or set 'Pictures From' to 'URLs'.";
	}
	return `Its binary fields are ${names.map((name) => `'${name}'`).join(', ')}.`;
}
