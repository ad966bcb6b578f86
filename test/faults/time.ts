import { systemClock } from '../../nodes/XhuoImage/api/clock';
import type { Clock } from '../simulator';
import { nextTurn, sleep } from '../support/node';

/** How often time is moved on, and by how much, in milliseconds. */
const TICK_MS = 10;
export const USUAL_STEP_MS = 100;

interface Patience {
	readonly ms: number;
	readonly given: AbortController;
}

/**
 * Time for the node and the service together. What the node sleeps passes at once; what the service
 * sleeps passes, ten times as fast as it is, while the other does its work. Time-outs run out only when told to: on a busy machine
 * none strikes what is merely slow.
 */
export class CellTime implements Clock {
	private ahead = 0;
	private step = USUAL_STEP_MS;
	private readonly startedAt = Date.now();
	private readonly sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();
	private patiences: Patience[] = [];
	private isPaced = false;
	private readonly ended = new AbortController();

	/** Takes over the clock of the node, and the time-outs of its requests. */
	constructor() {
		systemClock.now = this.now;
		systemClock.random = () => 0;
		systemClock.sleep = async (ms, signal) => await this.sleepOfNode(ms, signal);
		AbortSignal.timeout = (ms) => {
			const given = new AbortController();
			this.patiences.push({ ms, given });
			return given.signal;
		};
		void this.run();
	}

	readonly now = (): number => Date.now() + this.ahead;

	/** What the service sleeps. */
	readonly sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
		if (ms <= 0) return;
		await new Promise<void>((resolve, reject) => {
			this.sleepers.add({ at: this.now() + ms, wake: resolve });
			signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
		});
	};

	/** How long a user would have waited so far, in milliseconds. */
	get elapsedMs(): number {
		return this.now() - this.startedAt;
	}

	/** From now on time passes so much faster, since nothing is to be done before the service wakes. */
	hurry(stepMs: number): void {
		this.step = stepMs;
	}

	/**
	 * Whether what the node sleeps takes its (shortened) time, since it waits for n8n and not only for the
	 * service: n8n would never be in time if it passed at once.
	 */
	pace(isPaced: boolean): void {
		this.isPaced = isPaced;
	}

	/** The shortest time-out of a request under way runs out. */
	loseShortestPatience(): void {
		const ms = Math.min(...this.patiences.map((patience) => patience.ms));
		if (!Number.isFinite(ms)) return;
		const lost = this.patiences.filter((patience) => patience.ms === ms);
		this.patiences = this.patiences.filter((patience) => patience.ms !== ms);
		this.pass(ms);
		for (const { given } of lost) given.abort(new DOMException('Timed out', 'TimeoutError'));
	}

	get isOver(): boolean {
		return this.ended.signal.aborted;
	}

	end(): void {
		this.ended.abort();
	}

	private async sleepOfNode(ms: number, signal?: AbortSignal): Promise<void> {
		await nextTurn();
		if (!this.isPaced) return this.pass(ms);
		await new Promise<void>((resolve) => {
			const sleeper = { at: this.now() + ms, wake: resolve };
			this.sleepers.add(sleeper);
			const stop = () => {
				this.sleepers.delete(sleeper);
				resolve();
			};
			if (signal?.aborted) stop();
			signal?.addEventListener('abort', stop, { once: true });
		});
	}

	private async run(): Promise<void> {
		while (!this.ended.signal.aborted) {
			await sleep(TICK_MS);
			if (this.sleepers.size > 0) this.pass(this.step);
		}
	}

	private pass(ms: number): void {
		this.ahead += ms;
		for (const sleeper of this.sleepers) {
			if (sleeper.at > this.now()) continue;
			this.sleepers.delete(sleeper);
			sleeper.wake();
		}
	}
}
