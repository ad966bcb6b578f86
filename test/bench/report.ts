import { layOutTable } from '../support/table';
import type { Part, Table, Target } from './part';

/** The tables of a part, for a terminal. */
export function tablesInWords({ tables }: Part): string {
	return tables
		.map(({ title, headings, rows }: Table) => `${title}\n\n${layOutTable(headings, [...rows])}`)
		.join('\n\n');
}

/** Every target of the parts that were measured, for a terminal. */
export function targetsInWords(targets: readonly Target[]): string {
	const rows = targets.map(({ what, bound, figure, isKept }) => [
		what,
		bound,
		figure,
		isKept ? 'yes' : 'NO',
	]);
	return layOutTable(['target', 'bound', 'measured', 'kept'], rows);
}

/** Times, and how many times as long as the first row, all from one run. */
export function timesTable(
	title: string,
	rows: ReadonlyArray<{
		readonly name: string;
		readonly ms: number;
		/** What it was measured on, e.g. "40 images". */
		readonly note: string;
	}>,
): Table {
	const first = rows[0]?.ms ?? NaN;
	return {
		title,
		headings: ['', 'time', 'ratio', 'of'],
		rows: rows.map(({ name, ms, note }) => [name, inTime(ms), inRatio(ms / first), note]),
	};
}

/** A time in milliseconds, e.g. "36.6 ms" or "5.12 s". */
export const inTime = (ms: number): string =>
	ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`;

/** How many times as much, e.g. "1.04 ×". */
export const inRatio = (ratio: number): string => `${ratio.toFixed(2)} ×`;

/** Bytes in MB, e.g. "24 MB". */
export const inMegabytes = (bytes: number): string => `${(bytes / 1_000_000).toFixed(0)} MB`;

/** Settings of n8n, e.g. "EXECUTIONS_MODE=queue". */
export function settingsInWords(env: Readonly<Record<string, string>>): string {
	const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	return settings.join(', ') || 'its default settings';
}
