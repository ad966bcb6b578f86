import type { AnsweredImage } from '../api/answers';
import type { NodeContext } from '../api/client';
import { failed, type Outcome } from '../api/failure';
import { downloadImage, type DownloadRules } from './download';
import type { ImageKind } from './imageBytes';
import { storeBuffer, type StoredImage } from './store';

/**
 * Brings an image into n8n's binary store in whichever form the service gave it.
 *
 * @param image its link, or the image itself in Base64
 * @param nameFor gives the file name for the extension that the bytes ask for
 */
export async function fetchImage(
	context: NodeContext,
	image: AnsweredImage,
	nameFor: (extension: ImageKind['extension']) => string,
	rules: DownloadRules,
): Promise<Outcome<StoredImage>> {
	if (image.base64 !== undefined) return await storeBase64(image.base64, nameFor, context);
	return await downloadImage(context, image.url ?? '', nameFor, rules);
}

async function storeBase64(
	base64: string,
	nameFor: (extension: ImageKind['extension']) => string,
	context: NodeContext,
): Promise<Outcome<StoredImage>> {
	const data = base64.replace(/^data:[^,]*,/, '');
	const stored = await storeBuffer(context, Buffer.from(data, 'base64'), nameFor);
	if (!('reason' in stored)) return { ok: true, value: stored };
	return failed({
		kind: 'download',
		message: `The image was made, but could not be read: ${stored.reason}`,
		advice:
			'It is paid for. Choose URL as Response Format for the next ones: a link can be fetched again.',
	});
}
