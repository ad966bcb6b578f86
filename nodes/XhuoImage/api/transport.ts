import { STOPPED, UNCERTAIN_ADVICE, type Failure } from './failure';

/** Codes of Node.js that say: no connection, so nothing was sent. */
const NEVER_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EHOSTDOWN',
	'ENETDOWN',
	'EADDRNOTAVAIL',
]);

/** A certificate that was refused will be refused again. */
const CERTIFICATE = /CERT|SELF_SIGNED|UNABLE_TO_VERIFY|ERR_TLS|ERR_SSL/;

interface TransportFault {
	readonly code: string;
	readonly syscall: string;
	readonly message: string;
	readonly isFromWire: boolean;
}

/**
 * Explains a call that got no HTTP answer, and above all whether it may have been billed: only a
 * request that never left is certain not to have been.
 *
 * @param thrown what n8n's request helper threw
 * @param timeoutMs the time-out of the call in milliseconds
 * @param isCancelled whether the execution was stopped
 */
export function explainThrown(thrown: unknown, timeoutMs: number, isCancelled: boolean): Failure {
	if (isCancelled) return STOPPED;
	const { code, syscall, message, isFromWire } = faultOf(thrown);
	if (CERTIFICATE.test(code)) {
		return {
			kind: 'notSent',
			isPermanent: true,
			code,
			message: 'The certificate of the service could not be verified',
			advice: 'Check the Base URL in the XHuo API credential, and any proxy in between.',
		};
	}
	const isBeforeSending =
		NEVER_CONNECTED.has(code) ||
		syscall === 'connect' ||
		message.includes('before secure TLS connection');
	if (isBeforeSending) {
		return {
			kind: 'notSent',
			code,
			message: 'The service could not be reached',
			advice:
				'Check the Base URL in the XHuo API credential and the internet connection of n8n. Nothing was billed for this image.',
		};
	}
	if (!isFromWire) {
		return {
			kind: 'notSent',
			isPermanent: true,
			message: 'n8n did not send the request',
			advice: `n8n said: "${message}". Nothing was billed for this image.`,
		};
	}
	const isTimeout = code === 'ECONNABORTED' || code === 'ETIMEDOUT';
	return {
		kind: 'uncertain',
		code,
		message: isTimeout
			? `No answer came within ${Math.round(timeoutMs / 1000)} seconds`
			: 'The connection was cut before the answer came',
		advice: isTimeout
			? `${UNCERTAIN_ADVICE} For large sizes raise Timeout in the options of the node: a 4K image takes 4 to 8 minutes.`
			: UNCERTAIN_ADVICE,
	};
}

/** n8n wraps what Node.js threw, sometimes twice: the innermost code is the real one. */
function faultOf(thrown: unknown): TransportFault {
	let fault: TransportFault = { code: '', syscall: '', message: '', isFromWire: false };
	const seen = new Set<unknown>();
	for (let level = thrown; isObject(level) && !seen.has(level); level = level.cause) {
		seen.add(level);
		fault = {
			code: typeof level.code === 'string' ? level.code : fault.code,
			syscall: typeof level.syscall === 'string' ? level.syscall : fault.syscall,
			message: typeof level.message === 'string' ? level.message : fault.message,
			isFromWire: fault.isFromWire || level.isAxiosError === true,
		};
	}
	return fault;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
	typeof value === 'object' && value !== null;
