import type { Clock } from './clock';
import { failed, STOPPED, type Failure, type Outcome } from './failure';
import type { RateGate, Ticket } from './rateGate';

/** How often the same call has met each kind of failure so far. */
export interface Attempts {
	rateLimited: number;
	notSent: number;
	serviceFault: number;
}

const SECOND_MS = 1000;

export interface RetryLimits {
	/** How often a rate limit or a lost connection is retried. */
	readonly maxRetries: number;
	/** The longest wait that a Retry-After may ask for, in milliseconds. */
	readonly longestWaitMs: number;
}

/**
 * How long to wait before the same request goes out again, in milliseconds, or `undefined` if it
 * must not. The rule is the contract's, §2:
 *
 * - 429 and requests that never left: after Retry-After and up to a tenth of it, but no more than a
 *   second, by chance; else 1, 2, 4, 8, 16 … seconds plus up to one second by chance. A Retry-After of
 *   less than a second says nothing: dates are in whole seconds, and clocks differ
 * - `api_error`: once
 * - everything else may have been billed, or would be refused again: never
 *
 * @param failure what became of the last try
 * @param attempts how often each kind was met before the last try
 * @param random a number from 0 to 1
 */
export function waitBeforeRetry(
	failure: Failure,
	attempts: Attempts,
	limits: RetryLimits,
	random: number,
): number | undefined {
	const { kind } = failure;
	if (kind !== 'rateLimited' && kind !== 'notSent' && kind !== 'serviceFault') return undefined;
	const most = kind === 'serviceFault' ? Math.min(1, limits.maxRetries) : limits.maxRetries;
	if (failure.isPermanent || attempts[kind] >= most) return undefined;
	const asked = failure.retryAfterMs ?? 0;
	const isAsked = asked >= SECOND_MS;
	const wait = isAsked ? asked : 2 ** attempts[kind] * SECOND_MS;
	if (wait > limits.longestWaitMs) return undefined;
	return wait + random * (isAsked ? Math.min(SECOND_MS, wait / 10) : SECOND_MS);
}

/** What a rate limit asks of the requests that come after one that must not come again, in milliseconds. */
function waitForOthers({ retryAfterMs = 0 }: Failure, { longestWaitMs }: RetryLimits): number {
	return retryAfterMs <= longestWaitMs ? retryAfterMs : 0;
}

/**
 * Sends a request until it succeeds or must not be repeated. All requests of a node run share one
 * gate, so that a rate limit that one of them meets slows all of them.
 *
 * @param send one try
 * @param signal aborted when the execution is stopped; no further try is made then
 */
export async function sendWithRetry<T>(
	send: () => Promise<Outcome<T>>,
	gate: RateGate,
	clock: Clock,
	limits: RetryLimits,
	signal?: AbortSignal,
): Promise<Outcome<T>> {
	const attempts: Attempts = { rateLimited: 0, notSent: 0, serviceFault: 0 };
	let ticket: Ticket | undefined;
	for (;;) {
		ticket = await gate.enter(ticket);
		const outcome = signal?.aborted ? failed(STOPPED) : await send();
		const isLimited = !outcome.ok && outcome.failure.kind === 'rateLimited';
		const chance = isLimited ? gate.chance : clock.random();
		const wait = outcome.ok
			? undefined
			: waitBeforeRetry(outcome.failure, attempts, limits, chance);
		if (outcome.ok) {
			ticket.leave('served');
		} else if (isLimited) {
			const { retryAfterMs = 0 } = outcome.failure;
			const waitMs = wait ?? waitForOthers(outcome.failure, limits);
			const askedMs = retryAfterMs >= SECOND_MS ? Math.min(retryAfterMs, waitMs) : waitMs;
			ticket.leave('rateLimited', waitMs, askedMs);
		} else {
			ticket.leave('other');
		}
		if (outcome.ok || wait === undefined || signal?.aborted) return outcome;
		if (isLimited) {
			attempts.rateLimited += 1;
			// The gate is closed for as long.
			continue;
		}
		attempts[outcome.failure.kind === 'notSent' ? 'notSent' : 'serviceFault'] += 1;
		await clock.sleep(wait, signal);
	}
}
