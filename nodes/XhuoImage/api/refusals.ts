import { ADDRESS_VARIABLE } from './addressVariable';
import { readBlockPage } from './blockPage';
import {
	API_ERROR,
	explanationOf,
	explanationOfMessage,
	explanationOfStatus,
	type Explanation,
} from './codes';
import { isStatus, readReason, type ErrorAnswer } from './errors';
import { UNCERTAIN_ADVICE, type Failure } from './failure';
import { showReceived } from './received';

/** An HTTP answer as it came, before anything is known about it. */
export interface HttpAnswer {
	readonly status: number;
	/** Header names in lower case. */
	readonly headers: Readonly<Record<string, unknown>>;
	readonly body: string;
}

/**
 * Explains an answer that holds no image.
 *
 * @param answer the HTTP answer
 * @param parsed its body as JSON, `undefined` if it is none
 * @param now milliseconds since 1970, for a Retry-After that is a date
 */
export function explainAnswer(answer: HttpAnswer, parsed: unknown, now: number): Failure {
	const said = readReason(parsed, answer.body);
	const explanation =
		(parsed === undefined && readBlockPage(answer)) || explain(answer.status, said);
	const code = said.code ?? said.type;
	const retryAfterMs = readRetryAfter(answer.headers['retry-after'], now);
	const received = showReceived(answer.body);
	return {
		...explanation,
		advice: `${explanation.advice}${quote(said)}`,
		httpStatus: answer.status,
		...(code && { code }),
		...(said.traceId && { traceId: said.traceId }),
		...(said.taskId && { taskId: said.taskId }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		...(received && { received }),
	};
}

const quote = ({ message }: ErrorAnswer): string =>
	message ? ` The service said: "${shorten(message)}"` : '';

/** Something on the way gave up waiting; the service may be at work all the same. */
const UNCERTAIN_STATUSES = new Set([408, 460, 499]);

/** Statuses that say no without a doubt, so the message may say why. */
const REFUSALS = new Set([400, 402, 403, 422, 429, 451]);

function explain(status: number, said: ErrorAnswer): Explanation {
	if (UNCERTAIN_STATUSES.has(status)) return explanationOfStatus(status) ?? unknownEnd(status);
	const known = explanationOf(said.code) ?? explanationOf(said.type);
	// Some gateways answer 200 and put the status into the error.
	const meant = statusIn(said.code) ?? status;
	const explanation =
		known ??
		(REFUSALS.has(meant) ? explanationOfMessage(said.message) : undefined) ??
		explanationOfStatus(meant) ??
		explainStatus(meant, said.code);
	const isAboutCallback =
		explanation.kind === 'rejected' &&
		/callback[ _-]?ur[il]/i.test(`${said.code ?? ''} ${said.message ?? ''}`);
	return isAboutCallback ? CALLBACK_REFUSED : explanation;
}

/** Such as 429, also as text; other numbers are codes of the service's own. */
function statusIn(code: string | undefined): number | undefined {
	return isStatus(code) ? Number(code) : undefined;
}

function explainStatus(status: number, code: string | undefined): Explanation {
	if (status >= 500) return unknownEnd(status);
	if (status >= 400) {
		return {
			kind: 'rejected',
			message: `The service did not accept the request (HTTP status ${status})`,
			advice: 'Check the fields of the node. Nothing was billed for this image.',
		};
	}
	if (status >= 300) {
		return {
			kind: 'rejected',
			message: 'The service answered with a redirect to another address',
			advice:
				"Check the 'Base URL' in the XHuo API credential. For safety, the node does not send the token on.",
		};
	}
	return {
		kind: 'uncertain',
		message: code
			? `The service answered with the code ${shorten(code)}`
			: 'The answer of the service held no image',
		advice: UNCERTAIN_ADVICE,
	};
}

const unknownEnd = (status: number): Explanation => ({
	kind: 'uncertain',
	message: `The service answered with HTTP status ${status}`,
	advice: UNCERTAIN_ADVICE,
});

const CALLBACK_REFUSED: Explanation = {
	kind: 'rejected',
	message: 'The service did not accept the callback URL',
	advice: `'Pause Until Finished' and 'Ask Until Finished' send the callback URL of this execution, which n8n makes from its own address: set the ${ADDRESS_VARIABLE} to a public https address, or set 'Delivery' to 'Wait for the Image', which sends none. With 'Submit and Move On', check 'Callback URL'. Nothing was billed for this image.`,
};

const LONGEST_QUOTE = 300;

function shorten(text: string): string {
	const line = text.replace(/\s+/g, ' ');
	const characters = Array.from(line);
	return characters.length > LONGEST_QUOTE
		? `${characters.slice(0, LONGEST_QUOTE).join('')}…`
		: line;
}

/** Reads a Retry-After header: seconds or an HTTP date. In milliseconds from `now`. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	if (typeof header !== 'string' || header.trim() === '') return undefined;
	const seconds = Number(header);
	if (Number.isFinite(seconds)) return seconds >= 0 ? seconds * 1000 : undefined;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

/**
 * Explains a task that ended without an image, from the code and message that came with it. Such
 * tasks are usually not billed (contract §2).
 */
export function explainTask(
	said: { readonly code?: string; readonly message?: string; readonly received?: string },
	references: { readonly taskId: string; readonly traceId?: string },
): Failure {
	const known =
		explanationOf(said.code) ?? explanationOfStatus(statusIn(said.code) ?? 0) ?? API_ERROR;
	return {
		kind: 'serviceFault',
		message: known.message,
		advice: `${known.kind === 'rejected' ? known.advice : 'Run the workflow again later. Such tasks are usually not billed.'}${quote(said)}`,
		...(said.code && { code: said.code }),
		...(said.received && { received: said.received }),
		...references,
	};
}
