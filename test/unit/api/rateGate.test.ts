import pLimit from 'p-limit';

import type { Outcome } from '../../../nodes/XhuoImage/api/failure';
import { RateGate, type Ticket } from '../../../nodes/XhuoImage/api/rateGate';
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
	/** What it needs for each of the first 50. */
	firstSendMs?: number;
	/** From when on, and how long it asks to wait meanwhile, in seconds. */
	refusesFrom?: number;
	asks?: string;
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
	let sent = 0;

	const call = async (index: number): Promise<Outcome<true>> => {
		if (clock.now() < (notBefore[index] ?? 0)) early += 1;
		sent += 1;
		const { sendMs = 0, firstSendMs = sendMs } = service;
		sentAt = Math.max(sentAt, clock.now()) + (sent <= 50 ? firstSendMs : sendMs);
		await clock.sleep(sentAt - clock.now());
		onTheirWay += 1;
		try {
			const { refusesFrom = 0, refusesUntil = 0, asks } = service;
			if (clock.now() >= refusesFrom && clock.now() < refusesUntil) {
				throw new ApiError('too_many_requests', '', asks ? { 'retry-after': asks } : {});
			}
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

describe('the gate', () => {
	/** Lets requests in one after the other, and tells which have come through. */
	const gateOf = (mostAtOnce = 50, signal?: AbortSignal) => {
		const clock = new FakeClock();
		const gate = new RateGate(clock, mostAtOnce, signal);
		const through = new Map<string, Ticket>();
		const enter = (name: string, again?: string) => {
			const ticket = again === undefined ? undefined : through.get(again);
			if (again !== undefined) through.delete(again);
			void gate.enter(ticket).then((next) => through.set(name, next));
		};
		const leave = (name: string, ...how: Parameters<Ticket['leave']>) =>
			through.get(name)?.leave(...how);
		const at = async (ms: number) => {
			await clock.advance(ms - clock.now());
			return [...through.keys()];
		};
		return { enter, leave, at };
	};

	it('keeps a request that has met no limit for as long as anyone was told to wait', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b', 'c']) enter(name);
		await at(0);
		leave('a', 'served');
		leave('b', 'rateLimited', 1000);
		leave('c', 'rateLimited', 5000);
		enter('new');
		expect(await at(999)).toEqual(['a', 'b', 'c']);
		enter('b again', 'b');
		expect(await at(1000)).toContain('b again');
		expect(await at(4999)).not.toContain('new');
	});

	it('keeps the longest pace of those that it was told', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b', 'c']) enter(name);
		await at(0);
		leave('a', 'served');
		leave('b', 'rateLimited', 1000);
		leave('c', 'rateLimited', 5000);
		enter('b again', 'b');
		enter('c again', 'c');
		expect(await at(6099)).toEqual(['a', 'b again']);
		expect(await at(6100)).toEqual(['a', 'b again', 'c again']);
	});

	it('keeps the pace that the service asked for, a little slower, not that of the wait', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b', 'c']) enter(name);
		await at(0);
		leave('a', 'served');
		leave('b', 'rateLimited', 1500, 1000);
		leave('c', 'rateLimited', 1500, 1000);
		enter('b again', 'b');
		enter('c again', 'c');
		expect(await at(1499)).toEqual(['a']);
		expect(await at(2519)).toEqual(['a', 'b again']);
		expect(await at(2520)).toEqual(['a', 'b again', 'c again']);
	});

	it('learns no pace from a refusal without a wait', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b']) enter(name);
		await at(0);
		leave('a', 'served');
		leave('b', 'rateLimited', 0);
		for (const name of ['c', 'd', 'e']) enter(name);
		expect(await at(0)).toEqual(['a', 'b', 'c', 'd', 'e']);
		leave('c', 'served');
		leave('d', 'served');
		leave('e', 'rateLimited', 1000);
		for (const name of ['f', 'g', 'h']) enter(name);
		expect(await at(2019)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g']);
		expect(await at(2020)).toContain('h');
	});

	it('lets everyone through when the execution is stopped', async () => {
		const stop = new AbortController();
		const { enter, leave, at } = gateOf(1, stop.signal);
		enter('a');
		await at(0);
		leave('a', 'rateLimited', 60_000);
		for (const name of ['b', 'c']) enter(name);
		expect(await at(1000)).toEqual(['a']);
		stop.abort();
		expect(await at(1000)).toEqual(['a', 'b', 'c']);
	});

	it('keeps a request that is told again to wait, though others were told to wait less', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b']) enter(name);
		await at(0);
		leave('a', 'rateLimited', 100);
		leave('b', 'rateLimited', 700);
		enter('a again', 'a');
		enter('b again', 'b');
		expect(await at(100)).toEqual(['a again']);
		leave('a again', 'rateLimited', 1000);
		expect(await at(1099)).toEqual(['a again']);
		expect(await at(1100)).toEqual(['a again', 'b again']);
	});

	it('keeps a request that was lost for as long as others were told to wait', async () => {
		const { enter, leave, at } = gateOf();
		for (const name of ['a', 'b', 'c']) enter(name);
		await at(0);
		leave('b', 'rateLimited', 100);
		leave('c', 'rateLimited', 700);
		leave('a', 'other');
		enter('a again', 'a');
		expect(await at(699)).toEqual(['b', 'c']);
		expect(await at(700)).toEqual(['b', 'c', 'a again']);
	});

	it('halves what goes out where the service took nothing, in whichever order it says so', async () => {
		const { enter, leave, at } = gateOf(4);
		const names = ['a', 'b', 'c', 'd'];
		for (const name of names) enter(name);
		await at(0);
		for (const name of [...names].reverse()) leave(name, 'rateLimited', 100);
		for (const name of names) enter(`${name} again`, name);
		expect(await at(100)).toHaveLength(2);
	});

	it('lets more out at once only after requests that were served', async () => {
		const { enter, leave, at } = gateOf(4);
		const names = ['a', 'b', 'c', 'd'];
		for (const name of names) enter(name);
		await at(0);
		for (const name of names) leave(name, 'rateLimited', 100);
		for (const name of names) enter(`${name} again`, name);
		const [first = '', second = ''] = await at(100);
		leave(first, 'other');
		leave(second, 'other');
		enter('e');
		expect(await at(100)).toHaveLength(4);
		const last = (await at(100)).at(-1) ?? '';
		leave(last, 'served');
		expect(await at(100)).toHaveLength(5);
	});

	it('lets no more out at once after a request that was lost', async () => {
		const { enter, leave, at } = gateOf(2);
		for (const name of ['a', 'b', 'c', 'd']) enter(name);
		expect(await at(0)).toEqual(['a', 'b']);
		leave('a', 'other');
		expect(await at(0)).toEqual(['a', 'b', 'c']);
	});
});

