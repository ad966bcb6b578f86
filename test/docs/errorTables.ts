import { mayHaveBeenBilled, type Failure } from '../../nodes/XhuoImage/api/failure';
import { explainAnswer } from '../../nodes/XhuoImage/api/refusals';
import { waitBeforeRetry, type Attempts } from '../../nodes/XhuoImage/api/retry';
import { explainThrown } from '../../nodes/XhuoImage/api/transport';
import { ERROR_CODES, STATUS_OF_CODE } from '../simulator/contract/errors';
import { code, onScreen, table } from './markdown';

const HEADINGS = ['The node says', 'What to do', 'Billed', 'Tried again by the node'];

/** The default of Timeout, in milliseconds. */
const TIMEOUT_MS = 600_000;

/** Every error code of the service, as the node explains it. */
export function codeTable(): string {
	const rows = ERROR_CODES.map((name) => {
		const body = { success: false, error: { code: name } };
		const status = STATUS_OF_CODE[name];
		const answer = { status, headers: {}, body: JSON.stringify(body) };
		const failure = explainAnswer(answer, body, 0);
		return [`${code(name)}\nHTTP ${status}`, ...inWords(failure)];
	});
	return table(['Code', ...HEADINGS], rows);
}

const CALLBACK_URL_REFUSED = { error: { code: 'invalid_callback_url' } };

/** Calls that end without an answer of the service. */
export function transportTable(): string {
	const onWire = (wireCode: string) => ({ code: wireCode, isAxiosError: true });
	const rows = [
		explainThrown(onWire('ENOTFOUND'), TIMEOUT_MS, false),
		explainThrown(onWire('CERT_HAS_EXPIRED'), TIMEOUT_MS, false),
		explainThrown(onWire('ECONNABORTED'), TIMEOUT_MS, false),
		explainThrown(onWire('ECONNRESET'), TIMEOUT_MS, false),
		explainAnswer({ status: 502, headers: {}, body: '' }, undefined, 0),
		explainAnswer({ status: 403, headers: {}, body: '<html></html>' }, undefined, 0),
		explainAnswer({ status: 407, headers: {}, body: '<html></html>' }, undefined, 0),
		explainAnswer({ status: 400, headers: {}, body: '' }, CALLBACK_URL_REFUSED, 0),
		explainAnswer({ status: 413, headers: {}, body: '' }, undefined, 0),
		explainAnswer({ status: 200, headers: {}, body: '{}' }, {}, 0),
		explainAnswer({ status: 302, headers: {}, body: '' }, undefined, 0),
	].map(inWords);
	return table(HEADINGS, rows);
}

function inWords(failure: Failure): string[] {
	return [failure.message, failure.advice, billed(failure), retries(failure)];
}

function billed(failure: Failure): string {
	if (mayHaveBeenBilled(failure)) return 'perhaps';
	return failure.kind === 'serviceFault' ? 'usually not' : 'no';
}

/** How often the node itself sends it again, asked of the rule that decides it. */
function retries(failure: Failure): string {
	const maxRetries = 5;
	const attempts: Attempts = { rateLimited: 0, notSent: 0, serviceFault: 0 };
	const limits = { maxRetries, longestWaitMs: TIMEOUT_MS };
	let count = 0;
	while (count <= maxRetries && waitBeforeRetry(failure, attempts, limits, 0) !== undefined) {
		count += 1;
		Object.assign(attempts, { rateLimited: count, notSent: count, serviceFault: count });
	}
	if (count >= maxRetries) return `up to ${onScreen('Max Retries')}`;
	return count === 0 ? 'no' : 'once';
}
