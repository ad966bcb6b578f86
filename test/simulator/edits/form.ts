import { createHash } from 'node:crypto';

import type { Body } from '../contract/order';
import type { ReceivedFile } from '../http/log';
import type { Picture } from '../images/picture';
import { readPicture } from '../images/picture';
import type { PartHead, PartSink } from './multipart';
import { boundaryOf, readParts } from './multipart';

/** A file of a multipart form: what is known of it. Its bytes have been let go. */
export interface Upload extends ReceivedFile {
	/** null when no decoder could make a picture of it. */
	picture: Picture | null;
}

export interface EditForm {
	fields: Body;
	uploads: Upload[];
}

/** Text fields whose values are numbers; a form has only texts. */
const NUMBERS = ['n', 'output_compression', 'seed'];

/** Larger files are counted and hashed, and not looked at: no model takes them (contract §4). */
const MOST_HELD = 52 * 1024 * 1024;

/**
 * Reads multipart/form-data as it comes. Each file is hashed on the way, looked at when it is whole,
 * and let go: 16 pictures never take more memory than the largest of them. A text field that comes
 * several times becomes a list.
 * @throws FormError when the body is no such form
 */
export async function parseForm(
	source: AsyncIterable<Buffer>,
	contentType: string,
): Promise<EditForm> {
	const fields: Record<string, unknown> = {};
	const uploads: Upload[] = [];
	await readParts(source, boundaryOf(contentType), (head) =>
		head.fileName === undefined
			? textSink((text) => {
					fields[head.name] = withAnother(fields[head.name], valueOf(head.name, text));
				})
			: fileSink(head, head.fileName, (upload) => uploads.push(upload)),
	);
	return { fields, uploads };
}

function textSink(done: (text: string) => void): PartSink {
	const chunks: Buffer[] = [];
	return {
		write: (bytes) => void chunks.push(bytes),
		async end() {
			done(Buffer.concat(chunks).toString('utf8'));
		},
	};
}

function fileSink(
	{ name: field, contentType }: PartHead,
	fileName: string,
	done: (upload: Upload) => void,
): PartSink {
	const hash = createHash('sha256');
	let held: Buffer[] = [];
	let bytes = 0;
	return {
		write(chunk) {
			hash.update(chunk);
			bytes += chunk.length;
			if (bytes <= MOST_HELD) held.push(chunk);
			else held = [];
		},
		async end() {
			const content = Buffer.concat(held);
			held = [];
			const sha256 = hash.digest('hex');
			const picture = content.length === bytes ? await readPicture(content, sha256) : undefined;
			done({ field, fileName, contentType, bytes, sha256, picture: picture ?? null });
		},
	};
}

function valueOf(field: string, text: string): string | number | boolean {
	if (field === 'async' && ['true', 'false'].includes(text)) return text === 'true';
	return NUMBERS.includes(field) && /^-?\d+$/.test(text) ? Number(text) : text;
}

function withAnother(known: unknown, value: unknown): unknown {
	return known === undefined ? value : [known, value].flat();
}
