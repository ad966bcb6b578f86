import type { CallbackCentre } from './callbacks/centre';
import type { KnownTokens } from './contract/account';
import type { ImageOrder } from './contract/order';
import type { Platform } from './contract/platform';
import type { FaultQueue } from './faults/queue';
import type { RequestLog } from './http/log';
import type { LinkSigner } from './images/links';
import type { ImageStore } from './images/store';
import type { Ledger } from './ledger';
import type { RateLimiter } from './limits';
import type { Clock } from './options';
import type { Random } from './random';
import type { TaskRegistry } from './tasks/registry';
import type { Watch } from './watch';

/** Everything the routes work on: the state of one simulated service. */
export interface World {
	readonly clock: Clock;
	readonly platform: Platform;
	readonly tokens: KnownTokens;
	readonly random: Random;
	readonly log: RequestLog;
	readonly ledger: Ledger;
	readonly images: ImageStore;
	readonly signer: LinkSigner;
	readonly tasks: TaskRegistry;
	readonly callbacks: CallbackCentre;
	/** Form of callbacks that nothing else was ordered for. */
	readonly callbackForm: 'nested' | 'flat';
	/** Whether the answer to a submission has `success` beside the task's id (contract §1). */
	readonly answersSuccess: boolean;
	readonly faults: FaultQueue;
	readonly limiter: RateLimiter;
	readonly watch: Watch;
	readonly moderatedText: string;
	readonly imageLatencyMs: number;
	/** How long the work on an order takes, ms. */
	readonly latencyOf: (order: ImageOrder) => number;
	/** Origin of the API. */
	readonly origin: () => string;
	/** Origin of the image host. */
	readonly imageOrigin: () => string;
	/** Aborted when the simulator closes. */
	readonly closing: AbortSignal;
}
