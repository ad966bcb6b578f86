import { connectTcp, createTcpServer, once, sleep } from './node';

/** A proxy, such as a company's or a cloud's, that cuts every connection after a while. */
export interface CuttingProxy {
	/** Where it listens. */
	readonly url: string;
	/** How many connections it has cut. */
	readonly cut: number;
	close(): Promise<void>;
}

/**
 * Starts a proxy that passes every connection on to a port of this machine, and ends it when it gets
 * too old, whatever is under way on it.
 *
 * @param afterMs how old a connection gets
 */
export async function startCuttingProxy(port: number, afterMs: number): Promise<CuttingProxy> {
	const open = new Set<() => void>();
	let cut = 0;
	const server = createTcpServer((client) => {
		const service = connectTcp(port, '127.0.0.1');
		const ended = new AbortController();
		const end = () => {
			ended.abort();
			open.delete(end);
			client.destroy();
			service.destroy();
		};
		const cutInTime = async () => {
			await sleep(afterMs, undefined, { signal: ended.signal });
			cut += 1;
			end();
		};
		// Rejects for a connection that ended by itself.
		cutInTime().catch(() => undefined);
		open.add(end);
		for (const socket of [client, service]) socket.on('close', end).on('error', end);
		client.pipe(service).pipe(client);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
	return {
		url: `http://127.0.0.1:${address.port}`,
		get cut() {
			return cut;
		},
		async close() {
			for (const end of open) end();
			server.close();
			await once(server, 'close');
		},
	};
}
