/** A table of what was measured, as text. */
export interface Table {
	readonly title: string;
	readonly headings: readonly string[];
	readonly rows: readonly string[][];
}

/** What was to be reached, and what was. */
export interface Target {
	readonly what: string;
	/** The bound in words, e.g. "at most 1.05". */
	readonly bound: string;
	readonly figure: string;
	readonly isKept: boolean;
}

/** What one part of the benchmark found. */
export interface Part {
	readonly tables: readonly Table[];
	readonly targets: readonly Target[];
	/** The same, for programs. */
	readonly figures: unknown;
}

/** A target that a figure must not exceed. */
export function atMost(what: string, figure: number, bound: number, unit = ''): Target {
	const isKept = figure <= bound;
	return { what, bound: `at most ${bound}${unit}`, figure: inWords(figure, unit), isKept };
}

/** A target that a figure must reach. */
export function atLeast(what: string, figure: number, bound: number, unit = ''): Target {
	const isKept = figure >= bound;
	return { what, bound: `at least ${bound}${unit}`, figure: inWords(figure, unit), isKept };
}

const inWords = (figure: number, unit: string) =>
	`${unit === '' || unit.startsWith(' ×') ? figure.toFixed(2) : figure.toFixed(1)}${unit}`;
