import type { Failure, FailureKind, Outcome } from '../../../nodes/XhuoImage/api/failure';
import { RateGate } from '../../../nodes/XhuoImage/api/rateGate';
import { sendWithRetry, waitBeforeRetry } from '../../../nodes/XhuoImage/api/retry';
import { FakeClock } from '../fakeClock';

const failure = (kind: FailureKind, more: Partial<Failure> = {}): Failure => ({
	kind,
	message: kind,
	advice: '',
	...more,
});

/** Tries that end so, one after the other, `undefined` for well; and well after these. */
function ending(ends: ReadonlyArray<Failure | undefined>, whenSent = (): unknown => undefined) {
	const left = [...ends];
	return async (): Promise<Outcome<string>> => {
		whenSent();
		const next = left.shift();
		return next ? { ok: false, failure: next } : { ok: true, value: 'image' };
	};
}

const limits = { maxRetries: 5, longestWaitMs: 600_000 };
const never = { rateLimited: 0, notSent: 0, serviceFault: 0 };

describe('the wait before a retry', () => {
	it.each([
		[0, 1000],
		[1, 2000],
		[2, 4000],
		[3, 8000],
		[4, 16_000],
		[5, undefined],
	])('after %i rate limits is %s ms, then it gives up', (rateLimited, wait) => {
		const attempts = { ...never, rateLimited };
		expect(waitBeforeRetry(failure('rateLimited'), attempts, limits, 0)).toBe(wait);
	});

	it('gets up to a second of chance', () => {
		expect(waitBeforeRetry(failure('rateLimited'), never, limits, 0.5)).toBe(1500);
	});

	it('is what Retry-After asks for', () => {
		const asked = failure('rateLimited', { retryAfterMs: 30_000 });
		expect(waitBeforeRetry(asked, { ...never, rateLimited: 3 }, limits, 0)).toBe(30_000);
	});

	it('gets a tenth of what Retry-After asks for by chance, but no more than a second', () => {
		const asked = (retryAfterMs: number) =>
			waitBeforeRetry(failure('rateLimited', { retryAfterMs }), never, limits, 0.5);
		expect([asked(1000), asked(8000), asked(60_000)]).toEqual([1050, 8400, 60_500]);
	});

	it.each([0, 1, 999])('takes a Retry-After of %i ms for none', (retryAfterMs) => {
		const asked = failure('rateLimited', { retryAfterMs });
		expect(waitBeforeRetry(asked, { ...never, rateLimited: 1 }, limits, 0.5)).toBe(2500);
	});

	it('is not taken when Retry-After asks for longer than a call may last', () => {
		const asked = failure('rateLimited', { retryAfterMs: 600_001 });
		expect(waitBeforeRetry(asked, never, limits, 0)).toBeUndefined();
		const allowed = failure('rateLimited', { retryAfterMs: 600_000 });
		expect(waitBeforeRetry(allowed, never, limits, 0)).toBe(600_000);
	});

	it('comes once for api_error', () => {
		expect(waitBeforeRetry(failure('serviceFault'), never, limits, 0)).toBe(1000);
		const again = { ...never, serviceFault: 1 };
		expect(waitBeforeRetry(failure('serviceFault'), again, limits, 0)).toBeUndefined();
	});

	it('comes for a request that never left, unless it never can', () => {
		expect(waitBeforeRetry(failure('notSent'), never, limits, 0)).toBe(1000);
		const permanent = failure('notSent', { isPermanent: true });
		expect(waitBeforeRetry(permanent, never, limits, 0)).toBeUndefined();
	});

	it.each<FailureKind>(['uncertain', 'rejected', 'invalid', 'cancelled', 'download'])(
		'never comes for %s',
		(kind) => {
			expect(waitBeforeRetry(failure(kind), never, limits, 0)).toBeUndefined();
		},
	);

	it('never comes when the user allows no retries', () => {
		const none = { ...limits, maxRetries: 0 };
		expect(waitBeforeRetry(failure('rateLimited'), never, none, 0)).toBeUndefined();
		expect(waitBeforeRetry(failure('serviceFault'), never, none, 0)).toBeUndefined();
	});
});

