import type { Clock } from './clock';

/** How a request that passed the gate ended, as far as the rate limit is concerned. */
export type Passage = 'served' | 'rateLimited' | 'other';

/** Held by a request while it is on its way. */
export interface Ticket {
	/** Its place in the line. */
	readonly place: number;
	/** Called once, when the answer is there; `waitMs` is what a rate limit asks for. */
	leave(passage: Passage, waitMs?: number): void;
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
	readonly since: number;
	/** How many may go out before the next wait is due, in any case. */
	readonly most: number;
	sent: number;
	/** Those that met the rate limit. */
	readonly refusals: Refusal[];
	/** Whether a rate limit, met by any request, has ended it. */
	isOver: boolean;
}

interface Waiting {
	readonly place: number;
	readonly goes: (ticket: Ticket) => void;
}

/** What the next opening lets out more than one that no rate limit has ended. */
const GROWTH = 1.5;

/**
 * Lets the requests of a node run out one by one and slows all of them down when the service says
 * that they are too many: after a 429 nothing goes out until the wait is over. Then as many go out as
 * the service took before it, and after as long a wait again half as many more, and so on. Where it
 * took none, the limit is not one of time: then no more are on their way at once than those that the
 * service is still working on, or half as many as before if there are none.
 */
export class RateGate {
	private openAt = 0;

	private opening: Opening;

	/** The time between two openings, while no rate limit asks for more. */
	private periodMs = Infinity;

	private isTimed = false;

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
		this.opening = openingOf(clock.now(), Infinity);
		signal?.addEventListener('abort', () => this.admit(), { once: true });
	}

	/**
	 * Waits for its turn: first come, first served. Who has to come again keeps its place, so that the
	 * same request does not meet the limit again and again.
	 *
	 * @param again the ticket that the request had before, if it has to come again
	 */
	async enter(again?: Ticket): Promise<Ticket> {
		const place = again?.place ?? this.nextPlace();
		return await new Promise<Ticket>((goes) => {
			this.line.push({ place, goes });
			this.line.sort((one, other) => one.place - other.place);
			this.admit();
		});
	}

	private nextPlace(): number {
		this.places += 1;
		return this.places;
	}

	private admit(): void {
		while (this.line.length > 0) {
			if (!this.signal?.aborted) {
				if (this.onTheirWay >= Math.floor(this.allowed)) return;
				const closedFor = this.closedUntil() - this.clock.now();
				if (closedFor > 0) return this.admitLater(closedFor);
				if (this.isUsedUp()) {
					this.open();
					continue;
				}
			}
			this.letOut();
		}
	}

	private letOut(): void {
		const { opening } = this;
		const order = opening.sent;
		const others = this.onTheirWay;
		this.onTheirWay += 1;
		opening.sent += 1;
		const next = this.line.shift();
		next?.goes({
			place: next.place,
			leave: (how, askedMs = 0) => this.leave(opening, how, { order, others, askedMs }),
		});
	}

	private isUsedUp(): boolean {
		return this.opening.isOver || this.opening.sent >= this.opening.most;
	}

	private closedUntil(): number {
		const { isOver, sent, most, since } = this.opening;
		return !isOver && sent >= most ? Math.max(this.openAt, since + this.periodMs) : this.openAt;
	}

	private admitLater(ms: number): void {
		if (this.isTimed) return;
		this.isTimed = true;
		void this.clock.sleep(ms, this.signal).then(() => {
			this.isTimed = false;
			this.admit();
		});
	}

	private leave(opening: Opening, how: Passage, refusal: Refusal): void {
		this.onTheirWay -= 1;
		if (how === 'served') {
			const more = this.allowed < this.quicklyTo ? 1 : 1 / (2 * this.allowed);
			this.allowed = Math.min(this.mostAtOnce, this.allowed + more);
		}
		if (how === 'rateLimited') {
			opening.refusals.push(refusal);
			this.opening.isOver = true;
			this.openAt = Math.max(this.openAt, this.clock.now() + refusal.askedMs);
		}
		this.admit();
	}

	/** Begins the next opening, by what became of the one before. */
	private open(): void {
		const { isOver, sent, refusals, most } = this.opening;
		const taken = sent - refusals.length;
		const askedMs = Math.max(...refusals.map((refusal) => refusal.askedMs));
		const atWork = mostAtWork(refusals);
		let next = most;
		if (!isOver) {
			next = Math.ceil(most * GROWTH);
		} else if (refusals.length === 0) {
			// Requests that went out before this opening have ended it, which says nothing of its own.
		} else if (taken > 0) {
			// Without a wait, there is no pace to learn.
			if (askedMs > 0) {
				next = taken;
				this.periodMs = Math.min(this.periodMs, askedMs);
			}
		} else if (atWork > 0) {
			this.allowed = Math.min(this.allowed, atWork);
			this.quicklyTo = this.allowed;
		} else {
			next = halfOf(most);
			if (askedMs > 0) this.periodMs = askedMs;
			this.allowed = halfOf(this.allowed);
			this.quicklyTo = this.mostAtOnce;
			this.letOthersTry(sent);
		}
		this.opening = openingOf(this.clock.now(), next);
	}

	/** Where the service takes nothing at all, the same requests would use up their tries. */
	private letOthersTry(count: number): void {
		const tried = this.line.splice(0, count);
		this.line.push(...tried.map(({ goes }) => ({ place: this.nextPlace(), goes })));
	}
}

const halfOf = (count: number): number => Math.max(1, Math.floor(count / 2));

/** How many requests the service was at work on, at least, when it took none of these. */
function mostAtWork(refusals: readonly Refusal[]): number {
	const inOrder = [...refusals].sort((one, other) => one.order - other.order);
	return Math.max(0, ...inOrder.map(({ others }, refusedBefore) => others - refusedBefore));
}

const openingOf = (since: number, most: number): Opening => ({
	since,
	most,
	sent: 0,
	refusals: [],
	isOver: false,
});
