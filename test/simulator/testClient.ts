import type { Dispatcher } from 'undici';
import { Agent, request } from 'undici';

import { looselyParsed } from './http/body';
import type { Simulator } from './simulator';

export interface Answer {
	status: number;
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Parsed when it is JSON, else the text. */
	body: unknown;
	file: Buffer;
}

interface CallOptions {
	token?: string | null;
	headers?: Record<string, string>;
	path?: string;
	signal?: AbortSignal;
}

/** A plain client for the simulator's own tests: no retries, no redirects, nothing clever. */
export class TestClient {
	private readonly agent = new Agent({ connections: 64 });

	constructor(private readonly simulator: Simulator) {}

	/** Any JSON body to the generations endpoint, or to the path given. */
	async generate(body: unknown, options: CallOptions = {}): Promise<Answer> {
		const {
			token = this.simulator.token,
			headers = {},
			path = '/openai/images/generations',
		} = options;
		return await this.send(`${this.simulator.baseUrl}${path}`, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				...(token === null ? {} : { authorization: `Bearer ${token}` }),
				...headers,
			},
			body: typeof body === 'string' ? body : JSON.stringify(body),
			signal: options.signal,
		});
	}

	async tasks(body: unknown, options: CallOptions = {}): Promise<Answer> {
		return await this.generate(body, { path: '/openai/tasks', ...options });
	}

	/** Fields and files as multipart/form-data to the edits endpoint. */
	async edit(form: FormData): Promise<Answer> {
		// The platform's own encoder sets the boundary.
		const encoded = new Response(form);
		return await this.send(`${this.simulator.baseUrl}/openai/images/edits`, {
			method: 'POST',
			headers: {
				'content-type': encoded.headers.get('content-type') ?? '',
				authorization: `Bearer ${this.simulator.token}`,
			},
			body: Buffer.from(await encoded.arrayBuffer()),
		});
	}

	async get(url: string, method: 'GET' | 'HEAD' = 'GET', signal?: AbortSignal): Promise<Answer> {
		return await this.send(url, { method, signal });
	}

	async close(): Promise<void> {
		await this.agent.destroy();
	}

	private async send(
		url: string,
		options: Omit<Dispatcher.RequestOptions, 'path' | 'origin'>,
	): Promise<Answer> {
		const { statusCode, headers, body } = await request(url, {
			...options,
			dispatcher: this.agent,
		});
		const file = Buffer.from(await body.arrayBuffer());
		return { status: statusCode, headers, body: looselyParsed(file), file };
	}
}
