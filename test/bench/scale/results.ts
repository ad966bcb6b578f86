import type { Table } from '../part';
import { inMegabytes, inRatio, inTime } from '../report';
import type { Run } from './run';
import { median } from './statistics';
import { idealMs, type Work } from './works';

/** The runs of each contestant for a work, by its name; the floor is the first. */
export interface Result {
	readonly work: Work;
	readonly runs: ReadonlyMap<string, readonly Run[]>;
}

/** A figure of a contestant: the median of its runs. */
export function figureOf(
	{ runs }: Result,
	contestant: string,
	of: (run: Run) => number | undefined,
): number {
	return median((runs.get(contestant) ?? []).map((run) => of(run) ?? NaN));
}

export const timeOf = (result: Result, contestant: string): number =>
	figureOf(result, contestant, ({ ms }) => ms);

/** The result as a table. */
export function tableOf(result: Result): Table {
	const { work, runs } = result;
	const names = [...runs.keys()];
	const floor = timeOf(result, names[0] ?? '');
	const row = (name: string): string[] => {
		const times = (runs.get(name) ?? []).map(({ ms }) => ms);
		const whole = figureOf(result, name, ({ executionMs }) => executionMs);
		const stored = figureOf(result, name, (run) => run.stored);
		const memory = figureOf(result, name, (run) => run.memory);
		const images = Math.min(...(runs.get(name) ?? []).map((run) => run.images));
		return [
			name,
			inTime(median(times)),
			`${inTime(Math.min(...times))} to ${inTime(Math.max(...times))}`,
			inRatio(median(times) / floor),
			Number.isNaN(whole) ? '' : inTime(whole),
			Number.isNaN(stored) ? '' : `${(stored / 1000).toFixed(1)} kB`,
			Number.isNaN(memory) ? '' : inMegabytes(memory),
			String(figureOf(result, name, ({ requests }) => requests)),
			String(images),
			`${(100 * figureOf(result, name, ({ serviceLoad }) => serviceLoad)).toFixed(0)} %`,
			String(times.length),
		];
	};
	return {
		title: titleOf(work),
		headings: [
			...[
				'',
				'median',
				'spread',
				'of the first',
				'execution',
				'stored',
				'memory',
				'requests',
				'images',
			],
			...['service', 'runs'],
		],
		rows: names.map(row),
	};
}

function titleOf(work: Work): string {
	const { name, concurrency, latencyMs } = work;
	return `${name}, ${concurrency} at once, ${latencyMs} ms each: at best ${inTime(idealMs(work))}`;
}

/** For programs. */
export const figuresOf = ({ work, runs }: Result) => ({ work, runs: Object.fromEntries(runs) });
