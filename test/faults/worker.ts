/**
 * Runs the cells that its standard input names, one line each, and prints a line of JSON for each.
 * A process of its own, so that a promise that is rejected unheard is met as Node.js meets it.
 */
import { process, sleep } from '../support/node';
import { readExpectations } from './expectations';
import { cellsOf, nameOf, runCell, type Cell, type CellReport } from './matrix';

/** A cell that takes longer sits for ever; in milliseconds. */
const LONGEST_CELL_MS = 120_000;

async function main(): Promise<void> {
	const cells = new Map(cellsOf(readExpectations()).map((cell) => [nameOf(cell), cell]));
	let names = '';
	for await (const chunk of process.stdin) names += String(chunk);
	for (const name of names.split('\n')) {
		const cell = cells.get(name);
		if (cell) process.stdout.write(`${JSON.stringify(await reportOn(cell))}\n`);
	}
	process.exit(0);
}

async function reportOn(cell: Cell): Promise<CellReport> {
	const stopped = new AbortController();
	const late = sleep(LONGEST_CELL_MS, undefined, { signal: stopped.signal }).then(
		() => brokenCell(cell, 'it sits for ever'),
		() => brokenCell(cell, 'not reached'),
	);
	try {
		return await Promise.race([runCell(cell), late]);
	} catch (thrown) {
		const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
		return brokenCell(cell, `it threw: ${reason}`);
	} finally {
		stopped.abort();
	}
}

const brokenCell = (cell: Cell, wrong: string): CellReport => ({
	name: nameOf(cell),
	group: cell.row.group,
	title: cell.row.title,
	delivery: cell.delivery,
	onError: cell.onError,
	ends: 'nothing',
	reads: '',
	score: { billed: 0, calls: 0, downloads: 0 },
	seconds: 0,
	wrong: [wrong],
});

void main();
