import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import type { NodeContext } from '../api/client';
import { describeBytes } from './describeBytes';
import type { NameFor } from './fileName';
import { CUT_HINT, NO_END_HINT, typeHint } from './imageHints';
import { readImageKind, type ImageKind } from './imageKind';
import { storeReason } from './reasons';
import { watchWholeness, type Wholeness } from './wholeness';

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
	/** What the user should know about the file, in whole sentences. */
	readonly hint?: string;
}

/** Why bytes were not stored, or are not to be used, as the end of a sentence. */
export interface Unusable {
	readonly reason: string;
	/** Whether the bytes are fine, and it is n8n that could not store them. */
	readonly isStoreFault?: true;
	/** The file where only the mark of its end is missing, and nobody said how long it is. */
	readonly doubtful?: StoredImage;
}

/**
 * How bytes came: in memory, with nothing to fetch them again from; to the end that was announced;
 * or until the connection ended, which it also does when it is cut.
 */
export type Arrival = 'inMemory' | 'asAnnounced' | 'untilClosed';

/** The largest image that is fetched (design, image URLs; 4K images are at most about 33 MB). */
export const LARGEST_IMAGE_BYTES = 50 * 1024 * 1024;

const TOO_LARGE: Unusable = { reason: 'it is larger than 50 MB' };
const INCOMPLETE = 'it ended before it was complete';

/** Why bytes are no image; what they are instead tells what the service did. */
const noImage = (head: Buffer, length: number | undefined): Unusable => ({
	reason: `it is no PNG, JPEG or WebP image, nor any other, but ${describeBytes(head, length)}`,
});

/**
 * Puts an image that is in memory anyway (Base64) into n8n's binary store, also one that ends early:
 * it is all that there is.
 *
 * @param nameFor gives the file name for the extension that the bytes ask for
 */
export async function storeBuffer(
	context: NodeContext,
	bytes: Buffer,
	nameFor: NameFor,
	arrival: Arrival = 'inMemory',
): Promise<StoredImage | Unusable> {
	const kind = readImageKind(bytes, true);
	if (!kind) return noImage(bytes, bytes.length);
	const watch = watchWholeness(kind);
	watch.see(bytes);
	try {
		const stored = await store(context, bytes, kind, nameFor, watch.bytes);
		return judge(stored, watch.verdict(), arrival);
	} catch (thrown) {
		return { reason: storeReason(thrown), isStoreFault: true };
	}
}

/**
 * Passes an image from the network into n8n's binary store without ever holding all of it: only
 * its first bytes are read ahead, since n8n takes name and type before the stream.
 *
 * @param signal aborted when the transfer is given up
 * @throws whatever the network throws while the stream is read
 */
export async function storeStream(
	context: NodeContext,
	stream: ImageStream,
	nameFor: NameFor,
	arrival: Arrival,
	signal?: AbortSignal,
): Promise<StoredImage | Unusable> {
	let networkFault: unknown;
	stream.on('error', (fault) => {
		networkFault ??= fault;
	});
	const { head, kind, isEnded } = await readHead(stream);
	if (!kind) return noImage(head, isEnded ? head.length : undefined);
	if (isEnded) return await storeBuffer(context, head, nameFor, arrival);

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
		return judge(stored, watch.verdict(), arrival);
	} catch (thrown) {
		if (isTooLarge) return TOO_LARGE;
		const isOfNetwork = signal?.aborted === true || networkFault !== undefined;
		if (isOfNetwork) return await Promise.reject(thrown);
		return { reason: storeReason(thrown), isStoreFault: true };
	}
}

function judge(
	stored: StoredImage,
	wholeness: Wholeness,
	arrival: Arrival,
): StoredImage | Unusable {
	switch (wholeness) {
		case 'whole':
		case 'untold':
			return stored;
		case 'endless': {
			const hinted = { ...stored, hint: join(stored.hint, NO_END_HINT) };
			return arrival === 'untilClosed' ? { reason: INCOMPLETE, doubtful: hinted } : hinted;
		}
		case 'short':
			if (arrival !== 'inMemory') return { reason: INCOMPLETE };
			return { ...stored, hint: join(stored.hint, CUT_HINT) };
	}
}

const join = (...hints: ReadonlyArray<string | undefined>): string =>
	hints.filter((hint) => hint !== undefined).join(' ');

async function store(
	context: NodeContext,
	content: Buffer | ImageStream,
	kind: ImageKind,
	nameFor: NameFor,
	bytes: () => number,
): Promise<StoredImage> {
	const { mimeType, extension, width, height } = kind;
	const binary = await context.helpers.prepareBinaryData(content, nameFor(extension), mimeType);
	const hint = typeHint(kind);
	return {
		binary,
		image: { mimeType, width, height, bytes: bytes() },
		...(hint !== undefined && { hint }),
	};
}

interface Head {
	readonly head: Buffer;
	readonly kind: ImageKind | undefined;
	/** Whether the head is all there is. */
	readonly isEnded: boolean;
}

async function readHead(stream: ImageStream): Promise<Head> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream.iterator({ destroyOnReturn: false })) {
		chunks.push(Buffer.from(chunk));
		const head = Buffer.concat(chunks);
		const kind = readImageKind(head);
		if (kind !== 'more') return { head, kind, isEnded: false };
	}
	const head = Buffer.concat(chunks);
	return { head, kind: readImageKind(head, true), isEnded: true };
}
