import countBy from 'lodash/countBy';
import sum from 'lodash/sum';

import type { Simulator } from '../simulator';
import { layOutTable } from '../support/table';
import type { Books } from './books';
import type { CurvePoint, Rest, Soaked } from './drive';
import { tallies, wrongOrders, type Tally } from './verdict';

/** How much more memory n8n may use at the end than after the first minutes. */
export const MEMORY_GROWTH = 0.1;
/** How many orders that went wrong are printed. */
const WRONG_ORDERS = 20;
/** How many moments of the memory curve are printed. */
const CURVE_POINTS = 10;

/** One promise, and whether the soak has kept it. */
interface Finding {
	readonly promise: string;
	readonly isKept: boolean;
	readonly figures: string;
}

/** The whole report, for a terminal, and whether every promise was kept. */
export function reportOf(
	soaked: Soaked,
	simulator: Simulator,
	isControl: boolean,
): { text: string; isKept: boolean } {
	const tally = tallies(soaked.books);
	const findings = isControl
		? [workFinding(soaked), memoryFinding(soaked)]
		: findingsOf(soaked, tally);
	const counts = faultCounts(simulator);
	const balance = [
		layOutTable(
			['delivery', 'orders', 'ordered', 'billed', 'delivered', 'in hand', 'lost', 'twice'],
			tally.map((row) =>
				[row.delivery, row.orders, row.ordered, row.billed, row.delivered, row.inHand, row.lost]
					.concat(row.twice)
					.map(String),
			),
		),
		`In images. Billed and not delivered, but "in hand": its task id or link stands in the output.`,
		...wrongInWords(soaked.books),
	];
	const text = [
		...(isControl ? ["n8n's own HTTP Request nodes, for comparison"] : balance),
		`Executions: ${inWords(Object.fromEntries(soaked.books.statuses))}`,
		callsInWords(simulator),
		`${sum(Object.values(counts))} faults of ${Object.keys(counts).length} kinds`,
		curveInWords(soaked.curve),
		'n8n at rest, its garbage collected, in MB; "used" is what is left of its RSS once the allocator has ' +
			'given back what it keeps for later:',
		restsInTable(soaked.rests),
		...soaked.stopped.map((reason) => `Stopped early: ${reason}`),
		layOutTable(
			['promise', 'kept', 'figures'],
			findings.map(({ promise, isKept, figures }) => [promise, isKept ? 'yes' : 'NO', figures]),
		),
	].join('\n\n');
	return { text, isKept: findings.every(({ isKept }) => isKept) };
}

function findingsOf(soaked: Soaked, tally: readonly Tally[]): Finding[] {
	const total = (of: (row: Tally) => number) => sum(tally.map(of));
	const none = (promise: string, count: number, what: string): Finding => ({
		promise,
		isKept: count === 0,
		figures: `${count} ${what}`,
	});
	const [billed, twice] = [total((row) => row.billed), total((row) => row.twice)];
	return [
		none(
			'nothing is lost',
			total((row) => row.lost),
			`of ${billed} billed images`,
		),
		none('nothing is billed twice', twice, `of ${total((row) => row.ordered)} ordered images`),
		none(
			'no image that is not whole',
			total((row) => row.notWhole),
			'files',
		),
		none(
			'no image comes twice',
			total((row) => row.repeated),
			'files',
		),
		none(
			'nobody is left without an answer',
			total((row) => row.silent),
			'orders',
		),
		workFinding(soaked),
		memoryFinding(soaked),
	];
}

const workFinding = ({ stopped }: Soaked): Finding => ({
	promise: 'every workflow ran to the end',
	isKept: stopped.length === 0,
	figures: `${stopped.length} stopped`,
});

function memoryFinding({ rests }: Soaked): Finding {
	const [early] = rests;
	const late = rests.at(-1) ?? early;
	const growth = late.used / early.used - 1;
	return {
		promise: 'n8n needs no more memory with time',
		isKept: growth <= MEMORY_GROWTH,
		figures:
			`${megabytes(early.used)} used at rest after ${early.worked} min, ` +
			`${megabytes(late.used)} at the end (${inPercent(growth)})`,
	};
}

/** Tells a leak, which grows with the executions, from what levels off; and live objects from the rest. */
const restsInTable = (rests: readonly Rest[]): string =>
	layOutTable(
		['after', 'executions', 'RSS', 'used', 'live objects', 'heap', 'external', 'array buffers'],
		rests.map(({ worked, executions, rss, used, heapUsed, heapTotal, external, arrayBuffers }) => [
			`${worked.toFixed(0)} min`,
			String(executions),
			...[rss, used, heapUsed, heapTotal, external, arrayBuffers].map((bytes) =>
				(bytes / 1e6).toFixed(0),
			),
		]),
	);

const inPercent = (share: number) => `${share < 0 ? '' : '+'}${(share * 100).toFixed(1)} %`;

const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`;

const inWords = (counts: Readonly<Record<string, number>>) =>
	Object.entries(counts)
		.sort(([, one], [, other]) => other - one)
		.map(([name, count]) => `${name} ${count}`)
		.join(', ');

function callsInWords({ requests, callbacks }: Simulator): string {
	const calls = countBy(requests, ({ method, path }) => (method === 'GET' ? 'images' : path));
	return `Calls: ${inWords({ ...calls, callbacks: callbacks.deliveries.length })}`;
}

/** How often each fault happened. */
export function faultCounts({ requests, tasks }: Simulator): Readonly<Record<string, number>> {
	return countBy([
		...requests.flatMap(({ faultName }) => faultName ?? []),
		...tasks.all.flatMap(({ faults }) => faults),
	]);
}

/** The orders that went wrong, a line each; the first of them. */
function wrongInWords(books: Books): string[] {
	const wrong = wrongOrders(books);
	const lines = wrong.slice(0, WRONG_ORDERS).map(({ order, billed, delivered, lost, faults }) => {
		const counts = `${order.images} ordered, ${billed} billed, ${delivered} delivered, ${lost} lost`;
		return `  ${order.prompt}: ${counts}; faults: ${faults.join(', ') || 'none'}`;
	});
	return wrong.length === 0 ? [] : [[`${wrong.length} orders went wrong:`, ...lines].join('\n')];
}

function curveInWords(curve: readonly CurvePoint[]): string {
	const step = Math.max(1, Math.ceil(curve.length / CURVE_POINTS));
	const points = curve.filter((_, place) => place % step === 0 || place === curve.length - 1);
	return `Memory of n8n: ${points
		.map(({ minute, rss }) => `${minute.toFixed(0)} min ${megabytes(rss)}`)
		.join(', ')}`;
}
