import type { Fault } from '../kinds';
import type { NamedFault } from './named';

const says = (status: number, body: unknown): Fault => ({ kind: 'answer', status, body });
const plain = { 'content-type': 'text/plain; charset=utf-8' };

/** Of a firewall before the service: HTML, with the title and the number that its operator needs. */
const firewall = (status: number, title: string): Fault => ({
	kind: 'answer',
	status,
	headers: {
		'content-type': 'text/html; charset=UTF-8',
		server: 'cloudflare',
		'cf-ray': '8f2a1c0d9e7b4a61-FRA',
	},
	body: `<!DOCTYPE html><html lang="en-US"><head><title>${title}</title><meta charset="UTF-8"></head><body><h1>Sorry, you have been blocked</h1><p>Ray ID: 8f2a1c0d9e7b4a61</p></body></html>`,
});

/** Errors that say what is wrong in some other place than `error.message`. Nothing is billed. */
export const WORDING = {
	'403-firewall': {
		does: '403 as the HTML page of a firewall, with `<title>` and `cf-ray`',
		billed: false,
		fault: firewall(403, 'Attention Required! | Cloudflare'),
	},
	'407-proxy': {
		does: '407 as the HTML page of a proxy, with `<title>` and `cf-ray`',
		billed: false,
		fault: firewall(407, 'Proxy Authentication Required'),
	},
	'error-as-text': {
		does: '400, `error` is a bare string',
		billed: false,
		fault: says(400, { error: 'The size is not supported.' }),
	},
	'error-null': {
		does: '500, `error` is null',
		billed: false,
		fault: says(500, { success: false, error: null }),
	},
	'error-empty-object': {
		does: '400, `error` is `{}`',
		billed: false,
		fault: says(400, { success: false, error: {} }),
	},
	'error-empty-text': {
		does: '500, `error` is the empty text',
		billed: false,
		fault: says(500, { success: false, error: '' }),
	},
	'error-detail-text': {
		does: '422, the message is in `detail`',
		billed: false,
		fault: says(422, { detail: 'The prompt is too long.' }),
	},
	'error-detail-list': {
		does: '422, `detail` is a list of places and messages',
		billed: false,
		fault: says(422, {
			detail: [
				{ loc: ['body', 'size'], msg: 'value is not a valid size', type: 'value_error' },
				{ loc: ['body', 'n'], msg: 'ensure this value is at most 10', type: 'value_error' },
			],
		}),
	},
	'error-message': {
		does: '400, the message is in `message`',
		billed: false,
		fault: says(400, { code: 1001, message: 'The model is not available.' }),
	},
	'error-msg': {
		does: '400, the message is in `msg`',
		billed: false,
		fault: says(400, { code: 1001, msg: 'The model is not available.' }),
	},
	'error-list': {
		does: '400, the messages are in `errors[]`',
		billed: false,
		fault: says(400, { errors: [{ message: 'The size is wrong.' }, 'The model is wrong.'] }),
	},
	'error-plain-text': {
		does: '503, two lines of plain text',
		billed: false,
		fault: {
			kind: 'answer',
			status: 503,
			headers: plain,
			body: 'upstream connect error or disconnect before headers.\nreset reason: overflow',
		},
	},
	'200-code-429': {
		does: '200, `error.code` is the number 429',
		billed: false,
		fault: says(200, { error: { code: 429, message: 'Too many requests.' } }),
	},
	'200-code-401': {
		does: '200, `error.code` is the number 401',
		billed: false,
		fault: says(200, { error: { code: 401, message: 'Unauthorized.' } }),
	},
	'200-code-402': {
		does: '200, `error.code` is the text "402"',
		billed: false,
		fault: says(200, { error: { code: '402', message: 'Payment required.' } }),
	},
	'200-code-500': {
		does: '200, `error.code` is the number 500',
		billed: false,
		fault: says(200, { error: { code: 500, message: 'Internal error.' } }),
	},
	'200-success-false': {
		does: '200, `success` is false with code `api_error`',
		billed: false,
		fault: { kind: 'successFalse' },
	},
} satisfies Record<string, NamedFault>;
