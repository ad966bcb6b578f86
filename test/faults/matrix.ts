import type { NodeSettings } from '../engine/harness';
import { process } from '../support/node';
import { DELIVERIES, type DeliveryName, type Expected, type Row } from './expectations';
import { endsIn, judgeRetry, judgeRun, scoreOf, type Score } from './judge';
import { perform, performRetries } from './performances';
import { Stage } from './stage';

/**
 * What *On Error* of the node, and of the trigger, is set to: continue on fail, continue by the error
 * output, or stop.
 */
export const ON_ERROR = {
	'goes on': { onError: 'continueRegularOutput' },
	'error output': { onError: 'continueErrorOutput' },
	stops: {},
} as const satisfies Record<string, NodeSettings>;
export type OnErrorName = keyof typeof ON_ERROR;
export const ON_ERROR_NAMES: readonly OnErrorName[] = ['goes on', 'error output', 'stops'];

/** One fault with one delivery and one setting of *On Error*. */
export interface Cell {
	readonly row: Row;
	readonly delivery: DeliveryName;
	readonly onError: OnErrorName;
	readonly expected: Expected;
}

/** What a cell came to, in words for a person. */
export interface CellReport {
	readonly name: string;
	readonly group: string;
	readonly title: string;
	readonly delivery: DeliveryName;
	readonly onError: OnErrorName;
	/** What came out of the first run. */
	readonly ends: string;
	/** What the user reads where an image is missing. */
	readonly reads: string;
	/** In the first run. */
	readonly score: Score;
	/** How long the user waited, in seconds. */
	readonly seconds: number;
	/** What came out after Retry, and was billed by then. */
	readonly retried?: { readonly ends: string; readonly billed: number };
	/** What is wrong; nothing, if the cell is as it should be. */
	readonly wrong: readonly string[];
}

/** All cells of the tables, in their order. */
export const cellsOf = (rows: readonly Row[]): Cell[] =>
	rows.flatMap((row) =>
		DELIVERIES.flatMap((delivery) => {
			const expected = row.expected[delivery];
			if (!expected) return [];
			return ON_ERROR_NAMES.map((onError) => ({ row, delivery, onError, expected }));
		}),
	);

export const nameOf = ({ row, delivery, onError }: Cell): string =>
	`${row.title} / ${delivery} / ${onError}`;

/** Runs one cell in n8n's engine, against a service of its own. */
export async function runCell(cell: Cell): Promise<CellReport> {
	const { row, delivery, onError, expected } = cell;
	const unheard: unknown[] = [];
	const hear = (reason: unknown) => unheard.push(reason);
	process.on('unhandledRejection', hear);
	const stage = await Stage.open(row, delivery, ON_ERROR[onError]);
	try {
		const first = await perform(stage);
		const score = scoreOf(stage);
		const seconds = Math.round(stage.time.elapsedMs / 1000);
		const wrong = judgeRun(stage, expected, first, score);
		let retried: CellReport['retried'];
		if (first.failed.length > 0) {
			await stage.endFault();
			const second = await performRetries(stage, first.failed);
			const after = scoreOf(stage);
			wrong.push(...judgeRetry(stage, first, second, after));
			retried = { ends: endsIn(second.held), billed: after.billed };
		}
		wrong.push(...unheard.map((reason) => `unhandled rejection: ${String(reason)}`));
		return {
			...{ name: nameOf(cell), group: row.group, title: row.title, delivery, onError },
			...{ ends: endsIn(first.held), score, seconds, wrong },
			reads: [...new Set(first.held.flatMap(({ text }) => text ?? []))].join(' / '),
			...(retried && { retried }),
		};
	} finally {
		await stage.close();
		process.off('unhandledRejection', hear);
	}
}
