import { process, spawn } from '../support/node';
import { nameOf, type Cell, type CellReport } from './matrix';

const TSX = 'node_modules/tsx/dist/cli.mjs';

/** How many processes run cells at the same time: as many as the smallest machine has cores. */
const WORKERS = 2;

/**
 * Runs cells in processes of their own, several at a time.
 *
 * @param onReport called with each report as it comes
 * @returns the reports, in the order of the cells; a cell that a process did not survive is wrong
 */
export async function runCells(
	cells: readonly Cell[],
	onReport: (report: CellReport) => void = () => undefined,
): Promise<CellReport[]> {
	const names = cells.map(nameOf);
	const shares = Array.from({ length: WORKERS }, (_, worker) =>
		names.filter((_name, index) => index % WORKERS === worker),
	);
	const reports = new Map<string, CellReport>();
	await Promise.all(
		shares.map(
			async (share) =>
				await runShare(share, (report) => {
					reports.set(report.name, report);
					onReport(report);
				}),
		),
	);
	return cells.flatMap((cell) => reports.get(nameOf(cell)) ?? []);
}

async function runShare(
	names: readonly string[],
	onReport: (report: CellReport) => void,
): Promise<void> {
	if (names.length === 0) return;
	const child = spawn(process.execPath, [TSX, 'test/faults/worker.ts'], {
		stdio: ['pipe', 'pipe', 'inherit'],
		// As jest has it: the server of the harness then prints nothing of its own.
		env: { ...process.env, NODE_ENV: 'test' },
	});
	child.stdin.end(names.join('\n'));
	let rest = '';
	for await (const chunk of child.stdout) {
		const lines = (rest + String(chunk)).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) if (line.startsWith('{')) onReport(readReport(line));
	}
}

const readReport = (line: string): CellReport => JSON.parse(line);
