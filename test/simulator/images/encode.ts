import { loadImage } from '@napi-rs/canvas';

import type { ImageFormat } from '../contract/order';
import type { Subject } from './painting';
import { paint } from './painting';
import { fillUp } from './stamp';

/** A small picture of an input, to be shown in the answer. */
export interface PrintFile {
	file: Buffer;
	isMask: boolean;
}

const QUALITY = 85;

/** Pictures kept; the oldest go first, so that a long run does not fill the memory. */
const MOST_KEPT = 16;

/** Draws pictures once and keeps the encoded files. Encoding happens off the event loop. */
export class PictureCache {
	private readonly files = new Map<string, Promise<Buffer>>();

	/** @param atLeast bytes that each file is filled up to */
	constructor(private readonly atLeast: number) {}

	/**
	 * The encoded picture; equal subjects give equal bytes.
	 * @param prints of the images that were edited; the subject's variant must tell them from others
	 */
	async encode(
		subject: Subject,
		format: ImageFormat,
		prints: readonly PrintFile[] = [],
	): Promise<Buffer> {
		const key = JSON.stringify([subject, format]);
		const known = this.files.get(key);
		if (known) return await known;
		const file = encodePicture(subject, format, prints).then((picture) =>
			fillUp(picture, format, this.atLeast),
		);
		this.files.set(key, file);
		const [oldest] = this.files.keys();
		if (this.files.size > MOST_KEPT && oldest !== undefined) this.files.delete(oldest);
		return await file;
	}
}

async function encodePicture(
	subject: Subject,
	format: ImageFormat,
	files: readonly PrintFile[],
): Promise<Buffer> {
	const prints = await Promise.all(
		files.map(async ({ file, isMask }) => ({ image: await loadImage(file), isMask })),
	);
	const canvas = paint(subject, prints);
	return format === 'png' ? await canvas.encode('png') : await canvas.encode(format, QUALITY);
}
