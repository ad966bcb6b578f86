import { createHmac } from 'node:crypto';

import type { Family } from '../contract/models';
import type { ImageFormat } from '../contract/order';

const DAY_MS = 24 * 60 * 60 * 1000;

/** ISO 8601 to the second, as in the guide's links. */
const utc = (at: number) => new Date(at).toISOString().replace(/\.\d+Z$/, 'Z');

/** Path of an image on the image host, in the form the guide shows for each family. */
export function imagePath(family: Family, id: string, index: number, format: ImageFormat): string {
	const place = String(index).padStart(2, '0');
	switch (family) {
		case 'gpt-image':
			return `/cdn/gpt-image/${id}_${index}.${format}`;
		case 'nano-banana':
			// The guide shows one image without a number; several need to be told apart.
			return `/cdn/nanobanana/${id}${index === 0 ? '' : `_${index}`}.${format}`;
		case 'dall-e':
			return `/private/images/${id}/generated_${place}.${format}`;
	}
}

/**
 * dall-e's links expire and carry a signature in a long query string (guide, basic use; the guide's
 * own example is valid for 24 hours). The storage refuses them when any of it is altered.
 */
export class LinkSigner {
	constructor(
		private readonly secret: string,
		private readonly lifetimeMs: number = DAY_MS,
	) {}

	/** The query string, with its question mark. */
	sign(path: string, now: number): string {
		const query = new URLSearchParams({
			se: utc(now + this.lifetimeMs),
			ske: utc(now + this.lifetimeMs + DAY_MS / 8),
			skoid: 'e52d5ed7-simulator',
			sks: 'b',
			skv: '2020-10-02',
			sp: 'r',
			spr: 'https',
			sr: 'b',
			sv: '2020-10-02',
		});
		query.append('sig', this.signatureOf(path, query));
		query.sort();
		return `?${query.toString()}`;
	}

	/** Whether the query is the one that was issued for this path, and has not expired. */
	accepts(path: string, query: URLSearchParams, now: number): boolean {
		const unsigned = new URLSearchParams(query);
		unsigned.delete('sig');
		unsigned.sort();
		const signatures = query.getAll('sig');
		const isGenuine = signatures.length === 1 && signatures[0] === this.signatureOf(path, unsigned);
		return isGenuine && now < Date.parse(query.get('se') ?? '');
	}

	private signatureOf(path: string, query: URLSearchParams): string {
		return createHmac('sha256', this.secret)
			.update(`${path}\n${query.toString()}`)
			.digest('base64');
	}
}
