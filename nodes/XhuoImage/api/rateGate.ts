import type { Clock } from './clock';

/** How a request that passed the gate ended, as far as the rate limit is concerned. */
export type Passage = 'served' | 'rateLimited' | 'other';

/** Held by a request while it is on its way. */
export interface Ticket {
	/** Called once, when the answer is there; `waitMs` is what a rate limit asks for. */
	leave(passage: Passage, waitMs?: number): void;
}

/**
 * Lets the requests of a node run out one by one and slows all of them down when the service says
 * that they are too many: after a 429 nothing goes out until the wait is over, then half as many
 * at once as before, and one more with every answer that comes back well.
 */
export class RateGate {
	private openAt = 0;

	private isTimed = false;

	private allowed: number;

	private onTheirWay = 0;

	private lastSlowdown = 0;

	private passages = 0;

	/** First come, first served: who has to come again stands behind the others. */
	private readonly line: Array<(ticket: Ticket) => void> = [];

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
		signal?.addEventListener('abort', () => this.admit(), { once: true });
	}

	/** Waits for its turn. */
	async enter(): Promise<Ticket> {
		return await new Promise<Ticket>((resolve) => {
			this.line.push(resolve);
			this.admit();
		});
	}

	private admit(): void {
		while (this.line.length > 0) {
			const isStopped = this.signal?.aborted ?? false;
			if (!isStopped && this.onTheirWay >= this.allowed) return;
			const closedFor = this.openAt - this.clock.now();
			if (!isStopped && closedFor > 0) return this.admitLater(closedFor);
			this.onTheirWay += 1;
			this.passages += 1;
			const passage = this.passages;
			this.line.shift()?.({ leave: (how, waitMs = 0) => this.leave(passage, how, waitMs) });
		}
	}

	private admitLater(ms: number): void {
		if (this.isTimed) return;
		this.isTimed = true;
		void this.clock.sleep(ms, this.signal).then(() => {
			this.isTimed = false;
			this.admit();
		});
	}

	private leave(passage: number, how: Passage, waitMs: number): void {
		this.onTheirWay -= 1;
		if (how === 'served') this.allowed = Math.min(this.mostAtOnce, this.allowed + 1);
		if (how === 'rateLimited') this.slowDown(passage, waitMs);
		this.admit();
	}

	/** Requests that left before the last slowdown say nothing new about the pace since then. */
	private slowDown(passage: number, waitMs: number): void {
		this.openAt = Math.max(this.openAt, this.clock.now() + waitMs);
		if (passage <= this.lastSlowdown) return;
		this.lastSlowdown = this.passages;
		this.allowed = Math.max(1, Math.floor(this.allowed / 2));
	}
}
