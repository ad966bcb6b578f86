import { DELIVERIES, type Delivery } from './lanes';
import type { Books } from './books';

/** How a soak went, for one delivery. All but `orders` in images. */
export interface Tally {
	readonly delivery: Delivery;
	readonly orders: number;
	readonly ordered: number;
	readonly billed: number;
	readonly delivered: number;
	/** Billed, not delivered, and the user has its task id or its link. */
	readonly inHand: number;
	/** Billed, and the user has nothing of it. */
	readonly lost: number;
	/** Billed beyond what was ordered. */
	readonly twice: number;
	/** Delivered a second time. */
	readonly repeated: number;
	/** Files that are neither what was made nor what a fault sent. */
	readonly notWhole: number;
	/** Orders of which the user heard nothing. */
	readonly silent: number;
}

/** Compares what was billed with what the users hold. */
export const tallies = (books: Books): Tally[] =>
	DELIVERIES.map((delivery) => {
		const accounts = balances(books).filter(({ lane }) => lane.delivery === delivery);
		const sum = (of: (account: Balance) => number) => total(accounts.map(of));
		return {
			delivery,
			orders: accounts.length,
			ordered: sum(({ order }) => order.images),
			billed: sum(({ billed }) => billed),
			delivered: sum(({ delivered }) => delivered),
			inHand: sum(({ inHand }) => inHand),
			lost: sum(({ lost }) => lost),
			twice: sum(({ twice }) => twice),
			repeated: sum(({ repeated }) => repeated),
			notWhole: sum(({ files }) => [...files.values()].filter((how) => how === 'not whole').length),
			silent: sum(({ isAnswered }) => (isAnswered ? 0 : 1)),
		};
	});

/** One order, in images. */
const balances = (books: Books) =>
	books.all.map((account) => {
		const { order, files, tasks, links } = account;
		const calls = books.callsFor(order.prompt);
		const billed = total(calls.map(({ images }) => images));
		const delivered = files.size;
		const missing = Math.max(0, billed - delivered);
		// The links of what was delivered stand in the output, too.
		const led = tasks.size > 0 ? missing : Math.max(0, links.size - delivered);
		const inHand = Math.min(missing, led);
		return {
			...account,
			calls,
			billed,
			delivered,
			inHand,
			lost: missing - inHand,
			twice: Math.max(0, billed - order.images),
		};
	});

type Balance = ReturnType<typeof balances>[number];

/** All that is known of the orders that went wrong. */
export const wrongOrders = (books: Books) =>
	balances(books)
		.filter(({ lost, twice, isAnswered, repeated, files }) => {
			const isWhole = ![...files.values()].includes('not whole');
			return lost > 0 || twice > 0 || repeated > 0 || !isAnswered || !isWhole;
		})
		.map(({ files, tasks, links, ...balance }) => ({
			...balance,
			files: [...files],
			tasks: [...tasks],
			links: [...links],
			faults: books.faultsOf(balance.order.prompt),
		}));

const total = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0);
