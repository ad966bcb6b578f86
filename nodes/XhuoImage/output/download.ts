import { z } from 'zod';

import { cancelSignal, type NodeContext } from '../api/client';
import type { Clock } from '../api/clock';
import { failed, type Failure, type Outcome } from '../api/failure';
import { checkImageUrl, type ImageSources } from '../api/imageUrls';
import type { ImageKind } from './imageBytes';
import { storeStream, type ImageStream, type StoredImage } from './store';

/** How a download is to be done. */
export interface DownloadRules {
	readonly sources: ImageSources;
	readonly clock: Clock;
	/** For one try, in milliseconds, from the request to the last byte. */
	readonly timeoutMs: number;
}

/** Fetching costs nothing, so any fetch that went wrong is tried again this often. */
const RETRIES = 3;

/** More hops than this are a loop. */
const MOST_REDIRECTS = 5;

const responseSchema = z.object({
	statusCode: z.number(),
	headers: z.record(z.string(), z.unknown()),
	body: z.custom<ImageStream>(
		(body) => typeof body === 'object' && body !== null && 'iterator' in body,
	),
});

/** One try: the image, or why not, as the end of a sentence. */
type Try = { readonly stored: StoredImage } | { readonly reason: string; readonly isFinal?: true };

/**
 * Fetches an image that was paid for into n8n's binary store, as a stream and without the token.
 * Every address on the way is checked, redirects too.
 *
 * @param address where the image is, as the service says
 * @param nameFor gives the file name for the extension that the bytes ask for
 * @returns the stored image, or a failure that carries the address, so that nothing is lost
 */
export async function downloadImage(
	context: NodeContext,
	address: string,
	nameFor: (extension: ImageKind['extension']) => string,
	rules: DownloadRules,
): Promise<Outcome<StoredImage>> {
	const signal = cancelSignal(context);
	for (let retries = 0; ; retries += 1) {
		const attempt = await tryOnce(context, address, nameFor, rules);
		if ('stored' in attempt) return { ok: true, value: attempt.stored };
		if (signal?.aborted) {
			return failed({ ...downloadFailure(address, attempt.reason), kind: 'cancelled' });
		}
		if (attempt.isFinal || retries === RETRIES) {
			return failed(downloadFailure(address, attempt.reason));
		}
		await rules.clock.sleep(2 ** retries * 1000, signal);
	}
}

function downloadFailure(address: string, reason: string): Failure {
	return {
		kind: 'download',
		message: `The image was made, but could not be fetched: ${reason}`,
		advice: `It is paid for, and its link may still work: ${address}`,
		url: address,
	};
}

async function tryOnce(
	context: NodeContext,
	address: string,
	nameFor: (extension: ImageKind['extension']) => string,
	rules: DownloadRules,
): Promise<Try> {
	const timeout = AbortSignal.timeout(rules.timeoutMs);
	const cancel = cancelSignal(context);
	const signal = cancel ? AbortSignal.any([cancel, timeout]) : timeout;
	try {
		let target = address;
		for (let hops = 0; hops <= MOST_REDIRECTS; hops += 1) {
			const checked = checkImageUrl(target, rules.sources);
			if ('refusal' in checked) {
				const whose = hops === 0 ? 'its address' : 'the address it redirects to';
				return { reason: `${whose} is not safe to open, since ${checked.refusal}`, isFinal: true };
			}
			const response = await open(context, checked.url, rules.timeoutMs, signal);
			const location = response.headers.location;
			if (response.statusCode >= 300 && response.statusCode < 400 && typeof location === 'string') {
				response.body.destroy();
				if (!URL.canParse(location, checked.url.href)) {
					return { reason: 'it redirects to an address that cannot be read', isFinal: true };
				}
				target = new URL(location, checked.url.href).href;
				continue;
			}
			return await receive(context, response, nameFor);
		}
		return { reason: 'it redirects too often', isFinal: true };
	} catch (thrown) {
		if (timeout.aborted) {
			return { reason: `it took longer than ${Math.round(rules.timeoutMs / 1000)} seconds` };
		}
		return { reason: `the transfer did not finish (${reasonOf(thrown)})` };
	}
}

/** The image host never sees the token: this request carries no credential. */
async function open(context: NodeContext, url: URL, timeoutMs: number, signal: AbortSignal) {
	return responseSchema.parse(
		await context.helpers.httpRequest({
			method: 'GET',
			url: url.href,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: timeoutMs,
			abortSignal: signal,
		}),
	);
}

async function receive(
	context: NodeContext,
	response: z.infer<typeof responseSchema>,
	nameFor: (extension: ImageKind['extension']) => string,
): Promise<Try> {
	const { statusCode, body } = response;
	if (statusCode !== 200) {
		body.destroy();
		return { reason: `its host answered with HTTP status ${statusCode}` };
	}
	try {
		const stored = await storeStream(context, body, nameFor);
		return 'reason' in stored ? { reason: stored.reason } : { stored };
	} finally {
		body.destroy();
	}
}

function reasonOf(thrown: unknown): string {
	if (typeof thrown !== 'object' || thrown === null) return 'no reason given';
	if ('code' in thrown && typeof thrown.code === 'string') return thrown.code;
	return thrown instanceof Error ? thrown.message : 'no reason given';
}
