import { createHash } from 'node:crypto';

import type { IBinaryData } from 'n8n-workflow';

import type { NodeContext } from '../api/client';
import type { ByteStream, PictureFile } from '../api/pictures';
import { LARGEST_MASK_BYTES } from '../models/pictures';
import { readOrientation } from './exifRotation';
import { isPromised, readImageKind } from './imageKind';
import { hasTransparency } from './pngAlpha';

/** Why a file cannot go in as a picture. */
export type NoPicture = 'notAPicture' | 'unreadable';

/**
 * Looks at a file that is to go in as a picture: its type and size from its bytes, never from its
 * name, and its hash. It is read once, as a stream, and opened anew for every request.
 *
 * @param binary a file of n8n: in its binary store, or, in memory mode, in Base64
 */
export async function inspectPicture(
	context: NodeContext,
	binary: IBinaryData,
): Promise<PictureFile | NoPicture> {
	const open = opener(context, binary);
	try {
		return await withContent(open, async (chunks) => await inspect(chunks, open));
	} catch {
		return 'unreadable';
	}
}

/** The same for a mask, of which one more thing is of interest: whether anything is transparent. */
export async function inspectMask(
	context: NodeContext,
	binary: IBinaryData,
): Promise<PictureFile | NoPicture> {
	const mask = await inspectPicture(context, binary);
	if (typeof mask === 'string') return mask;
	const { mimeType, bytes } = mask.facts;
	// Anything else is refused for what it is, without being unpacked.
	if (mimeType !== 'image/png' || bytes > LARGEST_MASK_BYTES) return mask;
	const isTransparent = await withContent(mask.open, hasTransparency);
	if (isTransparent === undefined) return 'unreadable';
	return { ...mask, facts: { ...mask.facts, isTransparent } };
}

type Open = PictureFile['open'];

function opener({ helpers }: NodeContext, { id, data }: IBinaryData): Open {
	if (id === undefined) return async () => Buffer.from(data, 'base64');
	return async () => await helpers.getBinaryStream(id);
}

/** Closes the file again, whether it was read to its end or not. */
async function withContent<T>(
	open: Open,
	use: (chunks: AsyncIterable<Buffer>) => Promise<T>,
): Promise<T> {
	const content = await open();
	try {
		return await use(chunksOf(content));
	} finally {
		if (!Buffer.isBuffer(content)) content.destroy();
	}
}

async function* chunksOf(content: Buffer | ByteStream): AsyncGenerator<Buffer> {
	if (Buffer.isBuffer(content)) yield content;
	else for await (const chunk of content) yield Buffer.from(chunk);
}

async function inspect(
	chunks: AsyncIterable<Buffer>,
	open: Open,
): Promise<PictureFile | 'notAPicture'> {
	const hash = createHash('sha256');
	let head: Buffer = Buffer.alloc(0);
	let kind: ReturnType<typeof readImageKind> = 'more';
	let bytes = 0;
	for await (const chunk of chunks) {
		hash.update(chunk);
		bytes += chunk.length;
		if (kind !== 'more') continue;
		head = Buffer.concat([head, chunk]);
		kind = readImageKind(head);
		if (kind === undefined) return 'notAPicture';
	}
	// Other types may come out of the service, but do not go in.
	if (kind === 'more' || !isPromised(kind.mimeType)) return 'notAPicture';
	const { mimeType, width, height } = kind;
	const orientation = readOrientation(head);
	const facts = { mimeType, width, height, bytes, ...(orientation && { orientation }) };
	return { facts, sha256: hash.digest('hex'), open };
}
