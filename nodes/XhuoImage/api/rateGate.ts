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

	private allowed: number;

	private onTheirWay = 0;

	private lastSlowdown = 0;

	private passages = 0;

	private readonly queue: Array<() => void> = [];

	/**
	 * @param clock the time
	 * @param mostAtOnce how many requests may be on their way at once while nothing slows them
	 */
	constructor(
		private readonly clock: Clock,
		private readonly mostAtOnce: number,
	) {
		this.allowed = mostAtOnce;
	}

	/** Waits for its turn. When the signal is aborted it returns at once, and nothing may be sent. */
	async enter(signal?: AbortSignal): Promise<Ticket> {
		while (!signal?.aborted) {
			const closedFor = this.openAt - this.clock.now();
			if (closedFor > 0) await this.clock.sleep(closedFor, signal);
			else if (this.onTheirWay < this.allowed) break;
			else await this.nextDeparture(signal);
		}
		this.onTheirWay += 1;
		this.passages += 1;
		const passage = this.passages;
		return { leave: (how, waitMs = 0) => this.leave(passage, how, waitMs) };
	}

	private async nextDeparture(signal?: AbortSignal): Promise<void> {
		await new Promise<void>((resolve) => {
			const wake = () => {
				signal?.removeEventListener('abort', wake);
				resolve();
			};
			signal?.addEventListener('abort', wake);
			this.queue.push(wake);
		});
	}

	private leave(passage: number, how: Passage, waitMs: number): void {
		this.onTheirWay -= 1;
		if (how === 'served') this.allowed = Math.min(this.mostAtOnce, this.allowed + 1);
		if (how === 'rateLimited') this.slowDown(passage, waitMs);
		for (const wake of this.queue.splice(0)) wake();
	}

	/** Requests that left before the last slowdown say nothing new about the pace since then. */
	private slowDown(passage: number, waitMs: number): void {
		this.openAt = Math.max(this.openAt, this.clock.now() + waitMs);
		if (passage <= this.lastSlowdown) return;
		this.lastSlowdown = this.passages;
		this.allowed = Math.max(1, Math.floor(this.allowed / 2));
	}
}
