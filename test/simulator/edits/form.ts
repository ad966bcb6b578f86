import { createHash } from 'node:crypto';

import type { Body } from '../contract/order';
import type { ReceivedFile } from '../http/log';

/** A file of a multipart form. */
export interface Upload extends ReceivedFile {
	content: Buffer;
}

export interface EditForm {
	fields: Body;
	uploads: Upload[];
}

/** Text fields whose values are numbers; a form has only texts. */
const NUMBERS = ['n', 'output_compression', 'seed'];

/**
 * Reads multipart/form-data with the platform's own parser. A text field that comes several times
 * becomes a list.
 * @throws TypeError when the body is no such form
 */
export async function parseForm(body: Buffer, contentType: string): Promise<EditForm> {
	const bytes = new Uint8Array(body);
	const form = await new Response(bytes, { headers: { 'content-type': contentType } }).formData();
	const fields: Record<string, unknown> = {};
	const uploads: Upload[] = [];
	for (const [field, value] of form) {
		if (typeof value === 'string')
			fields[field] = withAnother(fields[field], valueOf(field, value));
		else uploads.push(await uploadOf(field, value));
	}
	return { fields, uploads };
}

function valueOf(field: string, text: string): string | number {
	return NUMBERS.includes(field) && /^-?\d+$/.test(text) ? Number(text) : text;
}

function withAnother(known: unknown, value: unknown): unknown {
	return known === undefined ? value : [known, value].flat();
}

async function uploadOf(field: string, file: File): Promise<Upload> {
	const content = Buffer.from(await file.arrayBuffer());
	const sha256 = createHash('sha256').update(content).digest('hex');
	const { name: fileName, type: contentType } = file;
	return { field, fileName, contentType, bytes: content.length, sha256, content };
}
