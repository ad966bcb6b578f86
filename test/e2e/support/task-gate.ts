import type { SimulatorOptions } from '../../simulator';
import { SYSTEM_CLOCK, type Clock } from '../../simulator/options';

/** How long a gated task would take if nobody let it finish, in ms. */
export const GATED_MS = 3_600_000;

/**
 * Lets a test say when the simulated service finishes its tasks, so that "submitted, but not finished"
 * lasts as long as the test needs, however slow the machine is.
 */
export class TaskGate {
	private readonly working: Array<() => void> = [];
	private isOpen = false;

	/** What the simulator has to be started with. */
	readonly options: Pick<SimulatorOptions, 'clock' | 'latencyMs'> = {
		latencyMs: GATED_MS,
		clock: {
			now: () => SYSTEM_CLOCK.now(),
			sleep: async (ms, signal) => await this.sleep(ms, signal),
		} satisfies Clock,
	};

	/** Finishes so many tasks, those that were submitted first. */
	finish(count: number): void {
		for (const finished of this.working.splice(0, count)) finished();
	}

	/** Finishes all tasks, also those that are still to come. */
	open(): void {
		this.isOpen = true;
		this.finish(this.working.length);
	}

	/** From now on, tasks are worked on until the test says otherwise. */
	close(): void {
		this.isOpen = false;
	}

	private async sleep(ms: number, signal: AbortSignal): Promise<void> {
		if (ms < GATED_MS) return await SYSTEM_CLOCK.sleep(ms, signal);
		if (this.isOpen) return;
		await new Promise<void>((resolve, reject) => {
			this.working.push(resolve);
			signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
		});
	}
}
