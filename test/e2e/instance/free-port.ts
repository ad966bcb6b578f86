import { createTcpServer, once } from '../support/node';

/** A TCP port on this machine that nobody uses at the moment. */
export async function freePort(): Promise<number> {
	const server = createTcpServer();
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const address = server.address();
	server.close();
	await once(server, 'close');
	if (address === null || typeof address === 'string') throw new Error('A TCP server has no port');
	return address.port;
}

/** Whether nobody listens on a port of this machine. */
export async function isFree(port: number): Promise<boolean> {
	const server = createTcpServer();
	try {
		server.listen(port, '127.0.0.1');
		await once(server, 'listening');
		return true;
	} catch {
		return false;
	} finally {
		server.close();
	}
}
