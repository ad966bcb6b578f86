import { STOPPED, UNCERTAIN_ADVICE, type Failure } from './failure';
import { isObject } from './values';

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

/** Codes of Node.js and of n8n's request helper that say: it was sent, or may have been. */
const ON_THE_WIRE = new Set(['ECONNRESET', 'ECONNABORTED', 'ETIMEDOUT', 'EPIPE', 'ERR_CANCELED']);

interface TransportFault {
	readonly code: string;
	readonly syscall: string;
	readonly message: string;
	readonly isFromWire: boolean;
	/** Of an address that has several: what became of each of them. */
	readonly parts: readonly TransportFault[];
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
	const fault = faultOf(thrown);
	const { code, message, isFromWire } = fault;
	if (CERTIFICATE.test(code)) {
		return {
			kind: 'notSent',
			isPermanent: true,
			code,
			message: 'The certificate of the service could not be verified',
			advice: "Check the 'Base URL' in the XHuo API credential, and any proxy in between.",
		};
	}
	if (neverConnected(fault)) {
		return {
			kind: 'notSent',
			code,
			message: 'The service could not be reached',
			advice:
				"Check the 'Base URL' in the XHuo API credential and the internet connection of n8n. Nothing was billed for this image.",
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
	if (code === 'ECONNABORTED' || code === 'ETIMEDOUT') return timedOut(timeoutMs, code);
	return {
		kind: 'uncertain',
		code,
		message: 'The connection was cut before the answer came',
		advice: UNCERTAIN_ADVICE,
	};
}

/**
 * A call that was sent and took too long: it may have been billed.
 *
 * @param timeoutMs the time-out of the call in milliseconds
 */
export const timedOut = (timeoutMs: number, code = 'ETIMEDOUT'): Failure => ({
	kind: 'uncertain',
	code,
	message: `No answer came within ${Math.round(timeoutMs / 1000)} seconds`,
	advice: `${UNCERTAIN_ADVICE} For large sizes raise 'Timeout' in the options of the node: a 4K image takes 4 to 8 minutes.`,
});

/**
 * Whether there never was a connection. Where an address has several (IPv6 and IPv4), Node.js tries
 * all of them and throws an AggregateError: each of them must have been in vain.
 */
function neverConnected({ code, syscall, message, parts }: TransportFault): boolean {
	if (parts.length > 0) return parts.every(neverConnected);
	return (
		NEVER_CONNECTED.has(code) ||
		syscall === 'connect' ||
		message.includes('before secure TLS connection')
	);
}

/** n8n wraps what Node.js threw, sometimes twice: the innermost code is the real one. */
function faultOf(thrown: unknown): TransportFault {
	let fault: TransportFault = { code: '', syscall: '', message: '', isFromWire: false, parts: [] };
	const seen = new Set<unknown>();
	for (let level = thrown; isObject(level) && !seen.has(level); level = level.cause) {
		seen.add(level);
		const parts = Array.isArray(level.errors) ? level.errors.map(faultOf) : fault.parts;
		const code = typeof level.code === 'string' ? level.code : fault.code;
		fault = {
			code: code || (parts[0]?.code ?? ''),
			syscall: typeof level.syscall === 'string' ? level.syscall : fault.syscall,
			message: typeof level.message === 'string' ? level.message : fault.message,
			isFromWire:
				fault.isFromWire ||
				level.isAxiosError === true ||
				ON_THE_WIRE.has(code) ||
				parts.some((part) => part.isFromWire),
			parts,
		};
	}
	return fault;
}
