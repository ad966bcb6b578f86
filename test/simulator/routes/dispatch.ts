import { ApiError, errorBody } from '../contract/errors';
import type { Exchange } from '../http/exchange';
import { isImagePath, serveImage } from '../images/host';
import { uuidFrom } from '../random';
import type { World } from '../world';
import { CONTROL_ROUTES } from './control';
import { edits } from './edits';
import { generations } from './generations';
import { answerImageCall } from './images';
import { answerTaskLookup } from './tasks';

type Route = (exchange: Exchange, world: World) => void | Promise<void>;

const API_ROUTES: Readonly<Record<string, Route>> = {
	'POST /v1/openai/images/generations': (exchange, world) =>
		answerImageCall(exchange, world, generations(world)),
	'POST /v1/openai/images/edits': (exchange, world) =>
		answerImageCall(exchange, world, edits(world)),
	'POST /v1/openai/tasks': answerTaskLookup,
};

/**
 * Answers a request by its method and exact path.
 * @throws ApiError when the service turns it down; everything unknown is `no_api` (contract §2)
 */
export async function dispatch(exchange: Exchange, world: World): Promise<void> {
	const { method, url } = exchange;
	const name = `${method} ${url.pathname}`;
	const route = API_ROUTES[name] ?? CONTROL_ROUTES[name];
	if (route) return await route(exchange, world);
	if (isImagePath(url.pathname) && ['GET', 'HEAD'].includes(method)) {
		return await serveImage(exchange, world);
	}
	await exchange.readBody();
	throw new ApiError('no_api');
}

/** Answers a request that could not be answered properly. */
export function answerFailure(exchange: Exchange, world: World, error: unknown): void {
	// Waiting ends with an abort when the client goes away: there is nobody to answer.
	if (exchange.gone.aborted) return;
	if (error instanceof ApiError) {
		const body = errorBody(error.code, error.message, uuidFrom(world.random));
		exchange.sendJson(error.status, body, error.headers);
		return;
	}
	const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
	exchange.send(500, `The simulator itself is broken: ${message}`, { 'x-simulator-broken': '1' });
}

/** Control routes are not requests to the service: they are neither recorded nor counted. */
export const isControl = (method: string, path: string) => `${method} ${path}` in CONTROL_ROUTES;
