import type { Clock } from './clock';

/** How a request that passed the gate ended, as far as the rate limit is concerned. */
export type Passage = 'served' | 'rateLimited' | 'other';

/** Held by a request while it is on its way. */
export interface Ticket {
	/** Its place in the line. */
	readonly place: number;
	/** Until when it has to wait if it comes again, in Unix milliseconds; 0 if nothing said so. */
	readonly notBefore: number;
	/**
	 * Called once, when the answer is there.
	 *
	 * @param waitMs after a rate limit, how long the request waits before it comes again
	 * @param askedMs how long the service itself asked to wait; the same where it did not say
	 */
	leave(passage: Passage, waitMs?: number, askedMs?: number): void;
}

/** A request that met the rate limit. */
interface Refusal {
	/** How many went out of the same opening before it. */
	readonly order: number;
	/** How many others were on their way when it went out. */
	readonly others: number;
	/** The wait that it was asked for, in milliseconds. */
	readonly askedMs: number;
}

/** What goes out between two waits. */
interface Opening {
	/** When each of the opening before went out, if no rate limit ended that one; in Unix milliseconds. */
	readonly before: readonly number[];
	/** How many may go out before the next wait is due, in any case. */
	readonly most: number;
	/** When each went out, in Unix milliseconds. */
	readonly sentAt: number[];
	/** Those that met the rate limit. */
	readonly refusals: Refusal[];
	/** When the first rate limit that was met, by any request, lets the next one begin. */
	endsAt?: number;
}

interface Waiting {
	readonly place: number;
	readonly notBefore: number;
	readonly goes: (ticket: Ticket) => void;
}

/** The times between arrivals differ a little from those between departures. */
const MARGIN = 1.02;

/** How many times as many the next opening lets out, after a time in which no rate limit was met. */
const GROWTH = 1.5;

/** In milliseconds: to meet the limit takes up to a second more, so it must not be tried at every turn. */
const LEAST_BEFORE_GROWTH = 5000;

/**
 * Lets the requests of a node run out one by one and slows all of them down when the service says
 * that they are too many: after a 429 nothing goes out until the wait is over, and no request before
 * its own. Then as many go out as the service took before it, and after as long a wait again as many,
 * each as long after the one of the turn before; every few seconds half as many more are tried. Where
 * the service took none, the limit is not one of time: then no more are on their way at once than
 * those that it is still working on, or half as many as before if there are none.
 */
export class RateGate {
	/**
	 * From 0 to 1, for the part of a wait that is left to chance: it keeps this run apart from others.
	 * Those of one run wait for one another, and would all wait as long as the unluckiest.
	 */
	readonly chance: number;

	private opening: Opening;

	/** When those may go that have met no limit themselves; in Unix milliseconds. */
	private othersAt = 0;

	/** Since when no opening was ended by a rate limit; in Unix milliseconds. */
	private undisturbedSince: number;

	/** The time between two openings, while no rate limit asks for more. */
	private periodMs = Infinity;

	/** When it looks at the line again; in Unix milliseconds. */
	private wakesAt = Infinity;

	private allowed: number;

	/** Up to here, each answer that comes back well lets one more be on its way; then each second round. */
	private quicklyTo: number;

	private onTheirWay = 0;

	private places = 0;

	/** By place. */
	private readonly line: Waiting[] = [];

	/**
	 * @param clock the time
	 * @param mostAtOnce how many requests may be on their way at once while nothing slows them
	 * @param signal aborted when the execution is stopped: then everyone is let through at once, and
	 *   must look at the signal before sending anything
	 */
	constructor(
		private readonly clock: Clock,
		private readonly mostAtOnce: number,
		private readonly signal?: AbortSignal,
	) {
		this.allowed = mostAtOnce;
		this.quicklyTo = mostAtOnce;
		this.chance = clock.random();
		this.undisturbedSince = clock.now();
		this.opening = openingOf(Infinity);
		signal?.addEventListener('abort', () => this.admit());
	}

	/**
	 * Waits for its turn: first come, first served. Who has to come again keeps its place, so that the
	 * same request does not meet the limit again and again.
	 *
	 * @param again the ticket that the request had before, if it has to come again
	 */
	async enter(again?: Ticket): Promise<Ticket> {
		const { place, notBefore } = again ?? { place: this.nextPlace(), notBefore: 0 };
		return await new Promise<Ticket>((goes) => {
			this.line.push({ place, notBefore, goes });
			this.line.sort((one, other) => one.place - other.place);
			this.admit();
		});
	}

	private nextPlace(): number {
		this.places += 1;
		return this.places;
	}

