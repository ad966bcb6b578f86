import { FAULT_GROUPS, FAULT_NAMES, type FaultName } from '../simulator';
import { join, readFileSync } from '../support/node';

export const DELIVERIES = ['wait', 'poll', 'pause', 'submit'] as const;
export type DeliveryName = (typeof DELIVERIES)[number];

/** What became of an image that was ordered; the words of the tables. */
export const ENDS = [
	'image',
	'link',
	'task id',
	'unreadable',
	'refused',
	'uncertain',
	'missing',
] as const;
export type End = (typeof ENDS)[number];

/** The service cannot be connected to: no fault of a request, so it has no name in the simulator. */
export const OFFLINE = 'connection-refused';

/** What has to come out of one fault with one delivery. */
export interface Expected {
	/** How many images ended in each way; those that are not named: none. */
	readonly ends: Readonly<Partial<Record<End, number>>>;
	/** Calls for images in all. */
	readonly calls: number;
	/** Downloads in all, where that is said. */
	readonly downloads?: number;
}

/** One row: a fault, and what has to come out of it. */
export interface Row {
	readonly group: string;
	/** As the table calls it. */
	readonly title: string;
	readonly fault: FaultName | typeof OFFLINE;
	/** Whether it happens every time, whatever the simulator's catalogue says. */
	readonly isAlways: boolean;
	/** Absent where the fault does not concern the delivery. */
	readonly expected: Readonly<Partial<Record<DeliveryName, Expected>>>;
	/** Words that every message of this row holds. */
	readonly cause: string;
	readonly nextStep: string;
}

/** How many calls there are when nothing is asked for twice. */
const CALLS = 3;

const FILES: Readonly<Record<keyof typeof FAULT_GROUPS, string>> = {
	'The service says no': 'refusals.md',
	'What an error looks like': 'wording.md',
	'The service or the way to it fails': 'breakdowns.md',
	'The image host': 'images.md',
	'Submitted tasks and callbacks': 'callbacks.md',
	'Asking for tasks': 'tasks.md',
	'Odd but usable answers': 'shapes.md',
};

/**
 * Reads the tables in `expected/`.
 *
 * @throws Error for a row or a cell that cannot be read
 */
export function readExpectations(): Row[] {
	return Object.entries(FILES).flatMap(([group, file]) => {
		const text = readFileSync(join('test/faults/expected', file), 'utf8');
		const rows = text.split('\n').filter((line) => /^\| (?!Fault |---)/.test(line));
		return rows.map((line) => readRow(group, line));
	});
}

function readRow(group: string, line: string): Row {
	const cells = line.split('|').map((cell) => cell.trim());
	const [, title = '', wait = '', poll = '', pause = '', submit = '', cause = '', nextStep = ''] =
		cells;
	const [name = '', addition] = title.split(', ');
	const known: ReadonlyArray<FaultName | typeof OFFLINE> = [...FAULT_NAMES, OFFLINE];
	const fault = known.find((one) => one === name);
	if (fault === undefined || (addition !== undefined && addition !== 'always')) {
		throw new Error(`${group}: there is no fault "${title}"`);
	}
	const expected: Partial<Record<DeliveryName, Expected>> = {};
	let left: Expected | undefined;
	for (const [delivery, cell] of Object.entries({ wait, poll, pause, submit })) {
		if (cell !== 'same') left = cell === '–' ? undefined : readCell(cell, title);
		if (left && isDelivery(delivery)) expected[delivery] = left;
	}
	const isAlways = addition === 'always';
	return { group, title, fault, isAlways, expected, cause, nextStep };
}

const isDelivery = (name: string): name is DeliveryName => DELIVERIES.some((one) => one === name);

/** Such as `2 images, 1 refused; 4 calls`. */
function readCell(text: string, title: string): Expected {
	const [ends = '', ...counts] = text.split('; ');
	const read = ends.split(', ').map((part) => {
		const [, count, word = ''] = /^(\d+) ([a-z ]+)$/.exec(part) ?? [];
		const end = ENDS.find((one) => word === one || word === `${one}s`);
		if (end === undefined) throw new Error(`${title}: "${part}" is no end of an image`);
		return [end, Number(count)] as const;
	});
	const counted = (what: string) => {
		const found = counts.map((part) => new RegExp(`^(\\d+) ${what}$`).exec(part)).find(Boolean);
		return found ? Number(found[1]) : undefined;
	};
	const downloads = counted('downloads');
	return {
		ends: Object.fromEntries(read),
		calls: counted('calls') ?? CALLS,
		...(downloads !== undefined && { downloads }),
	};
}
