/** A table in GitHub's Markdown; a line break or a bar in a cell does not break it. */
export function table(headings: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
	const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
	const rule = `|${' --- |'.repeat(headings.length)}`;
	return [line(headings), rule, ...rows.map(line)].join('\n');
}

const cell = (text: string) => text.replaceAll('|', '\\|').replace(/\s*\n\s*/g, '<br>');

/** What the user reads on the screen: bold is for nothing else in these documents. */
export const onScreen = (label: string) => `**${label}**`;

export const code = (text: string) => `\`${text}\``;

/** Set apart from the other values of a list. */
export const asDefault = (value: string) => `_${value}_`;

export const number = (value: number) => value.toLocaleString('en-US');

export const NOTHING = '–';

/** Puts what agrees in a trait together, in the order of the first of each. */
export function alike<T>(list: readonly T[], trait: (entry: T) => string): T[][] {
	const groups = new Map<string, T[]>();
	for (const entry of list) groups.set(trait(entry), [...(groups.get(trait(entry)) ?? []), entry]);
	return [...groups.values()];
}
