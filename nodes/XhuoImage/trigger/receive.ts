import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { z } from 'zod';

import { CREDENTIAL_TYPE } from '../api/client';
import type { Clock } from '../api/clock';
import { callbackBody } from '../callback/callbackBody';
import { readCallback } from '../callback/readCallback';
import {
	readSignature,
	SIGNATURE_PARAMETER,
	verifySignature,
	type SignatureFlaw,
} from '../callback/signedUrl';
import { keepNoted } from './keepNoted';
import { receivedItem, type Vouched } from './received';
import { verifyWithKeyOf } from './rememberedKeys';
import { seenTasks, type Claim } from './repeats';
import { followStoring } from './storing';

/** A callback that does not start the workflow: HTTP status and the reason in words. */
interface Refusal {
	readonly status: number;
	readonly reason: string;
}

const FLAWS: Readonly<Record<SignatureFlaw, Refusal>> = {
	missing: {
		status: 401,
		reason: "This callback URL is not signed. Submit the task with 'Sign Callback URL' turned on.",
	},
	malformed: { status: 401, reason: 'The signature of this callback URL cannot be read.' },
	wrong: {
		status: 403,
		reason: 'The signature of this callback URL does not fit the credential of this trigger.',
	},
	stale: { status: 403, reason: 'The signature of this callback URL is too old.' },
};

const NO_CREDENTIAL: Refusal = {
	status: 503,
	reason: 'The credential of this trigger cannot be read, so no callback can be verified.',
};

/** Room for an image of 50 MB in Base64. What n8n itself takes is N8N_PAYLOAD_SIZE_MAX, 16 MB. */
const LARGEST_BODY_BYTES = 70 * 1024 * 1024;

const TOO_LARGE: Refusal = { status: 413, reason: 'This body is larger than 70 MB.' };

/** The sender may have to try again: whether the workflow has started is not known yet. */
const IN_BETWEEN: Refusal = {
	status: 503,
	reason: 'Another callback of this task is being stored. Send it again in a minute.',
};

/** How long a callback waits to know what became of another one of its task; in milliseconds. */
const LONGEST_LOOKING_MS = 5000;
const BETWEEN_LOOKS_MS = 50;

const HOUR_MS = 3_600_000;

const bodySchema = z.record(z.string(), z.custom<IDataObject[string]>()).catch({});

const optionsSchema = z
	.object({ dropRepeats: z.boolean().catch(true), maxLinkAge: z.number().positive().catch(24) })
	.catch({ dropRepeats: true, maxLinkAge: 24 });

/**
 * Answers a callback at once: verifies who sent it, reads it, drops what is not wanted, and hands
 * the rest to the engine. Nothing is fetched here, so that the answer is quick and a download that
 * goes wrong can be retried.
 */
export async function receiveCallback(
	context: IWebhookFunctions,
	clock: Clock,
): Promise<IWebhookResponseData> {
	if (bodyBytes(context) > LARGEST_BODY_BYTES) {
		return answer(context, TOO_LARGE.status, false, TOO_LARGE.reason);
	}
	const options = optionsSchema.parse(context.getNodeParameter('options', {}));
	const verified = await verify(context, clock, options.maxLinkAge);
	if ('status' in verified) return answer(context, verified.status, false, verified.reason);

	const body = bodySchema.parse(await callbackBody(context));
	if (bodyBytes(context) > LARGEST_BODY_BYTES) {
		return answer(context, TOO_LARGE.status, false, TOO_LARGE.reason);
	}
	const callback = readCallback(body);
	if (!callback) {
		return answer(context, 400, false, 'This is not a callback of the XHuo Images API.');
	}
	const events = z.array(z.string()).catch([]).parse(context.getNodeParameter('events', []));
	if (!events.includes(callback.kind)) {
		return answer(context, 200, true, 'This workflow does not wait for such an event.');
	}
	const isLive = context.getMode() !== 'manual';
	if (isLive && options.dropRepeats) {
		const claim = await claimTask(context, clock, callback.taskId);
		if (claim === 'seen') return answer(context, 200, true, 'This task was already seen.');
		if (claim === 'open') return answer(context, IN_BETWEEN.status, false, IN_BETWEEN.reason);
	}
	return { workflowData: [[receivedItem(body, verified)]] };
}

/** Waits while n8n is storing the execution of another callback of the same task. */
async function claimTask(context: IWebhookFunctions, clock: Clock, taskId: string): Promise<Claim> {
	const seen = seenTasks(`${context.getWorkflow().id}/${context.getNode().id}`);
	const staticData = context.getWorkflowStaticData('node');
	const storing = followStoring(context);
	for (let waited = 0; ; waited += BETWEEN_LOOKS_MS) {
		const claim = seen.claim(taskId, staticData, storing, clock.now());
		if (claim === 'new') void keepNoted(staticData, 'seenTasks', storing, clock);
		if (claim !== 'open' || waited >= LONGEST_LOOKING_MS) return claim;
		await clock.sleep(BETWEEN_LOOKS_MS);
	}
}

/** As the caller declares it, or as it came where it was sent in pieces. */
function bodyBytes(context: IWebhookFunctions): number {
	const declared = Number(context.getHeaderData()['content-length'] ?? 0);
	const received = z
		.object({ rawBody: z.instanceof(Buffer) })
		.safeParse(context.getRequestObject());
	return received.success ? received.data.rawBody.length : declared;
}

async function verify(
	context: IWebhookFunctions,
	clock: Clock,
	maxLinkAge: number,
): Promise<Refusal | Vouched> {
	const query = z.record(z.string(), z.unknown()).catch({}).parse(context.getQueryData());
	const isSigned = context.getNodeParameter('authentication', 'signedUrl') !== 'none';
	if (!isSigned) return { context: {} };
	const signature = readSignature(query[SIGNATURE_PARAMETER]);
	if (typeof signature === 'string') return FLAWS[signature];
	const verification = await verifyWithKeyOf(
		context.getNode().credentials?.[CREDENTIAL_TYPE]?.id ?? '',
		async () => await readToken(context),
		clock.now(),
		(key) => verifySignature(signature, key, clock.now(), maxLinkAge * HOUR_MS),
	);
	if (!verification) return NO_CREDENTIAL;
	if (!verification.ok) return FLAWS[verification.flaw];
	const { context: sent, order } = verification;
	return { context: sent, ...(order && { order }) };
}

/** `undefined` when the credential was removed: were this to throw, n8n would start an execution. */
async function readToken(context: IWebhookFunctions): Promise<string | undefined> {
	try {
		const credential = await context.getCredentials(CREDENTIAL_TYPE);
		return z.object({ apiToken: z.string().min(1) }).parse(credential).apiToken;
	} catch {
		return undefined;
	}
}

function answer(
	context: IWebhookFunctions,
	status: number,
	accepted: boolean,
	reason: string,
): IWebhookResponseData {
	context.getResponseObject().status(status).json({ accepted, reason });
	return { noWebhookResponse: true };
}