describe('sending with retries', () => {
	it('gives the answer of the try that succeeds', async () => {
		const clock = new FakeClock();
		const answers: Array<Outcome<string>> = [
			{ ok: false, failure: failure('rateLimited') },
			{ ok: false, failure: failure('notSent') },
			{ ok: true, value: 'image' },
		];
		const send = jest.fn(async () => answers.shift() ?? answers[0]!);
		const sent = sendWithRetry(send, new RateGate(clock, 1), clock, limits);
		await clock.advance(10_000);
		await expect(sent).resolves.toEqual({ ok: true, value: 'image' });
		expect(send).toHaveBeenCalledTimes(3);
	});

	it('gives up after five retries with the last failure', async () => {
		const clock = new FakeClock();
		const send = jest.fn(async () => ({ ok: false, failure: failure('rateLimited') }) as const);
		const sent = sendWithRetry(send, new RateGate(clock, 1), clock, limits);
		await clock.advance(60_000);
		await expect(sent).resolves.toMatchObject({ failure: { kind: 'rateLimited' } });
		expect(send).toHaveBeenCalledTimes(6);
	});

	it.each([
		['notSent', 4, [1000, 2000, 4000]],
		['serviceFault', 2, [1000]],
	] as const)('tries what is %s %i times in all', async (kind, tries, waits) => {
		const clock = new FakeClock();
		const send = jest.fn(async () => ({ ok: false, failure: failure(kind) }) as const);
		const sent = sendWithRetry(send, new RateGate(clock, 1), clock, { ...limits, maxRetries: 3 });
		await clock.advance(60_000);
		await expect(sent).resolves.toMatchObject({ failure: { kind } });
		expect(send).toHaveBeenCalledTimes(tries);
		expect(clock.slept).toEqual(waits);
	});

	it('counts each kind of failure by itself', async () => {
		const clock = new FakeClock();
		const kinds = ['notSent', 'serviceFault', 'notSent', 'serviceFault'] as const;
		let tries = 0;
		const send = async (): Promise<Outcome<string>> => {
			const kind = kinds[tries];
			tries += 1;
			return kind ? { ok: false, failure: failure(kind) } : { ok: true, value: 'image' };
		};
		const sent = sendWithRetry(send, new RateGate(clock, 1), clock, limits);
		await clock.advance(60_000);
		await expect(sent).resolves.toMatchObject({ failure: { kind: 'serviceFault' } });
		expect(clock.slept).toEqual([1000, 1000, 2000]);
	});

	it.each([
		['notSent', undefined, 0],
		['rateLimited', 600_000, 600_000],
		['rateLimited', 600_001, 0],
	] as const)('holds others up after %s (%s ms) for %i ms', async (kind, retryAfterMs, ms) => {
		const clock = new FakeClock();
		const gate = new RateGate(clock, 2);
		const none = { ...limits, maxRetries: 0 };
		const lost = failure(kind, retryAfterMs === undefined ? {} : { retryAfterMs });
		const first = sendWithRetry(async () => ({ ok: false, failure: lost }), gate, clock, none);
		await clock.advance(0);
		await first;
		let wentAt: number | undefined;
		const next = async (): Promise<Outcome<string>> => {
			wentAt = clock.now();
			return { ok: true, value: 'image' };
		};
		const second = sendWithRetry(next, gate, clock, none);
		await clock.advance(700_000);
		await second;
		expect(wentAt).toBe(ms);
	});

	it('waits by the same chance for all that a rate limit meets, and by another for what was lost', async () => {
		for (const [kind, waits] of [
			['rateLimited', [1200]],
			['notSent', [1300, 1400]],
		] as const) {
			const clock = new FakeClock();
			let drawn = 1;
			clock.random = () => (drawn += 1) / 10;
			const gate = new RateGate(clock, 2);
			const two = [0, 1].map(async () => {
				return await sendWithRetry(ending([failure(kind)]), gate, clock, limits);
			});
			await clock.advance(10_000);
			await Promise.all(two);
			expect([...new Set(clock.slept)]).toEqual(waits);
		}
	});

	it('does not hold others up while a request that was never sent waits', async () => {
		const clock = new FakeClock();
		const gate = new RateGate(clock, 2);
		const lost = async () => ({ ok: false, failure: failure('notSent') }) as const;
		const first = sendWithRetry(lost, gate, clock, { ...limits, maxRetries: 1 });
		await clock.advance(1);
		const second = sendWithRetry(async () => ({ ok: true, value: 'image' }), gate, clock, limits);
		await clock.advance(1);
		await expect(second).resolves.toEqual({ ok: true, value: 'image' });
		await clock.advance(10_000);
		await first;
	});

	it.each([
		['Retry-After of a second, without what is left to chance', 1000, 1100, 1020],
		['Retry-After of less than a second, for which another wait stands in', 999, 2000, 2040],
		['no Retry-After', undefined, 2000, 2040],
	])('takes its pace from %s', async (_what, retryAfterMs, wait, period) => {
		const clock = new FakeClock(1);
		const gate = new RateGate(clock, 4);
		const departures: number[] = [];
		const limited = failure('rateLimited', retryAfterMs ? { retryAfterMs } : {});
		const send = ending([undefined, limited], () => departures.push(clock.now()));
		const all = Array.from({ length: 4 }, async (_none, index) => {
			// The last two come when the limit is known.
			if (index > 1) await clock.sleep(1);
			return await sendWithRetry(send, gate, clock, limits);
		});
		await clock.advance(60_000);
		await Promise.all(all);
		expect(departures).toEqual([0, 0, wait, wait + period, wait + 2 * period]);
	});

	it('takes no pace from a wait that nobody waits for', async () => {
		const clock = new FakeClock();
		const gate = new RateGate(clock, 1);
		const send = ending([undefined, failure('rateLimited', { retryAfterMs: 3_600_000 })]);
		const all = Array.from({ length: 6 }, async () => {
			return await sendWithRetry(send, gate, clock, limits);
		});
		await clock.advance(0);
		expect((await Promise.all(all)).map(({ ok }) => ok)).toEqual([
			true,
			false,
			true,
			true,
			true,
			true,
		]);
	});

	it('sends nothing more once the execution is stopped', async () => {
		const clock = new FakeClock();
		const stop = new AbortController();
		const send = jest.fn(async () => ({ ok: false, failure: failure('rateLimited') }) as const);
		const sent = sendWithRetry(
			send,
			new RateGate(clock, 1, stop.signal),
			clock,
			limits,
			stop.signal,
		);
		await clock.advance(0);
		stop.abort();
		await clock.advance(60_000);
		await expect(sent).resolves.toMatchObject({ failure: { kind: 'cancelled' } });
		expect(send).toHaveBeenCalledTimes(1);
	});
});

