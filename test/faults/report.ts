import { layOutTable } from '../support/table';
import { DELIVERIES } from './expectations';
import type { CellReport } from './matrix';

const HEADINGS = ['', 'What comes out', 'Calls', 'Billed', 'Files', 'Waited', 'After Retry'];

/** A cell in a line: what comes out, requests, billed, delivered, time. */
function lineOf({ delivery, onError, ends, score, seconds, retried, wrong }: CellReport): string[] {
	const delivered = /(\d+) images?/.exec(ends)?.[1] ?? '0';
	return [
		`${wrong.length > 0 ? '✗' : ' '} ${delivery}, ${onError}`,
		ends,
		String(score.calls),
		String(score.billed),
		delivered,
		`${seconds} s`,
		retried ? `${retried.ends}, ${retried.billed} billed` : '',
	];
}

/** All cells of a row of the tables, and what the user reads where an image is missing. */
export function formatRow(title: string, reports: readonly CellReport[]): string {
	const table = layOutTable(HEADINGS, reports.map(lineOf));
	const reads = reports.find((report) => report.onError === 'goes on' && report.reads)?.reads;
	const wrong = reports.flatMap((report) =>
		report.wrong.map((what) => `  ✗ ${report.delivery}, ${report.onError}: ${what}`),
	);
	return [title, table, ...(reads ? [`  The user reads: ${reads}`] : []), ...wrong].join('\n');
}

/** How many cells there were for each delivery, and how many of them are wrong. */
export function formatSummary(reports: readonly CellReport[]): string {
	const counted = DELIVERIES.map((delivery) => {
		const own = reports.filter((report) => report.delivery === delivery);
		const wrong = own.filter((report) => report.wrong.length > 0);
		const billed = own.reduce((sum, { score }) => sum + score.billed, 0);
		return `${delivery.padEnd(8)}${String(own.length).padStart(5)} cells, ${billed} images billed, ${wrong.length} wrong`;
	});
	const faults = new Set(reports.map(({ title }) => title)).size;
	const wrong = reports.filter((report) => report.wrong.length > 0).length;
	return [...counted, `${faults} faults, ${reports.length} cells, ${wrong} wrong`].join('\n');
}
