import type { KnownTokens } from './contract/account';
import type { ImageOrder } from './contract/order';
import type { PlatformName } from './contract/platform';
import type { Mishaps } from './faults/aim';
import type { LedgerEntry } from './ledger';
import { sleep } from './node';

/** Where time comes from; tests pass their own and wait for nothing. All times in ms. */
export interface Clock {
	now(): number;
	/** Rejects when the signal is aborted. */
	sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export interface RateLimit {
	/** Image calls that are let through in any span of `perMs`. */
	requests: number;
	perMs: number;
	/** Form of the `Retry-After` header that comes with the 429. */
	retryAfter?: 'seconds' | 'date' | 'none';
}

/** How results reach `callback_url` when nothing else was ordered by `misbehave`. */
export interface CallbackOptions {
	/** `nested` as in the guide, `flat` as in the provider's other documents (contract §1). */
	form?: 'nested' | 'flat';
	/** Deliveries tried in all while the receiver does not answer 2xx; 1 means never again. */
	attempts?: number;
	/** ms between two attempts. */
	retryIntervalMs?: number;
	/** ms until a receiver that does not answer is given up. */
	timeoutMs?: number;
	/** Whether the answer to a submission has `"success": true` beside the task's id. */
	answersSuccess?: boolean;
}

export interface SimulatorOptions extends Partial<KnownTokens> {
	/** 0, the default, takes a free one. */
	port?: number;
	host?: string;
	/** `xhuo`, the service of the guide, or `sister`: what its sister platform documents (contract §5). */
	platform?: PlatformName;
	/** Origin under which clients reach the simulator, when it is not `http://host:port`. */
	publicUrl?: string;
	/** How long a generation takes, ms. */
	latencyMs?: number | ((order: ImageOrder) => number);
	/** How long the image host takes to answer, ms. */
	imageLatencyMs?: number;
	rateLimit?: RateLimit;
	/** Image calls at the same moment, beyond which a 429 comes. */
	maxConcurrent?: number;
	/** Makes ids, and every choice by chance, repeat. */
	seed?: number;
	clock?: Clock;
	/** Images get a listener, and so an origin, of their own. */
	separateImageHost?: boolean;
	/** How long dall-e's signed links live, ms. */
	linkLifetimeMs?: number;
	/** `drawn`: the prompt on each picture; `plain`: one picture per size and format, for measurements. */
	pictures?: 'drawn' | 'plain';
	/** Image files are filled up to at least this many bytes. */
	imageBytes?: number;
	/** A prompt that contains this text is turned down by moderation. */
	moderatedText?: string;
	callbacks?: CallbackOptions;
	/** From the start, a share of all requests goes wrong; `reset` ends it. */
	mishaps?: Mishaps;
	/** Called after each billed call, e.g. to print a line. */
	onBilled?: (entry: LedgerEntry) => void;
}

const DEFAULT_TOKENS: KnownTokens = {
	token: 'xhuo-simulator-token',
	otherServiceToken: 'xhuo-token-of-another-service',
	emptyToken: 'xhuo-token-without-balance',
	disabledToken: 'xhuo-token-of-disabled-account',
	expiredToken: 'xhuo-expired-token',
};

/** The tokens of a simulator: the default ones, and what the options say otherwise. */
export function tokensOf(options: SimulatorOptions): KnownTokens {
	return {
		token: options.token ?? DEFAULT_TOKENS.token,
		otherServiceToken: options.otherServiceToken ?? DEFAULT_TOKENS.otherServiceToken,
		emptyToken: options.emptyToken ?? DEFAULT_TOKENS.emptyToken,
		disabledToken: options.disabledToken ?? DEFAULT_TOKENS.disabledToken,
		expiredToken: options.expiredToken ?? DEFAULT_TOKENS.expiredToken,
	};
}

export const SYSTEM_CLOCK: Clock = {
	now: () => Date.now(),
	async sleep(ms, signal) {
		if (ms > 0) await sleep(ms, undefined, { signal });
	},
};
