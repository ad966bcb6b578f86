import { grouped } from '../models/grouped';

/** How texts of some kinds begin. */
const TEXTS: ReadonlyArray<readonly [RegExp, string]> = [
	[/^\s*<(!doctype html|html|head|body)\b/i, 'a web page'],
	[/^\s*<(svg\b|\?xml[^>]*>\s*(<![^>]*>\s*)?<svg\b)/i, 'an SVG drawing'],
	[/^\s*<\?xml/i, 'an XML text'],
	[/^\s*[{[]/, 'a JSON text'],
];

/** How files of some kinds begin, and from which byte on. */
const FILES: ReadonlyArray<readonly [string, number, string]> = [
	['%PDF', 0, 'a PDF'],
	['PK\u0003\u0004', 0, 'a ZIP archive'],
	['\u001f\u008b', 0, 'a gzip archive'],
	['ftyp', 4, 'a video'],
	['\u001aE\u00df\u00a3', 0, 'a video'],
];

/** In bytes: so much tells what they are. */
const TELLING_BYTES = 512;

/** In bytes: so many are shown where nobody knows what they are. */
const SHOWN_BYTES = 8;

const BYTE_ORDER_MARK = '\u00ef\u00bb\u00bf';

/**
 * Says what bytes seem to be that are no image, so that a person can tell what the service did. Of
 * what they say, nothing is repeated.
 *
 * @param head the first bytes
 * @param length of all of them, `undefined` where that is not known
 * @returns the end of a sentence
 */
export function describeBytes(head: Buffer, length: number | undefined): string {
	if (length === 0) return 'nothing at all (0 bytes)';
	const text = head.toString('latin1', 0, TELLING_BYTES);
	const beginning = text.startsWith(BYTE_ORDER_MARK) ? text.slice(BYTE_ORDER_MARK.length) : text;
	const file = FILES.find(([signature, at]) => text.startsWith(signature, at))?.[2];
	const known = file ?? TEXTS.find(([pattern]) => pattern.test(beginning))?.[1];
	const kind = known ?? (isText(head.subarray(0, TELLING_BYTES)) ? 'a text' : unknownKind(head));
	return length === undefined ? kind : `${kind} (${grouped(length)} bytes)`;
}

const isText = (bytes: Buffer): boolean => bytes.every((byte) => byte >= 0x20 || isBlank(byte));

const isBlank = (byte: number) => byte >= 0x09 && byte <= 0x0d;

function unknownKind(head: Buffer): string {
	const shown = head
		.subarray(0, SHOWN_BYTES)
		.toString('hex')
		.replace(/..(?=.)/g, '$& ');
	return `something of an unknown kind that begins with the bytes ${shown}`;
}
