import { z } from 'zod';

import { fetchOnOwnConnection } from '../support/own-connection';

/** The account that `setUpOwner` creates. */
export const OWNER = {
	email: 'owner@example.com',
	firstName: 'Olive',
	lastName: 'Owner',
	password: 'Only-4-tests',
};

/** n8n refused a request. */
export class RestError extends Error {
	constructor(
		readonly request: string,
		readonly status: number,
		readonly body: string,
	) {
		super(`${request} answered ${status}: ${body.slice(0, 500)}`);
	}
}

/** The REST API that n8n's editor uses, with the owner's cookie. */
export class Session {
	/** `name=value`, as the Cookie header wants it. Empty before the owner is set up. */
	cookie = '';

	constructor(readonly url: string) {}

	/** Whether n8n is up, with its database: `/healthz` would answer too early. */
	async isReady(): Promise<boolean> {
		const response = await fetchOnOwnConnection(`${this.url}/rest/settings`);
		if (!response.ok) return false;
		const settings = z.object({ data: z.object({}).passthrough() });
		return settings.safeParse(await response.json()).success;
	}

	/** Creates the owner's account and stays logged in as the owner. */
	async setUpOwner(): Promise<void> {
		this.takeCookie(await this.send('POST', '/rest/owner/setup', OWNER));
	}

	/** Logs in again, say after the owner was set up by someone else. */
	async logIn(): Promise<void> {
		const { email, password } = OWNER;
		const credentials = { email, emailOrLdapLoginId: email, password };
		this.takeCookie(await this.send('POST', '/rest/login', credentials));
	}

	async get<T extends z.ZodTypeAny>(path: string, schema: T): Promise<z.infer<T>> {
		return await this.data('GET', path, undefined, schema);
	}

	async post<T extends z.ZodTypeAny>(path: string, body: unknown, schema: T): Promise<z.infer<T>> {
		return await this.data('POST', path, body, schema);
	}

	async patch<T extends z.ZodTypeAny>(path: string, body: unknown, schema: T): Promise<z.infer<T>> {
		return await this.data('PATCH', path, body, schema);
	}

	/**
	 * Sends a request as the owner and returns the whole response.
	 *
	 * @throws {RestError} when n8n answers with an HTTP status of 400 or more
	 */
	async send(
		method: string,
		path: string,
		body?: unknown,
		headers: Record<string, string> = {},
	): Promise<Response> {
		const response = await fetchOnOwnConnection(`${this.url}${path}`, {
			method,
			headers: {
				...headers,
				...(this.cookie === '' ? {} : { cookie: this.cookie }),
				...(body === undefined ? {} : { 'content-type': 'application/json' }),
			},
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
		if (response.ok) return response;
		throw new RestError(`${method} ${path}`, response.status, await response.text());
	}

	/** n8n wraps its answers: `{ data: … }`. */
	private async data<T extends z.ZodTypeAny>(
		method: string,
		path: string,
		body: unknown,
		schema: T,
	): Promise<z.infer<T>> {
		const response = await this.send(method, path, body);
		const { data } = z.object({ data: z.unknown() }).parse(await response.json());
		return schema.parse(data);
	}

	private takeCookie(response: Response): void {
		const cookies = response.headers.getSetCookie().map((cookie) => cookie.split(';')[0] ?? '');
		this.cookie = cookies.join('; ');
	}
}
