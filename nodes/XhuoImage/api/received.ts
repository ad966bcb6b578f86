/** How much of an answer is shown to the user, in bytes. */
const MOST_BYTES = 2048;

/** Longer runs than this are no words but Base64. */
const LONGEST_RUN = 200;

/** How much of such a run is shown. */
const SHOWN_OF_RUN = 40;

/**
 * What was received, for a person to look through: links whole, images in Base64 shortened, what
 * looks like a secret hidden, and cut at 2 kB.
 */
export function showReceived(text: string): string {
	return cut(hideSecrets(shortenRuns(text.trim())));
}

/** Links stay whole, since a long one may be the image; other long runs, without a colon, are Base64. */
const shortenRuns = (text: string): string =>
	text.replace(/https?:\/\/[^\s"'<>\\]+|[\w+/=-]+/gi, (run) =>
		run.length <= LONGEST_RUN || run.includes(':')
			? run
			: `${run.slice(0, SHOWN_OF_RUN)}… (${run.length} characters)`,
	);

/**
 * Tokens, fields that are named like a secret, and what signs a callback URL: the query of n8n's
 * own, which wakes an execution, and the parameter that Sign Callback URL adds.
 */
const hideSecrets = (text: string): string =>
	text
		.replace(/\b(bearer\s+)[\w.~+/=-]{4,}/gi, '$1[hidden]')
		.replace(/\bsk-[\w-]{8,}/g, '[hidden]')
		.replace(
			/("(?:api_?key|api_?token|access_?token|token|authorization|secret|password)"\s*:\s*)"(?:[^"\\]|\\.)*"/gi,
			'$1"[hidden]"',
		)
		.replace(/(\/webhook[^\s"'<>\\?]*\?)[^\s"'<>\\]+/gi, '$1[hidden]')
		.replace(/([?&]xhuo=)[^\s"'<>\\&]+/g, '$1[hidden]');

function cut(text: string): string {
	const bytes = Buffer.from(text);
	if (bytes.length <= MOST_BYTES) return bytes.toString();
	const whole = bytes.subarray(0, MOST_BYTES - Buffer.byteLength('…')).toString();
	return `${whole.replace(/\uFFFD$/, '')}…`;
}
