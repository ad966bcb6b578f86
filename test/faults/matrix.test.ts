import { FAULT_NAMES } from '../simulator';
import { runCells } from './crew';
import { DELIVERIES, readExpectations } from './expectations';
import { cellsOf, nameOf, ON_ERROR_NAMES, type CellReport } from './matrix';

const ROWS = readExpectations();

/**
 * Every fault in every delivery with one setting of *On Error*, in turns, so that each fault meets all of
 * them, and each delivery each of them in a third of the faults. `npm run faults` runs all.
 */
const CELLS = cellsOf(ROWS).filter(({ row, delivery, onError }) => {
	const turn = ROWS.indexOf(row) + DELIVERIES.indexOf(delivery);
	return onError === ON_ERROR_NAMES[turn % ON_ERROR_NAMES.length];
});

/** On a machine that does other things too, a cell takes some seconds. */
const LONGEST_MS = 1_500_000;

let reports: ReadonlyMap<string, CellReport>;
beforeAll(async () => {
	reports = new Map((await runCells(CELLS)).map((report) => [report.name, report]));
}, LONGEST_MS);

describe('the tables of the fault matrix', () => {
	it('have every fault of the simulator', () => {
		const named = new Set<string>(ROWS.map(({ fault }) => fault));
		expect(FAULT_NAMES.filter((name) => !named.has(name))).toEqual([]);
	});
});

describe.each(ROWS.map((row) => [row.title, row] as const))('%s', (_title, row) => {
	it.each(CELLS.filter((cell) => cell.row === row).map(nameOf))('%s', (name) => {
		expect(reports.get(name)?.wrong ?? ['the process did not survive it']).toEqual([]);
	});
});