describe('the rate gate', () => {
	/** Sends `count` requests of one second each and notes when each left. */
	function batch(count: number, mostAtOnce: number, limited: (sent: number) => boolean) {
		const clock = new FakeClock();
		const gate = new RateGate(clock, mostAtOnce);
		const departures: number[] = [];
		const all = Promise.all(
			Array.from({ length: count }, async () => {
				return await sendWithRetry(
					async (): Promise<Outcome<number>> => {
						departures.push(clock.now());
						const place = departures.length;
						await clock.sleep(1000);
						if (!limited(place)) return { ok: true, value: place };
						return { ok: false, failure: failure('rateLimited', { retryAfterMs: 5000 }) };
					},
					gate,
					clock,
					limits,
				);
			}),
		);
		return { clock, departures, all };
	}

	it('lets the next one out the moment one comes back', async () => {
		const { clock, departures, all } = batch(6, 2, () => false);
		await clock.advance(10_000);
		await all;
		expect(departures).toEqual([0, 0, 1000, 1000, 2000, 2000]);
	});

	it('holds all requests back while one of them has to wait', async () => {
		const { clock, departures, all } = batch(8, 4, (place) => place === 1);
		await clock.advance(60_000);
		await all;
		const early = departures.filter((at) => at < 1000);
		const held = departures.filter((at) => at >= 1000 && at < 6000);
		expect(early).toHaveLength(4);
		expect(held).toEqual([]);
		expect(departures).toHaveLength(9);
	});

	it('starts again with half as many at once, and one more with every answer', async () => {
		const { clock, departures, all } = batch(14, 8, (place) => place <= 8);
		await clock.advance(60_000);
		await all;
		const at = (time: number) => departures.filter((departure) => departure === time).length;
		expect([at(0), at(6000), at(7000)]).toEqual([8, 4, 8]);
	});

	it('never stops letting at least one through', async () => {
		const { clock, all } = batch(5, 3, (place) => place <= 12);
		await clock.advance(600_000);
		const results = await all;
		expect(results.every((result) => result.ok)).toBe(true);
	});

	it('lets go of those who wait when the execution is stopped', async () => {
		const clock = new FakeClock();
		const stop = new AbortController();
		const gate = new RateGate(clock, 1, stop.signal);
		await gate.enter();
		const second = gate.enter();
		stop.abort();
		await expect(second).resolves.toBeDefined();
	});
});
