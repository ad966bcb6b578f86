/** Headings and rows as a table for a terminal: a line each, the columns as wide as they need to be. */
export function layOutTable(headings: readonly string[], rows: readonly string[][]): string {
	const all = [headings, ...rows];
	const widths = headings.map((_, column) =>
		Math.max(...all.map((row) => (row[column] ?? '').length)),
	);
	const lines = all.map((row) =>
		row
			.map((cell, column) => cell.padEnd(widths[column] ?? 0))
			.join('  ')
			.trimEnd(),
	);
	const rule = widths.map((width) => '─'.repeat(width)).join('  ');
	return [lines[0], rule, ...lines.slice(1)].join('\n');
}
