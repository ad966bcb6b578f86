import { Agent, request } from 'undici';

import type { CallbackOptions, Clock } from '../options';
import type { Watch } from '../watch';

/** A callback that is ready to be sent. */
export interface Letter {
	/** The task it is about; a forged letter names another one in its body. */
	taskId: string;
	url: string;
	/** The body's text. */
	text: string;
	/** null: none is sent. */
	contentType: string | null;
}

/** One attempt to deliver a callback. */
export interface Delivery extends Letter {
	/** From 1. */
	attempt: number;
	/** Unix time, ms. */
	at: number;
	/** ms until the answer was complete; null while it is under way. */
	ms: number | null;
	/** What the receiver answered; null when it did not. */
	status: number | null;
	responseBody: string | null;
	/** Why there was no answer. */
	failure: string | null;
}

const RETRY_INTERVAL_MS = 1_000;
const TIMEOUT_MS = 30_000;

/** Posts callbacks and keeps a record of every attempt. Never follows a redirect. */
export class Postman {
	readonly deliveries: Delivery[] = [];
	private readonly agent = new Agent({ connect: { timeout: TIMEOUT_MS } });

	constructor(
		private readonly options: CallbackOptions,
		private readonly clock: Clock,
		private readonly watch: Watch,
		private readonly closing: AbortSignal,
	) {
		closing.addEventListener('abort', () => void this.agent.destroy(), { once: true });
	}

	/**
	 * Sends a letter until it is answered with 2xx or the attempts are used up.
	 * @returns the last attempt
	 */
	async send(letter: Letter): Promise<Delivery> {
		const { attempts = 1, retryIntervalMs = RETRY_INTERVAL_MS } = this.options;
		for (let attempt = 1; ; attempt++) {
			const delivery = await this.attempt(letter, attempt);
			const isAccepted =
				delivery.status !== null && delivery.status >= 200 && delivery.status < 300;
			if (isAccepted || attempt >= attempts) return delivery;
			await this.clock.sleep(retryIntervalMs, this.closing);
		}
	}

	private async attempt(letter: Letter, attempt: number): Promise<Delivery> {
		const { timeoutMs = TIMEOUT_MS } = this.options;
		const at = this.clock.now();
		const open = { ms: null, status: null, responseBody: null, failure: null };
		const delivery: Delivery = { ...letter, attempt, at, ...open };
		this.deliveries.push(delivery);
		try {
			const response = await request(letter.url, {
				method: 'POST',
				headers: {
					...(letter.contentType === null ? {} : { 'content-type': letter.contentType }),
					'user-agent': 'xhuoapi-simulator',
				},
				body: letter.text,
				dispatcher: this.agent,
				signal: this.closing,
				headersTimeout: timeoutMs,
				bodyTimeout: timeoutMs,
			});
			delivery.status = response.statusCode;
			delivery.responseBody = await response.body.text();
		} catch (error) {
			delivery.failure = error instanceof Error ? error.message : String(error);
		}
		delivery.ms = this.clock.now() - at;
		this.watch.changed();
		return delivery;
	}
}
