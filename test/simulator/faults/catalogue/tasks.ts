import type { Fault } from '../kinds';
import type { TaskShape } from '../shapes/task';
import type { NamedFault } from './named';

const ON_TASKS = { on: ['tasks'] } as const;
/** So many questions are answered oddly before the truth comes. */
const QUESTIONS = 2;

const once = (does: string, fault: Fault): NamedFault => ({
	does,
	billed: true,
	fault,
	aim: ON_TASKS,
});
const always = (does: string, fault: Fault): NamedFault => ({
	does,
	billed: true,
	fault,
	aim: { ...ON_TASKS, times: 'always' },
});
const atFirst = (does: string, shape: TaskShape): NamedFault => ({
	does: `${does}, for the first ${QUESTIONS} questions`,
	billed: true,
	fault: { kind: 'taskShape', shape },
	aim: { ...ON_TASKS, times: QUESTIONS },
});
const shape = (does: string, taskShape: TaskShape): NamedFault =>
	always(does, { kind: 'taskShape', shape: taskShape });

/** The tasks endpoint. Asking is free; the task asked for is paid. */
export const TASKS = {
	'tasks-401': always('401, every time', { kind: 'error', code: 'invalid_token' }),
	'tasks-403': always('403 `disabled`, every time', { kind: 'error', code: 'disabled' }),
	'tasks-404': always('404 `no_api`, every time', { kind: 'error', code: 'no_api' }),
	'tasks-429': once('429 with `Retry-After: 1`', {
		kind: 'error',
		code: 'too_many_requests',
		retryAfterSeconds: 1,
	}),
	'tasks-500': once('500, once', { kind: 'error', code: 'api_error', billed: false }),
	'tasks-502': once('502 as an HTML page', { kind: 'gateway' }),
	'tasks-reset': once('the connection is reset', { kind: 'resetBeforeAccepting' }),
	'tasks-no-answer': {
		...once('no answer until the client gives up', { kind: 'hang' }),
		isEndless: true as const,
	},
	'tasks-cut': once('half of the JSON, then the connection ends', { kind: 'cutAnswer' }),
	'tasks-html': once('200 with an HTML page', {
		kind: 'notJson',
		contentType: 'text/html',
		text: '<!doctype html><title>Welcome</title>',
	}),
	'tasks-unknown': always('`{}`: no such task, every time', { kind: 'answer', body: {} }),
	'tasks-items-null': once('`"items": null`', { kind: 'taskShape', shape: 'itemsNull' }),
	'tasks-end-year-one': atFirst(
		'`finished_at` is 0001-01-01T00:00:00Z and there is no response',
		'endAtYearOne',
	),
	'tasks-end-minus-one': atFirst('`finished_at` is -1 and there is no response', 'endAtMinusOne'),
	'tasks-hiccup': atFirst('`response.success` is false, without a code and an end', 'hiccup'),
	'tasks-hiccup-at-top': atFirst('`success` is false, without a code and an end', 'hiccupAtTop'),
	'tasks-end-no-response': atFirst('an end, and no response', 'endWithoutResponse'),
	'tasks-response-text': shape('`response` is JSON inside a string', 'responseText'),
	'tasks-status-result': shape('`{ id, status, result }`', 'statusAndResult'),
	'tasks-type-images': shape('`type` is `images`', 'typeImages'),
} satisfies Record<string, NamedFault>;
