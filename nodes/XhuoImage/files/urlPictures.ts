import type { NodeContext } from '../api/client';
import type { Clock } from '../api/clock';
import type { Outcome } from '../api/failure';
import { downloadImage } from './download';
import type { ImageSources } from './imageUrls';
import type { StoredImage } from './store';

/**
 * Fetches a picture that is to go in as a file: checked, limited and stored as the images that come
 * out are, and without the token.
 */
export async function fetchPicture(
	context: NodeContext,
	url: string,
	rules: { readonly sources: ImageSources; readonly clock: Clock; readonly timeoutMs: number },
): Promise<Outcome<StoredImage>> {
	return await downloadImage(context, url, (extension) => `picture.${extension}`, {
		...rules,
		explain: (address, { reason }) => ({
			kind: 'invalid',
			message: `The picture at ${address} could not be fetched: ${reason}`,
			advice: 'Open the link in a browser: it has to lead to a PNG, JPEG or WebP file itself.',
		}),
	});
}
