/** A part of a form, in the order in which it is sent. */
export type FormPart<File extends FormFile> =
	| { readonly field: string; readonly value: string }
	| { readonly field: string; readonly fileName: string; readonly file: File };

/** What the writer needs to know of a file; its bytes come later. */
export interface FormFile {
	readonly facts: { readonly mimeType: string; readonly bytes: number };
}

/** A form as it is sent: pieces of text, and files whose bytes belong in between. */
export interface WrittenForm<File> {
	/** For the header `content-type`. */
	readonly contentType: string;
	/** Of the whole body, in bytes. */
	readonly contentLength: number;
	readonly pieces: ReadonlyArray<Buffer | File>;
}

/**
 * Writes a form as multipart/form-data (RFC 7578) without touching the bytes of its files, so that
 * they can be streamed in and the length is known all the same.
 *
 * @param boundary a text that occurs in no file: letters, digits and hyphens, at most 70 of them
 */
export function writeForm<File extends FormFile>(
	parts: ReadonlyArray<FormPart<File>>,
	boundary: string,
): WrittenForm<File> {
	const pieces = parts.flatMap((part): Array<Buffer | File> => {
		const disposition = `--${boundary}\r\nContent-Disposition: form-data; name="${quoted(part.field)}"`;
		if ('value' in part) return [Buffer.from(`${disposition}\r\n\r\n${part.value}\r\n`)];
		const { fileName, file } = part;
		const head = `${disposition}; filename="${quoted(fileName)}"\r\nContent-Type: ${file.facts.mimeType}\r\n\r\n`;
		return [Buffer.from(head), file, Buffer.from('\r\n')];
	});
	pieces.push(Buffer.from(`--${boundary}--\r\n`));
	const lengths = pieces.map((piece) => ('facts' in piece ? piece.facts.bytes : piece.length));
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		contentLength: lengths.reduce((sum, length) => sum + length, 0),
		pieces,
	};
}

/** What would end the quoted text, or the line, is written as browsers do (HTML standard, form data). */
const quoted = (text: string): string =>
	text.replace(/["\r\n]/g, (character) => encodeURIComponent(character));
