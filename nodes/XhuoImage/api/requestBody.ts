import { randomUUID } from 'node:crypto';

import { failed, type Failure, type Outcome } from './failure';
import { writeForm, type FormPart } from './multipart';
import type { ByteStream, ImageRequest, PictureFile, PicturesIn } from './pictures';

/** A request body for one try; a stream can be read only once. */
export interface OpenBody {
	readonly content: string | Buffer | ByteStream;
	readonly headers: Readonly<Record<string, string>>;
	/** Why it was not sent to its end, if a picture could not be read on the way. */
	failure(): Failure | undefined;
	/** Closes what is open of its files, whether they were read or not. */
	close(): void;
}

const JSON_HEADERS = { 'content-type': 'application/json' };

/** Fields and URLs as JSON. */
export function jsonBody(body: object): OpenBody {
	return {
		content: JSON.stringify(body),
		headers: JSON_HEADERS,
		failure: () => undefined,
		close: () => undefined,
	};
}

/**
 * Opens the body of a request for images (contract §1 and §4): JSON, or a form where pictures go in
 * as files. Files in n8n's binary store are streamed from there and never held as a whole.
 */
export async function openBody({ body, pictures }: ImageRequest): Promise<Outcome<OpenBody>> {
	if (!pictures) return { ok: true, value: jsonBody(body) };
	if (pictures.kind === 'urls' && !pictures.inForm) {
		const { urls } = pictures;
		return { ok: true, value: jsonBody({ ...body, image: urls.length === 1 ? urls[0] : urls }) };
	}
	const fields = Object.entries(body).map(([field, value]) => ({ field, value: String(value) }));
	const form = writeForm([...fields, ...picturesOf(pictures)], `xhuo-${randomUUID()}`);
	const unread: Unread = {};
	try {
		const { content, close } = await openPieces(form.pieces, unread);
		return {
			ok: true,
			value: {
				content,
				close,
				headers: {
					'content-type': form.contentType,
					'content-length': String(form.contentLength),
				},
				failure: () => unread.failure,
			},
		};
	} catch {
		return failed(UNREADABLE);
	}
}

const UNREADABLE: Failure = {
	kind: 'notSent',
	isPermanent: true,
	message: 'A picture that was to go in could not be read',
	advice:
		"Its file is no longer in n8n's binary store, or has changed. Run the workflow from the node that gives the picture. Nothing was billed for this image.",
};

/** One picture is called `image`, several are called `image[]` (contract §4). */
function picturesOf(pictures: PicturesIn): Array<FormPart<PictureFile>> {
	if (pictures.kind === 'urls') return pictures.urls.map((value) => ({ field: 'image', value }));
	const { files, mask } = pictures;
	const field = files.length === 1 ? 'image' : 'image[]';
	const parts = files.map((file, index) => ({
		field,
		fileName: `picture-${index + 1}.${extensionOf(file)}`,
		file,
	}));
	return mask ? [...parts, { field: 'mask', fileName: 'mask.png', file: mask }] : parts;
}

const extensionOf = ({ facts }: PictureFile): string =>
	facts.mimeType === 'image/jpeg' ? 'jpg' : facts.mimeType.slice('image/'.length);

/** The bytes of a body, and how to let go of its files. */
interface Content {
	readonly content: Buffer | ByteStream;
	close(): void;
}

/** Filled while a body is being sent. */
interface Unread {
	failure?: Failure;
}

type Pieces = ReadonlyArray<Buffer | PictureFile>;

/** The pieces one after the other: as a stream if one of the files is a stream. */
async function openPieces(pieces: Pieces, unread: Unread): Promise<Content> {
	const inMemory: Buffer[] = [];
	for (const piece of pieces) {
		const content = Buffer.isBuffer(piece) ? piece : await piece.open();
		if (!Buffer.isBuffer(content)) return streamOf(content, pieces, unread);
		inMemory.push(content);
	}
	return { content: Buffer.concat(inMemory), close: () => undefined };
}

/**
 * Makes a stream of the pieces. The class of streams cannot be imported, but a stream makes others:
 * the first chunk of this one becomes all pieces.
 */
function streamOf(seed: ByteStream, pieces: Pieces, unread: Unread): Content {
	const content = seed.take(1).flatMap(() => bytesOf(pieces, unread));
	// Whoever sends it listens for errors only while it is being sent; n8n would end with one later.
	for (const stream of [seed, content]) stream.on('error', () => undefined);
	const close = () => {
		content.destroy();
		seed.destroy();
	};
	return { content, close };
}

/** Each file is opened when its turn comes, so that only one is open at a time. */
async function* bytesOf(pieces: Pieces, unread: Unread): AsyncGenerator<Buffer> {
	for (const piece of pieces) {
		if (Buffer.isBuffer(piece)) yield piece;
		else yield* bytesOfFile(piece, unread);
	}
}

/** The length of the body was promised, so a file that has changed since must not be sent. */
async function* bytesOfFile(file: PictureFile, unread: Unread): AsyncGenerator<Buffer> {
	const content = await noting(unread, file.open());
	if (Buffer.isBuffer(content)) {
		yield content;
		return;
	}
	let left = file.facts.bytes;
	const chunks = content[Symbol.asyncIterator]();
	try {
		while (left >= 0) {
			const next = await noting(unread, chunks.next());
			if (next.done === true) break;
			const bytes = Buffer.from(next.value);
			left -= bytes.length;
			if (left >= 0) yield bytes;
		}
		const isAsPromised = left === 0;
		if (!isAsPromised) await noting(unread, Promise.reject(new RangeError('The file has changed')));
	} finally {
		content.destroy();
	}
}

/** Notes that a file could not be read; whatever else ends a body has another reason. */
async function noting<T>(unread: Unread, reading: Promise<T>): Promise<T> {
	try {
		return await reading;
	} catch (thrown) {
		unread.failure = UNREADABLE;
		return await Promise.reject(thrown);
	}
}
