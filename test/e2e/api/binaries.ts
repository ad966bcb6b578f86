import type { Binary, Item } from './execution-data';
import type { Session } from './session';
import { createHash } from '../support/node';

/** A file out of n8n's binary store. */
export interface DownloadedBinary {
	bytes: Buffer;
	/** What n8n tells a browser that downloads the file. */
	contentType: string | null;
	/** SHA-256 of the bytes, in hex. */
	sha256: string;
}

/** Downloads a binary of an item, as the Download button of the output panel does. */
export async function downloadBinary(api: Session, binary: Binary): Promise<DownloadedBinary> {
	if (binary.id === undefined) {
		const bytes = Buffer.from(binary.data, 'base64');
		return { bytes, contentType: binary.mimeType, sha256: sha256(bytes) };
	}
	const query = new URLSearchParams({
		id: binary.id,
		action: 'download',
		mimeType: binary.mimeType,
	});
	if (binary.fileName !== undefined) query.set('fileName', binary.fileName);
	// As a browser does: n8n leaves its file open for one that hangs up once it has all bytes.
	const headers = { connection: 'keep-alive' };
	const response = await api.send('GET', `/rest/binary-data?${query}`, undefined, headers);
	const bytes = Buffer.from(await response.arrayBuffer());
	return { bytes, contentType: response.headers.get('content-type'), sha256: sha256(bytes) };
}

/** The binary in a field of an item. */
export function binaryOf(item: Item, field = 'data'): Binary {
	const binary = item.binary?.[field];
	if (binary === undefined) throw new Error(`The item has no binary field "${field}"`);
	return binary;
}

/** SHA-256, in hex. */
export function sha256(bytes: Uint8Array): string {
	return createHash('sha256').update(bytes).digest('hex');
}
