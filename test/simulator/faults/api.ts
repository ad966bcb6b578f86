import { DEFAULT_MESSAGES, errorBody, STATUS_OF_CODE } from '../contract/errors';
import type { Exchange } from '../http/exchange';
import { retryAfterHeader } from '../limits';
import { nextTurn, STATUS_CODES } from '../node';
import type { World } from '../world';
import type { ApiFault } from './kinds';
import { shapedAnswer } from './shapes/answer';

type ErrorFault = Extract<ApiFault, { kind: 'error' }>;

type TrickleFault = Extract<ApiFault, { kind: 'trickle' }>;

const BLANK_EVERY_MS = 3_000;
const JSON_TYPE = { 'content-type': 'application/json' };
const HTML = { 'content-type': 'text/html; charset=utf-8' };

/** Whether the fault strikes before the request is even looked at; nothing is billed then. */
export function strikesOnArrival(fault: ApiFault): boolean {
	switch (fault.kind) {
		case 'gateway':
		case 'resetBeforeAccepting':
		case 'redirect':
			return true;
		case 'error':
			// 504: "the task may still be running" (contract §2).
			return !(fault.billed ?? fault.code === 'timeout');
		case 'answer':
			return !fault.billed;
		default:
			return false;
	}
}

/**
 * Spoils the answer of a call.
 * @param proper the answer as it should have been; undefined when there is none, on arrival
 * @returns whether something was answered or the connection ended; false: the fault leaves the answer alone
 */
export async function spoil(
	exchange: Exchange,
	fault: ApiFault,
	world: World,
	ids: { traceId: string },
	proper: object = {},
): Promise<boolean> {
	switch (fault.kind) {
		case 'error':
			sendError(exchange, fault, world, ids.traceId);
			return true;
		case 'gateway':
			sendPage(exchange, fault.status ?? 502, retryAfter(fault, 'seconds', world));
			return true;
		case 'resetBeforeAccepting':
		case 'resetAfterAccepting':
			exchange.reset();
			return true;
		case 'redirect': {
			const location = fault.to ?? `${world.origin()}/elsewhere`;
			exchange.send(fault.status ?? 307, '', { location });
			return true;
		}
		case 'answer':
			sendAnything(exchange, fault);
			return true;
		case 'hang':
			await exchange.hang();
			return true;
		case 'cutAnswer':
			await exchange.sendCut(200, JSON.stringify(proper), JSON_TYPE, how(fault));
			return true;
		case 'notJson': {
			const type = { 'content-type': fault.contentType ?? 'application/json' };
			exchange.send(200, fault.text ?? 'OK', type);
			return true;
		}
		case 'largeAnswer':
			exchange.sendJson(200, { filler: 'x'.repeat(fault.bytes), ...proper });
			return true;
		case 'trickle':
			await exchange.sendPieces(200, blanksBefore(proper, fault, exchange), JSON_TYPE);
			return true;
		case 'emptyData':
			exchange.sendJson(200, 'data' in proper ? { ...proper, data: [] } : {});
			return true;
		case 'successFalse': {
			const { code = 'api_error', message = 'upstream gave no image' } = fault;
			exchange.sendJson(200, errorBody(code, message, ids.traceId));
			return true;
		}
		case 'shape':
			exchange.sendJson(200, await shapedAnswer(proper, fault.shape, world.images));
			return true;
		// These change the work, or another endpoint's answers.
		case 'latency':
		case 'wrongExtension':
		case 'numericTaskId':
		case 'taskInstead':
		case 'moreImages':
		case 'fewerImages':
		case 'taskShape':
			return false;
	}
}

const how = ({ chunked }: { chunked?: boolean }) => (chunked ? 'chunked' : 'half');

/** Blanks, which JSON allows before it begins, for ever or before the answer. */
async function* blanksBefore(proper: object, fault: TrickleFault, exchange: Exchange) {
	const { everyMs = BLANK_EVERY_MS, blanks = Infinity } = fault;
	for (let sent = 0; sent < blanks; sent++) {
		yield Buffer.from(' ');
		await exchange.wait(everyMs);
		// A test's clock may not wait at all: others shall have their turn.
		await nextTurn();
	}
	yield Buffer.from(JSON.stringify(proper));
}

function sendError(exchange: Exchange, fault: ErrorFault, world: World, traceId: string): void {
	const status = fault.status ?? STATUS_OF_CODE[fault.code];
	const headers =
		fault.retryAfter === undefined
			? retryAfter(fault, fault.retryAfterForm ?? 'seconds', world)
			: { 'retry-after': fault.retryAfter };
	if (fault.body === 'html') return sendPage(exchange, status, headers);
	if (fault.body === 'empty') return exchange.send(status, '', headers);
	const message = fault.message ?? DEFAULT_MESSAGES[fault.code];
	exchange.sendJson(status, errorBody(fault.code, message, traceId), headers);
}

function sendPage(exchange: Exchange, status: number, headers: Record<string, string>): void {
	const title = `${status} ${STATUS_CODES[status] ?? 'Status'}`;
	const page = `<html><head><title>${title}</title></head><body><h1>${title}</h1><hr>nginx</body></html>`;
	exchange.send(status, page, { ...HTML, ...headers });
}

function sendAnything(exchange: Exchange, fault: Extract<ApiFault, { kind: 'answer' }>): void {
	const { status = 200, headers = {}, body = '' } = fault;
	if (typeof body === 'string') exchange.send(status, body, headers);
	else exchange.sendJson(status, body, headers);
}

function retryAfter(
	{ retryAfterSeconds }: { retryAfterSeconds?: number },
	form: 'seconds' | 'date',
	world: World,
): Record<string, string> {
	if (retryAfterSeconds === undefined) return {};
	if (form === 'seconds') return { 'retry-after': String(retryAfterSeconds) };
	return { 'retry-after': retryAfterHeader('date', retryAfterSeconds * 1000, world.clock.now()) };
}
