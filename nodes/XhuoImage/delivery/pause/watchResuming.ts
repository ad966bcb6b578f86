import type { IWebhookFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { Clock } from '../../api/clock';
import type { Suspension } from './suspension';

/** How long n8n may take until it has stored that the execution goes on; in milliseconds. */
const LONGEST_STORING_MS = 60_000;
const BETWEEN_LOOKS_MS = 100;

/**
 * Callbacks for which n8n had read the execution before it was resumed may still come for so long
 * afterwards; in milliseconds.
 */
const LATE_CALLBACKS_MS = 10_000;

/** Before each further call, in milliseconds; after the last one, other callbacks have to do. */
const WAITS_MS = [2000, 5000, 15_000, 30_000, 60_000, 120_000, 300_000];

/**
 * The execution has no secret any more: where n8n in queue mode cannot put it into the queue, it ends it
 * and stores it without its data (`WorkflowRunner.processError`).
 */
const NO_SECRET = 401;

const GIVEN_UP =
	"XHuo Image: the tasks are finished, but n8n does not resume the execution. 'Get' or 'Get Many' of the resource 'Task' brings their images.";

/** For one call, in milliseconds. Fetching the images is part of it. */
const CALL_TIMEOUT_MS = 300_000;

/**
 * Looks whether n8n has resumed the execution, and if not, calls once more, as a service would that
 * repeats its callbacks. n8n refuses to resume an execution that its recovery after a crash has called
 * crashed for a moment (`ExecutionAlreadyResumingError`), or while its database does not answer; and
 * there may be no other callback to come.
 *
 * It is n8n that decides: it turns the call away when the execution goes on or is over.
 *
 * @param body of the callback
 */
export async function watchResuming(
	context: IWebhookFunctions,
	clock: Clock,
	suspension: Suspension,
	body: unknown,
): Promise<void> {
	const call = callOf(context, body);
	const isResumed = await seesStored(context, clock);
	suspension.endWaking(isResumed ? clock.now() + LATE_CALLBACKS_MS : clock.now());
	if (isResumed) return;

	// One looks for all: many callbacks may come in the moment in which n8n refuses.
	if (!call || suspension.isWatched) return;
	suspension.isWatched = true;
	for (const wait of WAITS_MS) {
		await clock.sleep(wait);
		const status = await send(context, call);
		const isLast = wait === WAITS_MS.at(-1);
		if (status === NO_SECRET || (isLast && Number(status) >= 500)) context.logger.warn(GIVEN_UP);
		// Turned away; or nobody listens, where this process is about to stop.
		if (status === undefined || (status >= 400 && status < 500)) break;
	}
	suspension.isWatched = false;
}

/**
 * n8n answers the sender once the execution is stored, or has failed to be. Where the sender was
 * answered before, since the images took long, nothing is to be seen.
 */
async function seesStored(context: IWebhookFunctions, clock: Clock): Promise<boolean> {
	const response = context.getResponseObject();
	if (response.headersSent) return false;
	const end = clock.now() + LONGEST_STORING_MS;
	while (!response.headersSent && clock.now() < end) await clock.sleep(BETWEEN_LOOKS_MS);
	return response.headersSent && response.statusCode < 300;
}

const requestSchema = z.object({
	originalUrl: z.string(),
	socket: z.object({
		localAddress: z.string(),
		localPort: z.number(),
		encrypted: z.boolean().catch(false),
	}),
});

interface Call {
	readonly url: string;
	readonly body: string;
}

/** The callback once more, to the process that got it, over the port that it came in by. */
function callOf(context: IWebhookFunctions, body: unknown): Call | undefined {
	const request = requestSchema.safeParse(context.getRequestObject());
	if (!request.success) return undefined;
	const { originalUrl, socket } = request.data;
	const { localAddress, localPort, encrypted } = socket;
	const host = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
	const url = `${encrypted ? 'https' : 'http'}://${host}:${localPort}${originalUrl}`;
	return { url, body: JSON.stringify(body) };
}

/** @returns the HTTP status, if there was an answer */
async function send(context: IWebhookFunctions, { url, body }: Call): Promise<number | undefined> {
	try {
		const answered: unknown = await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { 'content-type': 'application/json' },
			body,
			timeout: CALL_TIMEOUT_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
			// n8n's certificate is for its name, and this is its address.
			skipSslCertificateValidation: true,
		});
		return z.object({ statusCode: z.number() }).parse(answered).statusCode;
	} catch {
		return undefined;
	}
}
