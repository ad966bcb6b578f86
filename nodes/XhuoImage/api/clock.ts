import { sleep } from 'n8n-workflow';

/** Time and chance, passed in so that tests need no waiting. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after `ms` milliseconds, or at once when the signal is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A number from 0 up to, but not including, 1. */
	random(): number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (ms, signal) => {
		if (!signal) return await sleep(ms);
		if (signal.aborted) return;
		await new Promise<void>((resolve) => {
			const finish = () => {
				signal.removeEventListener('abort', finish);
				resolve();
			};
			signal.addEventListener('abort', finish);
			void sleep(ms).then(finish);
		});
	},
};
