import type { IBinaryData } from 'n8n-workflow';

import type { AnsweredImage } from '../api/answers';
import { cancelSignal, type NodeContext } from '../api/client';
import type { Clock } from '../api/clock';
import { failed, type Outcome } from '../api/failure';
import { downloadImage, type DownloadRules } from './download';
import type { NameFor } from './fileName';
import { decodeImage } from './imageForm';
import { IN_EXECUTION_HINT, typeHint } from './imageHints';
import { readImageKind, type ImageKind } from './imageKind';
import { storeBuffer, type StoredImage, type Unusable } from './store';

/**
 * Brings an image into n8n's binary store in whichever form the service gave it. One that came both
 * ways is fetched by its link where its Base64 is no image.
 *
 * @param image its link, or the image itself in Base64, as `imageForm` gives it
 * @param nameFor gives the file name for the extension that the bytes ask for
 */
export async function fetchImage(
	context: NodeContext,
	image: AnsweredImage,
	nameFor: NameFor,
	rules: DownloadRules,
): Promise<Outcome<StoredImage>> {
	const { base64, url } = image;
	if (base64 === undefined) return await downloadImage(context, url ?? '', nameFor, rules);
	const bytes = decodeImage(base64);
	const stored = await storePatiently(context, bytes, nameFor, rules.clock);
	if (!('reason' in stored)) return { ok: true, value: stored };
	if (url !== undefined) return await downloadImage(context, url, nameFor, rules);
	const kind = readImageKind(bytes, true);
	if (stored.isStoreFault && kind) return { ok: true, value: inExecution(bytes, kind, nameFor) };
	return failed({
		kind: 'download',
		message: `The image was paid for, but what came in its place cannot be used: ${stored.reason}`,
		advice:
			"There is no link to fetch it from. Tell the support of XHuo what came, with the task or trace ID. For the next ones choose URL as 'Response Format', where there is that option: a link can be fetched again.",
	});
}

/** Base64 is not kept anywhere else, so a store that fails for a moment is waited for. */
const STORE_RETRIES = 3;

async function storePatiently(
	context: NodeContext,
	bytes: Buffer,
	nameFor: NameFor,
	clock: Clock,
): Promise<StoredImage | Unusable> {
	const signal = cancelSignal(context);
	for (let retries = 0; ; retries += 1) {
		const stored = await storeBuffer(context, bytes, nameFor);
		const isWorthWaiting = 'reason' in stored && stored.isStoreFault && !signal?.aborted;
		if (!isWorthWaiting || retries === STORE_RETRIES) return stored;
		await clock.sleep(2 ** retries * 1000, signal);
	}
}

/** The last resort for an image without a link: its file within the item, as n8n's memory mode has it. */
function inExecution(bytes: Buffer, kind: ImageKind, nameFor: NameFor): StoredImage {
	const { mimeType, extension, width, height } = kind;
	const binary: IBinaryData = {
		data: bytes.toString('base64'),
		mimeType,
		fileType: 'image',
		fileName: nameFor(extension),
		fileExtension: extension,
		fileSize: `${Math.ceil(bytes.length / 1000)} kB`,
		bytes: bytes.length,
	};
	return {
		binary,
		image: { mimeType, width, height, bytes: bytes.length },
		hint: [typeHint(kind), IN_EXECUTION_HINT].filter((hint) => hint !== undefined).join(' '),
	};
}
