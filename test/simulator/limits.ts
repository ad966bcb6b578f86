import { ApiError } from './contract/errors';
import type { RateLimit } from './options';

/** Value of a `Retry-After` header: whole seconds, or an HTTP date; both rounded up. */
export function retryAfterHeader(form: 'seconds' | 'date', waitMs: number, now: number): string {
	if (form === 'seconds') return String(Math.max(1, Math.ceil(waitMs / 1000)));
	return new Date(Math.ceil((now + waitMs) / 1000) * 1000).toUTCString();
}

/** The service's rate limit: so many calls in any span of time, so many at the same moment. */
export class RateLimiter {
	private accepted: number[] = [];

	constructor(
		private readonly limit: RateLimit | undefined,
		private readonly maxConcurrent: number = Infinity,
	) {}

	/**
	 * Lets a call through, or not.
	 * @param inFlight calls at this moment, this one included
	 * @throws ApiError too_many_requests, with Retry-After as configured
	 */
	admit(now: number, inFlight: number): void {
		if (inFlight > this.maxConcurrent) {
			const message = `More than ${this.maxConcurrent} requests at the same moment.`;
			throw new ApiError('too_many_requests', message, this.headers(1000, now));
		}
		if (!this.limit) return;
		const { requests, perMs } = this.limit;
		this.accepted = this.accepted.filter((at) => at > now - perMs);
		const [oldest] = this.accepted;
		if (this.accepted.length >= requests && oldest !== undefined) {
			const message = `More than ${requests} requests in ${perMs} ms.`;
			throw new ApiError('too_many_requests', message, this.headers(oldest + perMs - now, now));
		}
		this.accepted.push(now);
	}

	reset(): void {
		this.accepted = [];
	}

	private headers(waitMs: number, now: number): Record<string, string> {
		const form = this.limit?.retryAfter ?? 'seconds';
		return form === 'none' ? {} : { 'retry-after': retryAfterHeader(form, waitMs, now) };
	}
}
