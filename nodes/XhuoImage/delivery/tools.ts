import type { IExecuteFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';

import { cancelSignal, type ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import { STOPPED, type Failure, type Outcome } from '../api/failure';
import { RateGate } from '../api/rateGate';
import { sendWithRetry } from '../api/retry';
import type { PaidRecord } from '../ledger/paidRecord';
import type { Hints } from '../output/hints';
import type { Job } from './job';

/** What a delivery works with. */
export interface DeliveryTools {
	readonly context: IExecuteFunctions;
	readonly client: ApiClient;
	readonly record: PaidRecord;
	readonly clock: Clock;
	/** Where to tell what the user should know besides the items. */
	readonly hints: Hints;
	/** How many requests, over all items and images together, are on their way at once. */
	readonly concurrency: number;
	/** How long `poll` and `pause` go on, in milliseconds. */
	readonly pauseLimitMs: number;
	/** Whether the other items go on when one fails (*continue on fail*). */
	readonly goesOnAfterFailure: boolean;
}

/** A request that was not sent since the node was going to fail anyway: nothing is paid for it. */
const NOT_STARTED: Failure = {
	kind: 'cancelled',
	message: 'Not started, since another image could not be made',
	advice: 'Nothing was billed for this image.',
};

/** Sends one paid request after the others; see `openSender`. */
export type Sender = <T>(job: Job, call: () => Promise<Outcome<T>>) => Promise<Outcome<T>>;

/**
 * A sliding pool for the paid requests of a node run, behind one rate gate: so many at once, the
 * next one the moment one comes back. What is uncertain is noted in the record and never sent
 * again; once the node is going to fail, nothing more is sent.
 */
export function openSender(tools: DeliveryTools): Sender {
	const { context, record, clock, concurrency } = tools;
	const signal = cancelSignal(context);
	const gate = new RateGate(clock, concurrency, signal);
	const slots = pLimit(concurrency);
	let isDoomed = false;

	return async (job, call) => {
		const uncertain = record.uncertain(job.key);
		if (uncertain) return { ok: false, failure: uncertain };
		const { timeoutMs, maxRetries } = job.settings;
		return await slots(async () => {
			if (signal?.aborted) return { ok: false, failure: STOPPED };
			if (isDoomed) return { ok: false, failure: NOT_STARTED };
			const limits = { maxRetries, longestWaitMs: timeoutMs };
			const sent = await sendWithRetry(call, gate, clock, limits, signal);
			if (!sent.ok) {
				// Here and not later: the next request takes the free slot at once.
				isDoomed ||= !tools.goesOnAfterFailure;
				record.keepFailure(job.key, sent.failure);
			}
			return sent;
		});
	};
}
