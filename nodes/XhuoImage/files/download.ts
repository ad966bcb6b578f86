import { z } from 'zod';

import { cancelSignal, type NodeContext } from '../api/client';
import type { Clock } from '../api/clock';
import { failed, type Failure, type Outcome } from '../api/failure';
import type { NameFor } from './fileName';
import { checkImageUrl, type ImageSources } from './imageUrls';
import { transferReason } from './reasons';
import {
	storeStream,
	type Arrival,
	type ImageStream,
	type StoredImage,
	type Unusable,
} from './store';

/** How a download is to be done. */
export interface DownloadRules {
	readonly sources: ImageSources;
	readonly clock: Clock;
	/** For one try, in milliseconds, from the request to the last byte. */
	readonly timeoutMs: number;
	/** What to say of an image that could not be fetched, where it is not one that was paid for. */
	readonly explain?: (address: string, why: Unusable) => Failure;
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

/** What a host answered; closing it ends the connection, whatever is still to come. */
type HostAnswer = z.infer<typeof responseSchema> & { readonly close: () => void };

/** One try: the image, or why not, as the end of a sentence. */
type Try = { readonly stored: StoredImage } | (Unusable & { readonly isFinal?: true });

/**
 * Fetches an image into n8n's binary store, as a stream and without the token.
 * Every address on the way is checked, redirects too.
 *
 * @param address where the image is, as the service says
 * @param nameFor gives the file name for the extension that the bytes ask for
 * @returns the stored image, or a failure that carries the address, so that nothing is lost
 */
export async function downloadImage(
	context: NodeContext,
	address: string,
	nameFor: NameFor,
	rules: DownloadRules,
): Promise<Outcome<StoredImage>> {
	const signal = cancelSignal(context);
	const explain = rules.explain ?? downloadFailure;
	let doubtful: StoredImage | undefined;
	for (let retries = 0; ; retries += 1) {
		const attempt = await tryOnce(context, address, nameFor, rules);
		if ('stored' in attempt) return { ok: true, value: attempt.stored };
		if (signal?.aborted) {
			return failed({ ...explain(address, attempt), kind: 'cancelled' });
		}
		// A cut hardly comes twice at the same byte: then it is the file that is like this.
		if (doubtful && attempt.doubtful?.image.bytes === doubtful.image.bytes) {
			return { ok: true, value: attempt.doubtful };
		}
		doubtful = attempt.doubtful;
		if (attempt.isFinal || retries === RETRIES) {
			return failed(explain(address, attempt));
		}
		await rules.clock.sleep(2 ** retries * 1000, signal);
	}
}

function downloadFailure(address: string, { reason, isStoreFault }: Unusable): Failure {
	const isReadable = URL.canParse(address) && address.length <= LONGEST_ADDRESS;
	const link = isReadable ? `its link may still work: ${address}` : 'its link cannot be read';
	return {
		kind: 'download',
		message: `The image was made, but could not be ${isStoreFault ? 'kept' : 'fetched'}: ${reason}`,
		advice: isStoreFault
			? `Make room where n8n keeps binary data, or let it write there. The image is paid for, and ${link}`
			: `It is paid for, and ${link}`,
		url: address,
	};
}

/** In characters: what is longer is no link that a person could open. */
const LONGEST_ADDRESS = 4000;

async function tryOnce(
	context: NodeContext,
	address: string,
	nameFor: NameFor,
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
				response.close();
				if (!URL.canParse(location, checked.url.href)) {
					return { reason: 'it redirects to an address that cannot be read', isFinal: true };
				}
				target = new URL(location, checked.url.href).href;
				continue;
			}
			return await receive(context, response, nameFor, signal);
		}
		return { reason: 'it redirects too often', isFinal: true };
	} catch (thrown) {
		if (timeout.aborted) {
			return { reason: `it took longer than ${Math.round(rules.timeoutMs / 1000)} seconds` };
		}
		return { reason: transferReason(thrown) };
	}
}

/** The image host never sees the token: this request carries no credential. */
async function open(
	context: NodeContext,
	url: URL,
	timeoutMs: number,
	signal: AbortSignal,
): Promise<HostAnswer> {
	const unwanted = new AbortController();
	const response = responseSchema.parse(
		await context.helpers.httpRequest({
			method: 'GET',
			url: url.href,
			encoding: 'stream',
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			timeout: timeoutMs,
			abortSignal: AbortSignal.any([signal, unwanted.signal]),
		}),
	);
	const close = () => {
		response.body.destroy();
		// Of a body that nobody has read of, n8n destroys but the outer stream: the connection would go on.
		unwanted.abort();
	};
	return { ...response, close };
}

async function receive(
	context: NodeContext,
	response: HostAnswer,
	nameFor: NameFor,
	signal: AbortSignal,
): Promise<Try> {
	const { statusCode, body } = response;
	try {
		if (statusCode !== 200) return { reason: `its host answered with HTTP status ${statusCode}` };
		const stored = await storeStream(context, body, nameFor, arrivalOf(response), signal);
		return 'reason' in stored ? stored : { stored };
	} finally {
		response.close();
	}
}

/** Node.js sees to it that a body with a length, or in chunks, comes to the end it announces. */
function arrivalOf({ headers }: HostAnswer): Arrival {
	const isAnnounced = ['content-length', 'transfer-encoding'].some(
		(name) => typeof headers[name] === 'string',
	);
	return isAnnounced ? 'asAnnounced' : 'untilClosed';
}
