import type { IExecuteFunctions } from 'n8n-workflow';

import type { PictureFacts } from '../models/pictures';

/** A stream of Node.js; its class cannot be imported in a community node. */
export type ByteStream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** A picture that goes in as a file. */
export interface PictureFile {
	readonly facts: PictureFacts;
	/** In hexadecimal. */
	readonly sha256: string;
	/** Opens the file anew: each try reads it once. In memory mode its bytes are there already. */
	open(): Promise<Buffer | ByteStream>;
}

/** The pictures that go into a request, in order. */
export type PicturesIn =
	| {
			readonly kind: 'files';
			readonly files: readonly PictureFile[];
			/** Shows what is to be changed of the first picture. */
			readonly mask?: PictureFile;
	  }
	| {
			readonly kind: 'urls';
			readonly urls: readonly string[];
			/** Whether they go into a form, as the nano-banana family wants them (contract §4). */
			readonly inForm: boolean;
	  };

/** What is asked for: new images, or, with pictures, edited ones. */
export interface ImageRequest {
	/** By the API's names, pictures not among them. */
	readonly body: Readonly<Record<string, string | number>>;
	readonly pictures?: PicturesIn;
}
