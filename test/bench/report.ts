/** One measured contender. */
export interface Row {
	name: string;
	/** Wall-clock time from start to the last image, in milliseconds. */
	ms: number;
	images: number;
}

/** What one part of the benchmark found; the first row is what the others are compared with. */
export interface Report {
	title: string;
	rows: readonly Row[];
}

/** A report as text: seconds, and how many times as long as the first row, all from one run. */
export function formatReport({ title, rows }: Report): string {
	const width = Math.max(...rows.map(({ name }) => name.length));
	const [first] = rows;
	const lines = rows.map(({ name, ms, images }) => {
		const seconds = `${(ms / 1000).toFixed(2)} s`.padStart(9);
		const ratio = `${(ms / (first?.ms ?? ms)).toFixed(1)} ×`.padStart(8);
		return `${name.padEnd(width)} ${seconds} ${ratio}   ${images} images`;
	});
	return [title, ...lines].join('\n');
}
