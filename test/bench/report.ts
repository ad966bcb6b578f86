/** One measured contender. */
export interface Row {
	name: string;
	/** Wall-clock time in milliseconds; the title of the report says of what. */
	ms: number;
	/** What it was measured on, e.g. "40 images". */
	note: string;
}

/** What one part of the benchmark found; the first row is what the others are compared with. */
export interface Report {
	title: string;
	rows: readonly Row[];
}

/** A report as text: times, and how many times as long as the first row, all from one run. */
export function formatReport({ title, rows }: Report): string {
	const width = Math.max(...rows.map(({ name }) => name.length));
	const [first] = rows;
	const lines = rows.map(({ name, ms, note }) => {
		const ratio = `${(ms / (first?.ms ?? ms)).toFixed(2)} ×`.padStart(8);
		return `${name.padEnd(width)} ${inWords(ms).padStart(9)} ${ratio}   ${note}`;
	});
	return [title, ...lines].join('\n');
}

const inWords = (ms: number) => (ms < 1000 ? `${ms.toFixed(1)} ms` : `${(ms / 1000).toFixed(2)} s`);
