import type { Fault } from '../kinds';
import type { NamedFault } from './named';

const type = (contentType: string | null): Fault => ({ kind: 'callbackContentType', contentType });

/** Between the end of a submitted task and its callback. The task itself can be looked up. */
export const CALLBACKS = {
	'callback-late': {
		does: 'two seconds late',
		billed: true,
		fault: { kind: 'callbackDelay', ms: 2_000 },
	},
	'callback-repeated': {
		does: 'three times',
		billed: true,
		fault: { kind: 'callbackRepeated', times: 3 },
	},
	'callback-reordered': {
		does: 'the first task’s comes a second late, after the others’',
		billed: true,
		fault: { kind: 'callbackDelay', ms: 1_000 },
	},
	'callback-lost': { does: 'never', billed: true, fault: { kind: 'callbackLost' } },
	'callback-early': {
		does: 'before the submission is answered',
		billed: true,
		fault: { kind: 'callbackBeforeAnswer' },
	},
	'callback-forged': {
		does: 'before it another, with a task id that nobody asked for',
		billed: true,
		fault: { kind: 'callbackForged' },
	},
	'callback-base64': {
		does: 'with base64 in place of links',
		billed: true,
		fault: { kind: 'callbackBase64' },
	},
	'callback-flat': {
		does: 'in the flat form',
		billed: true,
		fault: { kind: 'callbackForm', form: 'flat' },
	},
	'callback-text-plain': { does: 'called text/plain', billed: true, fault: type('text/plain') },
	'callback-x-json': {
		does: 'called application/x+json',
		billed: true,
		fault: type('application/x+json'),
	},
	'callback-no-type': { does: 'without a content type', billed: true, fault: type(null) },
	'callback-not-json': {
		does: 'a text that is no JSON',
		billed: true,
		fault: { kind: 'callbackMalformed', shape: 'notJson' },
	},
	'callback-cut': {
		does: 'half of the JSON',
		billed: true,
		fault: { kind: 'callbackMalformed', shape: 'truncated' },
	},
	'callback-empty': {
		does: 'without a body',
		billed: true,
		fault: { kind: 'callbackMalformed', shape: 'empty' },
	},
	'callback-no-data': {
		does: '`success` without images',
		billed: true,
		fault: { kind: 'callbackMalformed', shape: 'noData' },
	},
	'task-fails': {
		does: 'the task fails with `api_error`, and says so',
		billed: false,
		fault: { kind: 'taskFails' },
	},
	'task-refused': {
		does: 'the task fails with `forbidden`: moderation',
		billed: false,
		fault: { kind: 'taskFails', code: 'forbidden', message: 'Rejected by moderation.' },
	},
} satisfies Record<string, NamedFault>;
