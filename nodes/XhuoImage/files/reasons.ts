/** In characters: a reason is quoted up to here. */
const LONGEST_REASON = 200;

/** What a code of the file system means, as the end of a sentence. */
const STORE_CODES: Readonly<Record<string, string>> = {
	ENOSPC: 'no space is left on its disk',
	EDQUOT: 'its disk quota is used up',
	EROFS: 'its disk can only be read',
	EACCES: 'it may not write to its folder for binary data',
	EPERM: 'it may not write to its folder for binary data',
	EMFILE: 'it has too many files open',
};

/** Why a transfer did not finish: the code of the connection, or what was thrown in words. */
export const transferReason = (thrown: unknown): string =>
	`the transfer did not finish (${codeOf(thrown) ?? messageOf(thrown)})`;

/** Why n8n could not store a file. */
export function storeReason(thrown: unknown): string {
	const code = codeOf(thrown);
	const known = code === undefined ? undefined : STORE_CODES[code];
	const said = known ? `${known}, ${code}` : (code ?? messageOf(thrown));
	return `n8n could not store it (${said})`;
}

function codeOf(thrown: unknown): string | undefined {
	if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return undefined;
	return typeof thrown.code === 'string' ? thrown.code : undefined;
}

function messageOf(thrown: unknown): string {
	const message = thrown instanceof Error ? thrown.message.trim() : '';
	if (message === '') return 'no reason given';
	return message.length > LONGEST_REASON ? `${message.slice(0, LONGEST_REASON)}…` : message;
}
