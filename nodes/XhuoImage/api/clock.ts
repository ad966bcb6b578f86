import { sleep } from 'n8n-workflow';

/** Time and chance, passed in so that tests need no waiting. */
export interface Clock {
	/** Milliseconds since 1970. */
	now(): number;
	/** Resolves after `ms` milliseconds, or soon after the signal is aborted. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
	/** A number from 0 up to, but not including, 1. */
	random(): number;
}

/** The clock of the machine. */
export const systemClock: Clock = {
	now: () => Date.now(),
	random: () => Math.random(),
	sleep: async (ms, signal) => {
		// n8n's sleep cannot be cut short; in slices, none of it outlives a stopped execution for long.
		for (let left = ms; left > 0 && !signal?.aborted; left -= LONGEST_SLICE_MS) {
			await sleep(Math.min(left, LONGEST_SLICE_MS));
		}
	},
};

const LONGEST_SLICE_MS = 250;
