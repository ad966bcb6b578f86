import { randomBytes } from 'node:crypto';

import { CallbackCentre } from './callbacks/centre';
import { Postman } from './callbacks/postman';
import { PLATFORMS } from './contract/platform';
import { FaultQueue } from './faults/queue';
import { Exchange } from './http/exchange';
import { Listener } from './http/listener';
import type { RequestRecord } from './http/log';
import { RequestLog } from './http/log';
import { LinkSigner } from './images/links';
import { ImageStore } from './images/store';
import { Ledger } from './ledger';
import { RateLimiter } from './limits';
import type { IncomingMessage, ServerResponse } from './node';
import { setMaxListeners } from './node';
import type { SimulatorOptions } from './options';
import { SYSTEM_CLOCK, tokensOf } from './options';
import { randomFrom } from './random';
import { answerFailure, dispatch, isControl } from './routes/dispatch';
import type { Simulator } from './simulator';
import { TaskRegistry } from './tasks/registry';
import { Watch } from './watch';
import type { World } from './world';

/** Origins of the two listeners; known once they listen. */
interface Origins {
	api: () => string;
	images: () => string;
}

/**
 * Starts a simulated XHuo Images API.
 * @returns a handle; `close()` ends everything it started
 * @throws when the port cannot be listened on
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const closing = new AbortController();
	// Every task that runs listens to it, and there may be many.
	setMaxListeners(Infinity, closing.signal);
	const { host = '127.0.0.1', port = 0, publicUrl, separateImageHost = false } = options;
	const origin = (listener: Listener) => `http://${reachable(host)}:${listener.boundPort}`;
	const origins: Origins = {
		api: () => publicUrl?.replace(/\/+$/, '') ?? origin(apiListener),
		images: () => (separateImageHost ? origin(imageListener) : origins.api()),
	};
	const world = createWorld(options, origins, closing.signal);
	const apiListener = new Listener(handlerOf(world, 'api'), host, port);
	const imageListener = new Listener(handlerOf(world, 'images'), host, 0);
	const listeners = separateImageHost ? [apiListener, imageListener] : [apiListener];
	for (const listener of listeners) await listener.open();
	return handle(world, origins, {
		open: async () => await apiListener.open(),
		shut: async () => await apiListener.close(),
		async close() {
			closing.abort();
			await Promise.all(listeners.map(async (listener) => await listener.close()));
		},
	});
}

/** 0.0.0.0 and :: are addresses to listen on, not to connect to. */
const reachable = (host: string) => (['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host);

function createWorld(options: SimulatorOptions, origins: Origins, closing: AbortSignal): World {
	const { clock = SYSTEM_CLOCK, latencyMs = 0, callbacks = {} } = options;
	const random = randomFrom(options.seed);
	const watch = new Watch();
	const secret =
		options.seed === undefined ? randomBytes(16).toString('hex') : `seed ${options.seed}`;
	const signer = new LinkSigner(secret, options.linkLifetimeMs);
	// Chances of their own: the share is the same whatever else draws numbers.
	const faults = new FaultQueue(randomFrom(options.seed));
	if (options.mishaps) faults.mix(options.mishaps);
	const images = new ImageStore(
		{
			origin: origins.images,
			style: options.pictures ?? 'drawn',
			atLeastBytes: options.imageBytes ?? 0,
		},
		signer,
	);
	return {
		clock,
		platform: PLATFORMS[options.platform ?? 'xhuo'],
		tokens: tokensOf(options),
		random,
		log: new RequestLog(watch),
		ledger: new Ledger((entry) => {
			options.onBilled?.(entry);
			watch.changed();
		}),
		images,
		signer,
		tasks: new TaskRegistry(watch),
		callbacks: new CallbackCentre(
			new Postman(callbacks, clock, watch, closing),
			images,
			random,
			watch,
			closing,
		),
		callbackForm: callbacks.form ?? 'nested',
		answersSuccess: callbacks.answersSuccess ?? false,
		faults,
		limiter: new RateLimiter(options.rateLimit, options.maxConcurrent),
		watch,
		moderatedText: options.moderatedText ?? 'forbidden content',
		imageLatencyMs: options.imageLatencyMs ?? 0,
		latencyOf: typeof latencyMs === 'number' ? () => latencyMs : latencyMs,
		origin: origins.api,
		imageOrigin: origins.images,
		closing,
	};
}

function handlerOf(world: World, listener: RequestRecord['listener']) {
	// Control calls are looked at with a log of their own: they are no requests to the service.
	const controlLog = new RequestLog(new Watch());
	return (request: IncomingMessage, response: ServerResponse): void => {
		const { method = 'GET', url: target = '/', headers } = request;
		const text = target.startsWith('/') ? `${world.origin()}${target}` : target;
		const url = URL.canParse(text) ? new URL(text) : new URL(world.origin());
		const control = isControl(method, url.pathname);
		const log = control ? controlLog : world.log;
		const record = log.open(listener, method, url, headers, world.clock.now());
		if (control) log.reset();
		const exchange = new Exchange(request, response, url, record, log, world.clock, world.closing);
		dispatch(exchange, world).catch((error: unknown) => answerFailure(exchange, world, error));
	};
}

interface Listening {
	open(): Promise<void>;
	shut(): Promise<void>;
	close(): Promise<void>;
}

function handle(world: World, origins: Origins, listening: Listening): Simulator {
	const { log, ledger, images, tasks, callbacks, faults, limiter, watch } = world;
	return {
		...world.tokens,
		url: origins.api(),
		baseUrl: `${origins.api()}/v1`,
		imageUrl: origins.images(),
		ledger: ledger.entries,
		requests: log.records,
		get maxInFlight() {
			return log.maxInFlight;
		},
		images,
		tasks,
		callbacks,
		misbehave: (fault, aim) => faults.order(fault, aim),
		script: (entries, aim) => faults.order(entries, aim),
		mix: (mishaps) => faults.mix(mishaps),
		until: async (condition) => await watch.until(condition, world.closing),
		goOffline: async () => await listening.shut(),
		goOnline: async () => await listening.open(),
		reset() {
			log.reset();
			ledger.entries.length = 0;
			images.reset();
			tasks.reset();
			callbacks.reset();
			faults.reset();
			limiter.reset();
		},
		close: async () => await listening.close(),
	};
}
