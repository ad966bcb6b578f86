import pLimit from 'p-limit';
import { Agent, request, type Dispatcher } from 'undici';
import { z } from 'zod';

/** An HTTP request as a stranger might send it. */
export interface Call {
	/** What is wrong with it, for the reader of a failed test. */
	what: string;
	method: Dispatcher.HttpMethod;
	url: string;
	headers: Record<string, string>;
	body: string | Buffer | null;
}

/** What came back. */
export interface Answer {
	call: Call;
	status: number;
	/** As received; empty for HEAD. */
	text: string;
	/** The sentence in a JSON body that says what happened; undefined where there is none. */
	reason: string | undefined;
}

/** This package answers with `reason`, n8n itself with `message`. */
const reasonSchema = z
	.object({ reason: z.string().min(1) })
	.or(z.object({ message: z.string().min(1) }));

/**
 * Sends calls, a few at a time.
 *
 * @param atOnce how many are under way at the same moment
 * @returns the answers in the order of the calls
 */
export async function sendAll(calls: readonly Call[], atOnce: number): Promise<Answer[]> {
	const limit = pLimit(atOnce);
	const dispatcher = new Agent({ headersTimeout: 60_000, bodyTimeout: 60_000 });
	try {
		return await Promise.all(
			calls.map(async (call) => await limit(async () => await send(call, dispatcher))),
		);
	} finally {
		await dispatcher.close();
	}
}

async function send(call: Call, dispatcher: Dispatcher): Promise<Answer> {
	const { method, url, headers, body } = call;
	const response = await request(url, { method, headers, body, dispatcher });
	const text = await response.body.text();
	return { call, status: response.statusCode, text, reason: reasonIn(text) };
}

function reasonIn(text: string): string | undefined {
	try {
		const parsed = reasonSchema.safeParse(JSON.parse(text));
		if (!parsed.success) return undefined;
		return 'reason' in parsed.data ? parsed.data.reason : parsed.data.message;
	} catch {
		return undefined;
	}
}
