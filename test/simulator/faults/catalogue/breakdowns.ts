import type { Fault } from '../kinds';
import type { NamedFault } from './named';

const uncertain = (status: number, message: string): Fault => ({
	kind: 'answer',
	status,
	billed: true,
	body: { success: false, error: { code: 'timeout', message }, trace_id: 'trace-of-a-fault' },
});

const gateway = (status: number, message: string): Fault => ({
	kind: 'answer',
	status,
	body: { success: false, error: { code: 'bad_gateway', message }, trace_id: 'trace-of-a-fault' },
});

const MEGABYTE = 1024 * 1024;

/** The service fails, or the way to it. Whoever is billed cannot always know it. */
export const BREAKDOWNS = {
	'408-timeout': {
		does: '408; the work is done all the same',
		billed: true,
		fault: uncertain(408, 'The request timed out.'),
	},
	'499-closed': {
		does: '499; the work is done all the same',
		billed: true,
		fault: uncertain(499, 'The client closed the request.'),
	},
	'500-once': {
		does: '500 `api_error`, once',
		billed: false,
		fault: { kind: 'error', code: 'api_error' },
	},
	'500-always': {
		does: '500 `api_error`, every time',
		billed: false,
		fault: { kind: 'error', code: 'api_error' },
		aim: { times: 'always' },
	},
	'502-json': { does: '502 as JSON', billed: false, fault: gateway(502, 'Bad gateway.') },
	'502-html': {
		does: '502 as an HTML page',
		billed: false,
		fault: { kind: 'gateway', status: 502 },
	},
	'503-json': { does: '503 as JSON', billed: false, fault: gateway(503, 'Unavailable.') },
	'503-html': {
		does: '503 as an HTML page',
		billed: false,
		fault: { kind: 'gateway', status: 503 },
	},
	'504-json': {
		does: '504 `timeout`; the task is still running',
		billed: true,
		fault: { kind: 'error', code: 'timeout' },
	},
	'504-html': {
		does: '504 as an HTML page; the task is still running',
		billed: true,
		fault: { kind: 'error', code: 'timeout', body: 'html' },
	},
	'reset-before': {
		does: 'the connection is reset before any work',
		billed: false,
		fault: { kind: 'resetBeforeAccepting' },
	},
	'reset-after': {
		does: 'the work is done, then the connection is reset',
		billed: true,
		fault: { kind: 'resetAfterAccepting' },
	},
	'no-answer': {
		does: 'the work is done, and no answer comes until the client gives up',
		billed: true,
		fault: { kind: 'hang' },
		isEndless: true,
	},
	'blanks-forever': {
		does: 'the work is done; a blank every 3 s, and never an end',
		billed: true,
		fault: { kind: 'trickle' },
		isEndless: true,
	},
	'blanks-then-answer': {
		does: 'three blanks within 300 ms, then the answer',
		billed: true,
		fault: { kind: 'trickle', everyMs: 100, blanks: 3 },
	},
	'answer-cut': {
		does: 'half of the JSON, then the connection ends',
		billed: true,
		fault: { kind: 'cutAnswer' },
	},
	'answer-cut-chunked': {
		does: 'half of the JSON without a length, then the connection ends',
		billed: true,
		fault: { kind: 'cutAnswer', chunked: true },
	},
	'200-html': {
		does: '200 with an HTML page',
		billed: true,
		fault: {
			kind: 'notJson',
			contentType: 'text/html; charset=utf-8',
			text: '<!doctype html><html><head><title>Welcome</title></head><body>Welcome</body></html>',
		},
	},
	'200-text': {
		does: '200 with the text `OK` called JSON',
		billed: true,
		fault: { kind: 'notJson' },
	},
	'200-empty': {
		does: '200 without a body',
		billed: true,
		fault: { kind: 'notJson', text: '' },
	},
	'200-no-images': {
		does: '200 with an empty `data`',
		billed: true,
		fault: { kind: 'emptyData' },
	},
	'200-30-mb': {
		does: '200, the proper answer in 30 MB of JSON',
		billed: true,
		fault: { kind: 'largeAnswer', bytes: 30 * MEGABYTE },
	},
	redirect: {
		does: '307 to an address that has nothing',
		billed: false,
		fault: { kind: 'redirect' },
	},
} satisfies Record<string, NamedFault>;
