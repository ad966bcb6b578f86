import { createHash } from 'node:crypto';

import type { ImageFormat } from '../contract/order';

interface Facts {
	url: string;
	path: string;
	taskId: string;
	index: number;
	model: string;
	prompt: string;
	mimeType: `image/${ImageFormat}`;
	width: number;
	height: number;
	isSigned: boolean;
}

/** An image that the simulator has made. Its file is put together when it is asked for. */
export class ServedImage implements Facts {
	readonly url: string;
	/** Path on the image host. */
	readonly path: string;
	readonly taskId: string;
	/** Place in the answer, from 0. */
	readonly index: number;
	readonly model: string;
	readonly prompt: string;
	readonly mimeType: `image/${ImageFormat}`;
	/** Pixels. */
	readonly width: number;
	readonly height: number;
	/** Whether the link carries a signature and expires (dall-e). */
	readonly isSigned: boolean;
	/** Length of the file. */
	readonly bytes: number;
	private hash: string | undefined;

	/** @param pieces of the file; large ones are shared between images */
	constructor(
		facts: Facts,
		private readonly pieces: readonly Buffer[],
	) {
		this.url = facts.url;
		this.path = facts.path;
		this.taskId = facts.taskId;
		this.index = facts.index;
		this.model = facts.model;
		this.prompt = facts.prompt;
		this.mimeType = facts.mimeType;
		this.width = facts.width;
		this.height = facts.height;
		this.isSigned = facts.isSigned;
		this.bytes = pieces.reduce((sum, { length }) => sum + length, 0);
	}

	get file(): Buffer {
		return Buffer.concat(this.pieces);
	}

	/** Of the file, in hex. */
	get sha256(): string {
		this.hash ??= createHash('sha256').update(this.file).digest('hex');
		return this.hash;
	}
}
