/**
 * `fetch` on a connection of its own. n8n ends those that are idle for five seconds, and on a busy machine
 * that can be at the moment when the next request goes out on one of them: it fails with "other side closed".
 */
export async function fetchOnOwnConnection(
	url: string | URL,
	{ headers, ...init }: RequestInit & { headers?: Record<string, string> } = {},
): Promise<Response> {
	return await fetch(url, { ...init, headers: { connection: 'close', ...headers } });
}