describe('a batch against a limit', () => {
	it.each([0, 10])(
		'of 20 a second takes at most 1.2 times what the limit allows, with %i ms to send each',
		async (sendMs) => {
			const allowed = 4 * SECOND + 500;
			const service = { callMs: 500, sendMs, limiter: perTime(20, SECOND) };
			const { endedAt, failed, refused } = await batch(100, 50, service);
			expect(failed).toBe(0);
			expect(endedAt).toBeLessThan(1.2 * allowed);
			expect(refused).toBeLessThan(50);
		},
	);

	it('of 20 a second is not met again when n8n sends quicker than it did at first', async () => {
		const service = { callMs: 500, firstSendMs: 20, sendMs: 2, limiter: perTime(20, SECOND) };
		const { endedAt, failed } = await batch(100, 50, service);
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(6 * SECOND);
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

	it('that others had used up at first soon takes what it allows', async () => {
		const limiter = perTime(20, SECOND);
		for (let other = 0; other < 15; other += 1) limiter.admit(0, 1);
		const { endedAt, failed } = await batch(500, 50, { callMs: 500, limiter });
		expect(failed).toBe(0);
		// At the pace that it let through first, 100 s; at that of the limit, 25 s.
		expect(endedAt).toBeLessThan(50 * SECOND);
	});

	it('keeps the pace that it has learned through a time in which nothing is taken', async () => {
		const limiter = perTime(20, SECOND);
		const out = { refusesFrom: 5 * SECOND, refusesUntil: 40 * SECOND, asks: '30' };
		const { endedAt, failed } = await batch(400, 50, { callMs: 500, limiter, ...out });
		expect(failed).toBe(0);
		expect(endedAt).toBeLessThan(2 * 65 * SECOND);
	});

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
