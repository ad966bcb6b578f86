import { readFileSync } from '../support/node';
import type { Survivor } from './report';

/** The list of the survivors that are known, each with the reason why no test can or need notice it. */
export const LIST = 'test/mutate/survivors.md';

/** A survivor as a row of the list, to paste; the reason is left to a person. */
export const rowOf = ({ file, code, from, to }: Survivor, reason = ''): string =>
	`| \`${file}\` | \`${code}\` | \`${from}\` | \`${to}\` | ${reason} |`;

/** What makes a row one of the list: not the line number, which every change moves. */
const keyOf = (row: string) => row.split('|').slice(1, 5).join('|').trim();

/** Splits the survivors into those of the list, and those of which nobody has said why they live. */
export function sortOut(survivors: readonly Survivor[]): {
	known: Survivor[];
	unknown: Survivor[];
} {
	const listed = new Set(
		readFileSync(LIST, 'utf8')
			.split('\n')
			.filter((line) => line.startsWith('| `'))
			.map(keyOf),
	);
	const isKnown = (survivor: Survivor) => listed.has(keyOf(rowOf(survivor)));
	return {
		known: survivors.filter(isKnown),
		unknown: survivors.filter((survivor) => !isKnown(survivor)),
	};
}
