import { systemClock } from '../../../nodes/XhuoImage/api/clock';

describe('the clock of the machine', () => {
	beforeEach(() => void jest.useFakeTimers({ now: 1_000_000 }));
	afterEach(() => void jest.useRealTimers());

	/** Sleeps, and tells whether that is over after some more milliseconds. */
	function sleeping(ms: number, signal?: AbortSignal) {
		let isOver = false;
		void systemClock.sleep(ms, signal).then(() => (isOver = true));
		return async (later: number) => {
			await jest.advanceTimersByTimeAsync(later);
			return isOver;
		};
	}

	it('tells the time, and throws dice', () => {
		expect(systemClock.now()).toBe(1_000_000);
		const thrown = Array.from({ length: 100 }, () => systemClock.random());
		expect(thrown.every((number) => number >= 0 && number < 1)).toBe(true);
		expect(new Set(thrown).size).toBeGreaterThan(50);
	});

	it.each([100, 250, 1000, 1100])('sleeps for %i ms', async (ms) => {
		const after = sleeping(ms);
		expect(await after(ms - 1)).toBe(false);
		expect(await after(1)).toBe(true);
	});

	it.each([0, -5])('does not sleep for %i ms', async (ms) => {
		expect(await sleeping(ms)(0)).toBe(true);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('wakes soon after it was told to', async () => {
		const stop = new AbortController();
		const after = sleeping(60_000, stop.signal);
		expect(await after(10_000)).toBe(false);
		stop.abort();
		expect(await after(250)).toBe(true);
		expect(await sleeping(60_000, stop.signal)(0)).toBe(true);
	});
});
