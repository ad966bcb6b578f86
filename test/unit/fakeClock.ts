import type { Clock } from '../../nodes/XhuoImage/api/clock';

/** A clock that stands still until it is told to go on: sleepers wake in the order of their time. */
export class FakeClock implements Clock {
	private time = 0;

	private readonly sleepers: Array<{ at: number; wake: () => void }> = [];

	/** Everything that was slept, in milliseconds, in order. */
	readonly slept: number[] = [];

	constructor(private readonly chance = 0) {}

	now = (): number => this.time;

	random = (): number => this.chance;

	sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
		if (signal?.aborted) return;
		this.slept.push(ms);
		await new Promise<void>((resolve) => {
			this.sleepers.push({ at: this.time + ms, wake: resolve });
			signal?.addEventListener('abort', () => resolve());
		});
	};

	/** Goes on by so many milliseconds, waking sleepers on the way and letting them act. */
	async advance(ms: number): Promise<void> {
		const end = this.time + ms;
		await settle();
		for (;;) {
			this.sleepers.sort((a, b) => a.at - b.at);
			const next = this.sleepers[0];
			if (!next || next.at > end) break;
			this.sleepers.shift();
			this.time = Math.max(this.time, next.at);
			next.wake();
			await settle();
		}
		this.time = end;
	}
}

/** Lets everything run that waits for nothing but its turn. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
}
