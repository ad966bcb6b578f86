import { z } from 'zod';

import { createServer, once, type IncomingMessage } from '../support/node';

/** What the model does in its turn: it calls tools, or says something and is done. */
export type Turn =
	| { readonly calls: ReadonlyArray<{ tool: string; arguments: Record<string, unknown> }> }
	| { readonly says: string };

/** A turn, or what decides it once the answers of the tools are known, oldest first. */
export type ScriptedTurn = Turn | ((answers: readonly string[]) => Turn);

const requestSchema = z.object({
	messages: z.array(z.object({ role: z.string(), content: z.unknown() }).passthrough()),
	tools: z
		.array(
			z.object({
				function: z.object({
					name: z.string(),
					description: z.string().default(''),
					parameters: z.unknown(),
				}),
			}),
		)
		.default([]),
});

/** What the agent asked the model. */
export type ChatRequest = z.infer<typeof requestSchema>;

/**
 * A chat model that follows a script, behind the API of OpenAI (`POST /chat/completions`): what an AI
 * Agent needs to be tried without one.
 */
export interface ChatModel {
	/** What belongs into the credential of n8n's OpenAI chat model. */
	readonly url: string;
	/** What it was asked since the script began. */
	readonly requests: readonly ChatRequest[];
	/** What its tools answered since the script began, oldest first, each as the model gets it. */
	readonly answers: readonly string[];
	/** From now on it follows this script, one turn for each request; beyond it, it says "Done.". */
	play(...script: readonly ScriptedTurn[]): void;
	close(): Promise<void>;
}

export async function startChatModel(): Promise<ChatModel> {
	let script: readonly ScriptedTurn[] = [];
	let requests: ChatRequest[] = [];
	const server = createServer((request, response) => {
		void readJson(request).then((body) => {
			const asked = requestSchema.parse(body);
			const turn = script[requests.length] ?? { says: 'Done.' };
			requests.push(asked);
			const reply = typeof turn === 'function' ? turn(answersIn(asked)) : turn;
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify(completion(reply, requests.length)));
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('A server has no port');
	return {
		url: `http://127.0.0.1:${address.port}/v1`,
		get requests() {
			return requests;
		},
		get answers() {
			const last = requests.at(-1);
			return last ? answersIn(last) : [];
		},
		play(...turns) {
			script = turns;
			requests = [];
		},
		async close() {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}

async function readJson(request: IncomingMessage): Promise<unknown> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(Buffer.from(chunk));
	return JSON.parse(Buffer.concat(chunks).toString());
}

const answersIn = ({ messages }: ChatRequest): string[] =>
	messages.filter(({ role }) => role === 'tool').map(({ content }) => String(content));

function completion(turn: Turn, serial: number) {
	const calls = 'calls' in turn ? turn.calls : [];
	const message = {
		role: 'assistant',
		content: 'says' in turn ? turn.says : null,
		...(calls.length > 0 && {
			tool_calls: calls.map(({ tool, arguments: values }, index) => ({
				id: `call_${serial}_${index}`,
				type: 'function',
				function: { name: tool, arguments: JSON.stringify(values) },
			})),
		}),
	};
	return {
		id: `chatcmpl-${serial}`,
		object: 'chat.completion',
		created: 1_777_048_800,
		model: 'stand-in',
		choices: [{ index: 0, message, finish_reason: calls.length > 0 ? 'tool_calls' : 'stop' }],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}
