import { COMMANDS } from './commands';
import type { Outcome } from './trial';
import { layOutTable } from '../support/table';

const HEADINGS = ['Machine', 'Node', 'npm', 'Clone', 'npm ci', 'Size', ...COMMANDS, 'Result'];

/** The outcomes as a table for a terminal, one line each. */
export function formatTable(outcomes: readonly Outcome[]): string {
	return layOutTable(HEADINGS, outcomes.map(toRow));
}

function toRow({ machine, installSeconds, installMegabytes, seconds, result }: Outcome): string[] {
	const owner = machine.uid === undefined ? '' : `, of user ${machine.uid}`;
	return [
		machine.name,
		machine.node,
		machine.npm,
		`${machine.folder}${owner}`,
		inSeconds(installSeconds),
		installMegabytes === undefined ? '–' : `${Math.round(installMegabytes)} MB`,
		...COMMANDS.map((command) => inSeconds(seconds[command])),
		result,
	];
}

function inSeconds(seconds: number | undefined): string {
	return seconds === undefined ? '–' : `${seconds.toFixed(1)} s`;
}
