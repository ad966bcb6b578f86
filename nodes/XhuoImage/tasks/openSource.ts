import type { ApiClient } from '../api/client';
import type { Clock } from '../api/clock';
import { failed, type Failure } from '../api/failure';
import { RateGate } from '../api/rateGate';
import { sendWithRetry } from '../api/retry';
import type { TaskSource } from './lookUp';

/** How many questions of a node run are on their way at once. */
const QUESTIONS_AT_ONCE = 5;

/** The service may be asked for a task once a second at most (contract §3); in milliseconds. */
const SHORTEST_WAIT_MS = 1000;

/** How patiently the tasks of one input item are looked up. */
export interface AskingSettings {
	/** How often a question is tried again. */
	readonly maxRetries: number;
	/** The longest wait that a Retry-After may ask for, in milliseconds. */
	readonly timeoutMs: number;
}

/** Where one input item looks its tasks up, as patiently as it is set to be. */
export type OpenSource = (settings: AskingSettings) => TaskSource;

/**
 * Opens the tasks endpoint for a node run. Looking up is free, so whatever may pass is tried again:
 * a rate limit, a lost connection, a service that is down. All items share one gate, so that a rate
 * limit that one of them meets slows all of them.
 *
 * @param signal aborted when the execution is stopped
 */
export function openSource(client: ApiClient, clock: Clock, signal?: AbortSignal): OpenSource {
	const gate = new RateGate(clock, QUESTIONS_AT_ONCE, signal);
	return ({ maxRetries, timeoutMs }) => ({
		lookUp: async (question) => {
			const ask = async () => {
				const asked = await client.lookUp(question);
				return asked.ok ? asked : failed(ofLookingUp(asked.failure));
			};
			const limits = { maxRetries, longestWaitMs: timeoutMs };
			return await sendWithRetry(ask, gate, clock, limits, signal);
		},
	});
}

function ofLookingUp(failure: Failure): Failure {
	if (failure.kind !== 'rateLimited') return failure;
	const { retryAfterMs } = failure;
	return {
		...failure,
		advice:
			"Looking a task up costs nothing: run this again later, or raise 'Max Retries' in the options of the node.",
		...(retryAfterMs !== undefined && { retryAfterMs: Math.max(SHORTEST_WAIT_MS, retryAfterMs) }),
	};
}
