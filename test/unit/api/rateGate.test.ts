import pLimit from 'p-limit';

import type { Outcome } from '../../../nodes/XhuoImage/api/failure';
import { RateGate } from '../../../nodes/XhuoImage/api/rateGate';
import { sendWithRetry } from '../../../nodes/XhuoImage/api/retry';
import { ApiError } from '../../simulator/contract/errors';
import { RateLimiter } from '../../simulator/limits';
import { FakeClock } from '../fakeClock';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const ANSWERS_429_AFTER_MS = 20;

interface Service {
	/** How long a call takes at most, in milliseconds; some are a fifth and more quicker. */
	callMs: number;
	limiter: RateLimiter;
	/** What n8n needs to send a request, one after the other, in milliseconds. */
	sendMs?: number;
	/** Until when it answers everything with 429. */
	refusesUntil?: number;
}

/** What became of a batch in front of such a service, in its own time. */
interface Batch {
	endedAt: number;
	refused: number;
	/** Of the request that met the limit most often. */
	mostRefused: number;
	failed: number;
	/** Requests that came again before the wait was over that they had been asked for. */
	early: number;
}

/** As a node does it: so many slots, one gate. */
async function batch(
	count: number,
	concurrency: number,
	service: Service,
	maxRetries = 5,
): Promise<Batch> {
	const clock = new FakeClock(0.5);
	const gate = new RateGate(clock, concurrency);
	const slots = pLimit(concurrency);
	const limits = { maxRetries, longestWaitMs: 10 * MINUTE };
	const refusals = Array<number>(count).fill(0);
	const notBefore = Array<number>(count).fill(0);
	let early = 0;
	let onTheirWay = 0;
	let ended = 0;
	let sentAt = 0;

	const call = async (index: number): Promise<Outcome<true>> => {
		if (clock.now() < (notBefore[index] ?? 0)) early += 1;
		sentAt = Math.max(sentAt, clock.now()) + (service.sendMs ?? 0);
		await clock.sleep(sentAt - clock.now());
		onTheirWay += 1;
		try {
			if (clock.now() < (service.refusesUntil ?? 0)) throw new ApiError('too_many_requests', '');
			service.limiter.admit(clock.now(), onTheirWay);
			await clock.sleep(service.callMs * (0.8 + 0.04 * ((index * 7) % 10)));
			return { ok: true, value: true };
		} catch (error) {
			refusals[index] = (refusals[index] ?? 0) + 1;
			await clock.sleep(ANSWERS_429_AFTER_MS);
			const asked = error instanceof ApiError ? error.headers['retry-after'] : undefined;
			const retryAfterMs = asked === undefined ? undefined : Number(asked) * SECOND;
			notBefore[index] = clock.now() + (retryAfterMs ?? 0);
			const failure = { kind: 'rateLimited', message: '', advice: '' } as const;
			return { ok: false, failure: { ...failure, ...(retryAfterMs && { retryAfterMs }) } };
		} finally {
			onTheirWay -= 1;
		}
	};
	const outcomes = Promise.all(
		refusals.map(
			async (_none, index) =>
				await slots(async () => {
					const outcome = await sendWithRetry(() => call(index), gate, clock, limits);
					ended += 1;
					return { ok: outcome.ok, at: clock.now() };
				}),
		),
	);
	while (ended < count) await clock.advance(SECOND);
	const all = await outcomes;
	return {
		endedAt: Math.max(...all.map(({ at }) => at)),
		refused: refusals.reduce((sum, refused) => sum + refused, 0),
		mostRefused: Math.max(...refusals),
		failed: all.filter(({ ok }) => !ok).length,
		early,
	};
}

const perTime = (requests: number, perMs: number, retryAfter?: 'none') =>
	new RateLimiter({ requests, perMs, ...(retryAfter && { retryAfter }) });

describe('a batch against a limit', () => {
	it('of 20 a second takes at most 1.2 times what the limit allows', async () => {
		const allowed = 4 * SECOND + 500;
		const service = { callMs: 500, limiter: perTime(20, SECOND) };
		const { endedAt, failed, refused } = await batch(100, 50, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(1.2 * allowed);
		expect(refused).toBeLessThan(50);
	});

	it('of 20 a second takes at most 1.2 times that where n8n takes its time to send', async () => {
		const allowed = 4 * SECOND + 500;
		const service = { callMs: 500, sendMs: 10, limiter: perTime(20, SECOND) };
		const { endedAt, failed, refused } = await batch(100, 50, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(1.2 * allowed);
		expect(refused).toBeLessThan(50);
	});

	it.each([0, 10, 15])(
		'of 20 a second stays at that pace however long it is, with %i ms to send each',
		async (sendMs) => {
			const service = { callMs: 500, sendMs, limiter: perTime(20, SECOND) };
			const { endedAt, failed, refused, early } = await batch(1000, 50, service);
			expect({ failed, early }).toEqual({ failed: 0, early: 0 });
			expect(endedAt).toBeLessThan(1.15 * 50 * SECOND);
			expect(refused).toBeLessThan(150);
		},
	);

	it('of 20 a second, when the service does not say how long to wait', async () => {
		const service = { callMs: 500, limiter: perTime(20, SECOND, 'none') };
		const { endedAt, failed, mostRefused } = await batch(500, 50, service);
		expect(failed).toBe(0);
		expect(mostRefused).toBeLessThan(3);
		expect(endedAt).toBeLessThan(2 * 25 * SECOND);
	});

	it('of 10 a minute, with calls that take eight of them', async () => {
		const service = { callMs: 8 * MINUTE, limiter: perTime(10, MINUTE) };
		const { endedAt, failed } = await batch(200, 50, service);
		expect(failed).toBe(0);
		// 50 slots of eight minutes each are slower than the limit.
		expect(endedAt).toBeLessThan(1.3 * 4 * 8 * MINUTE);
	});

	it('of 10 at once keeps the service at work, and few requests meet the limit', async () => {
		const service = { callMs: MINUTE, limiter: new RateLimiter(undefined, 10) };
		const { endedAt, failed, refused, mostRefused } = await batch(300, 50, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(1.1 * 30 * MINUTE);
		expect(refused).toBeLessThan(300 / 3);
		expect(mostRefused).toBeLessThan(5);
	});

	it('of one at once sends one after the other', async () => {
		const service = { callMs: 10 * SECOND, limiter: new RateLimiter(undefined, 1) };
		const { endedAt, failed } = await batch(50, 10, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(1.1 * 50 * 10 * SECOND);
	});

	it.each([0, 1])(
		'comes to an end with %i retries, and what the service takes is made',
		async (retries) => {
			const service = { callMs: 500, limiter: perTime(20, SECOND) };
			const { failed, endedAt } = await batch(300, 50, service, retries);
			expect(failed).toBeLessThan(300 - 20);
			expect(endedAt).toBeLessThan(1.2 * 15 * SECOND);
		},
	);

	it('loses nothing where the service refuses everything for a while', async () => {
		const service = {
			callMs: 5 * SECOND,
			limiter: perTime(Infinity, 1),
			refusesUntil: 40 * SECOND,
		};
		const { failed, endedAt } = await batch(100, 50, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(2 * MINUTE);
	});
});
