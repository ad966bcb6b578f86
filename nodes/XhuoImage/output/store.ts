import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { NodeContext } from '../api/client';
import { LONGEST_HEADER, readImageKind, type ImageKind } from './imageBytes';
import { watchWholeness } from './wholeness';

type BinaryHelper = IExecuteFunctions['helpers']['prepareBinaryData'];

/** A stream of Node.js; its class cannot be imported in a community node. */
export type ImageStream = Exclude<Parameters<BinaryHelper>[0], Buffer>;

/** What the received bytes say; width and height in pixels, `null` where they do not tell. */
export interface ImageFacts {
	readonly mimeType: string;
	readonly width: number | null;
	readonly height: number | null;
	readonly bytes: number;
}

/** An image in n8n's binary store. */
export interface StoredImage {
	readonly binary: IBinaryData;
	readonly image: ImageFacts;
}

/** Why bytes were not stored, as the end of a sentence. */
export interface Unusable {
	readonly reason: string;
}

/** The largest image that is stored (design, image URLs; 4K images are at most about 33 MB). */
export const LARGEST_IMAGE_BYTES = 50 * 1024 * 1024;

const TOO_LARGE: Unusable = { reason: 'it is larger than 50 MB' };
const NO_IMAGE: Unusable = { reason: 'it is no PNG, JPEG or WebP image' };
const INCOMPLETE: Unusable = { reason: 'it ended before it was complete' };

/**
 * Puts an image that is in memory anyway (Base64) into n8n's binary store.
 *
 * @param nameFor gives the file name for the extension that the bytes ask for
 */
export async function storeBuffer(
	context: NodeContext,
	bytes: Buffer,
	nameFor: (extension: ImageKind['extension']) => string,
): Promise<StoredImage | Unusable> {
	const kind = readImageKind(bytes);
	if (!kind || kind === 'more') return NO_IMAGE;
	if (bytes.length > LARGEST_IMAGE_BYTES) return TOO_LARGE;
	const watch = watchWholeness(kind);
	watch.see(bytes);
	if (!watch.isWhole()) return INCOMPLETE;
	return await store(context, bytes, kind, nameFor, () => bytes.length);
}

/**
 * Passes an image from the network into n8n's binary store without ever holding all of it: only
 * its first bytes are read ahead, since n8n takes name and type before the stream.
 *
 * @throws whatever the network throws while the stream is read
 */
export async function storeStream(
	context: NodeContext,
	stream: ImageStream,
	nameFor: (extension: ImageKind['extension']) => string,
): Promise<StoredImage | Unusable> {
	const { head, kind, isEnded } = await readHead(stream);
	if (!kind) return NO_IMAGE;
	if (isEnded) return await storeBuffer(context, head, nameFor);

	const watch = watchWholeness(kind);
	let isTooLarge = false;
	stream.unshift(head);
	const watched = stream.map((chunk: Buffer) => {
		watch.see(chunk);
		isTooLarge = watch.bytes() > LARGEST_IMAGE_BYTES;
		if (isTooLarge) stream.destroy();
		return chunk;
	});
	try {
		const stored = await store(context, watched, kind, nameFor, watch.bytes);
		return watch.isWhole() ? stored : INCOMPLETE;
	} catch (thrown) {
		if (isTooLarge) return TOO_LARGE;
		return await Promise.reject(thrown);
	}
}

async function store(
	context: NodeContext,
	content: Buffer | ImageStream,
	kind: ImageKind,
	nameFor: (extension: ImageKind['extension']) => string,
	bytes: () => number,
): Promise<StoredImage> {
	const { mimeType, width, height } = kind;
	const binary = await context.helpers.prepareBinaryData(
		content,
		nameFor(kind.extension),
		mimeType,
	);
	return { binary, image: { mimeType, width, height, bytes: bytes() } };
}

interface Head {
	readonly head: Buffer;
	readonly kind: ImageKind | undefined;
	/** Whether the head is all there is. */
	readonly isEnded: boolean;
}

async function readHead(stream: ImageStream): Promise<Head> {
	const chunks: Buffer[] = [];
	let length = 0;
	for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
		const bytes = Buffer.from(chunk);
		chunks.push(bytes);
		length += bytes.length;
		const head = Buffer.concat(chunks);
		const kind = readImageKind(head);
		if (kind !== 'more') return { head, kind, isEnded: false };
		if (length > LONGEST_HEADER) return { head, kind: undefined, isEnded: false };
	}
	const head = Buffer.concat(chunks);
	const kind = readImageKind(head);
	return { head, kind: kind === 'more' ? undefined : kind, isEnded: true };
}
