import { endpointsOf } from '../aim';
import type { FaultName, NamedFault } from './index';
import { FAULT_GROUPS, FAULT_NAMES } from './index';

/** The named faults as Markdown, for the README and for `--list-faults`: a table for each group. */
export function faultTables(): string {
	return Object.entries(FAULT_GROUPS).map(groupTable).join('\n\n');
}

function groupTable([title, group]: [string, Readonly<Record<string, NamedFault>>]): string {
	const names = FAULT_NAMES.filter((name) => Object.hasOwn(group, name));
	const rows = names.map((name) => rowOf(name, group[name]));
	return [
		`### ${title}`,
		'',
		'| Name | What happens | Billed | Hits |',
		'| --- | --- | --- | --- |',
		...rows,
	].join('\n');
}

function rowOf(name: FaultName, fault: NamedFault | undefined): string {
	const { does = '', billed = false, isEndless = false, aim = {} } = fault ?? {};
	const how = [
		endpointsOf(name).join(', '),
		aim.times === 'always' ? 'every time' : aim.times === undefined ? '' : `${aim.times} times`,
		isEndless ? 'never ends by itself' : '',
	];
	const cells = [`\`${name}\``, does, billed ? 'yes' : 'no', how.filter(Boolean).join('; ')];
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}