	private admit(): void {
		for (let [next] = this.line; next; [next] = this.line) {
			if (!this.signal?.aborted) {
				if (this.onTheirWay >= Math.floor(this.allowed)) return;
				const dueAt = this.dueAt(next);
				if (dueAt > this.clock.now()) return this.admitLater(dueAt);
				if (this.isUsedUp()) {
					this.open();
					continue;
				}
			}
			this.line.shift();
			this.letOut(next);
		}
	}

	private letOut({ place, goes }: Waiting): void {
		const { opening } = this;
		const order = opening.sentAt.length;
		const others = this.onTheirWay;
		this.onTheirWay += 1;
		opening.sentAt.push(this.clock.now());
		const ticket = { place, notBefore: 0 };
		const leave = (how: Passage, waitMs = 0, askedMs = waitMs) => {
			if (how === 'rateLimited') {
				ticket.notBefore = this.clock.now() + waitMs;
				this.meetLimit(opening, ticket.notBefore, { order, others, askedMs });
			}
			this.leave(how);
		};
		goes(Object.assign(ticket, { leave }));
	}

	private isUsedUp(): boolean {
		const { endsAt, sentAt, most } = this.opening;
		return endsAt !== undefined || sentAt.length >= most;
	}

	/** When the next of the line may go, in Unix milliseconds. */
	private dueAt({ notBefore }: Waiting): number {
		const { endsAt, sentAt, most, before } = this.opening;
		const own = notBefore || this.othersAt;
		if (endsAt !== undefined) return Math.max(own, endsAt);
		const last = sentAt.length < most ? before[sentAt.length] : sentAt[0];
		return last === undefined ? own : Math.max(own, last + this.periodMs);
	}

	private admitLater(dueAt: number): void {
		if (this.wakesAt <= dueAt) return;
		this.wakesAt = dueAt;
		void this.clock.sleep(dueAt - this.clock.now(), this.signal).then(() => {
			if (this.wakesAt === dueAt) this.wakesAt = Infinity;
			this.admit();
		});
	}

	private meetLimit(opening: Opening, notBefore: number, refusal: Refusal): void {
		opening.refusals.push(refusal);
		this.opening.endsAt = Math.min(this.opening.endsAt ?? Infinity, notBefore);
		this.othersAt = Math.max(this.othersAt, notBefore);
	}

	private leave(how: Passage): void {
		this.onTheirWay -= 1;
		if (how === 'served') {
			const more = this.allowed < this.quicklyTo ? 1 : 1 / (2 * this.allowed);
			this.allowed = Math.min(this.mostAtOnce, this.allowed + more);
		}
		this.admit();
	}

	/** Begins the next opening, by what became of the one before. */
	private open(): void {
		const { endsAt, sentAt, refusals, most } = this.opening;
		if (endsAt === undefined) {
			this.opening = openingOf(this.afterUndisturbed(most), sentAt);
			return;
		}
		this.undisturbedSince = this.clock.now();
		const taken = sentAt.length - refusals.length;
		const askedMs = Math.max(...refusals.map((refusal) => refusal.askedMs));
		const atWork = mostAtWork(refusals);
		let next = most;
		if (taken > 0) {
			// Without a wait there is no pace to learn, nor where it was requests from before that ended it.
			if (askedMs > 0) {
				next = taken;
				this.periodMs = Math.min(this.periodMs, askedMs * MARGIN);
			}
		} else if (atWork > 0) {
			this.allowed = Math.min(this.allowed, atWork);
			this.quicklyTo = this.allowed;
		} else {
			next = halfOf(most);
			this.allowed = halfOf(this.allowed);
			this.quicklyTo = this.mostAtOnce;
			this.letOthersTry(sentAt.length);
		}
		this.opening = openingOf(next);
	}

	/** How many go out next, after as many have met no limit. */
	private afterUndisturbed(most: number): number {
		const now = this.clock.now();
		if (now - this.undisturbedSince < LEAST_BEFORE_GROWTH) return most;
		this.undisturbedSince = now;
		return Math.ceil(most * GROWTH);
	}

	/** Where the service takes nothing at all, the same requests would use up their tries. */
	private letOthersTry(count: number): void {
		const tried = this.line.splice(0, count);
		this.line.push(...tried.map((waiting) => ({ ...waiting, place: this.nextPlace() })));
	}
}

const halfOf = (count: number): number => Math.max(1, Math.floor(count / 2));

/** How many requests the service was at work on, at least, when it took none of these. */
function mostAtWork(refusals: readonly Refusal[]): number {
	const inOrder = [...refusals].sort((one, other) => one.order - other.order);
	return Math.max(0, ...inOrder.map(({ others }, refusedBefore) => others - refusedBefore));
}

const openingOf = (most: number, before: readonly number[] = []): Opening => ({
	before,
	most,
	sentAt: [],
	refusals: [],
});
