/**
 * `npm run faults`: every fault of the simulator in every delivery, with each setting of On Error, beside
 * what the tables in `expected/` say of it. `npm run faults -- image-cut pause` runs the cells
 * whose group and name hold these words. Exit code 1 if a cell is wrong.
 */
import { process } from '../support/node';
import { runCells } from './crew';
import { readExpectations } from './expectations';
import { cellsOf, nameOf } from './matrix';
import { formatRow, formatSummary } from './report';

/** Cells after which a line says how far it is. */
const PROGRESS_EVERY = 100;

const print = (text: string) => process.stdout.write(`${text}\n`);

async function main(): Promise<boolean> {
	const words = process.argv.slice(2);
	const cells = cellsOf(readExpectations()).filter((cell) =>
		words.every((word) => `${cell.row.group} / ${nameOf(cell)}`.includes(word)),
	);
	print(`Running ${cells.length} cells`);
	let done = 0;
	const reports = await runCells(cells, ({ name, wrong }) => {
		done += 1;
		if (wrong.length > 0) print(`✗ ${name}: ${wrong.join('; ')}`);
		if (done % PROGRESS_EVERY === 0) print(`${done} of ${cells.length}`);
	});
	for (const { title, group } of new Map(cells.map(({ row }) => [row.title, row])).values()) {
		const own = reports.filter((report) => report.title === title);
		print(`\n${formatRow(`${title} (${group})`, own)}`);
	}
	print(`\n${formatSummary(reports)}`);
	return reports.length === cells.length && reports.every(({ wrong }) => wrong.length === 0);
}

void main().then((isRight) => {
	process.exitCode = isRight ? 0 : 1;
});
