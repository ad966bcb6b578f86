import { createTcpServer, once, process } from '../support/node';

/** Below the ports that the system gives to outgoing connections (Linux: from 32768 on). */
const FIRST_PORT = 20_000;
const PORTS_PER_WORKER = 3_000;

let next = Math.floor(Math.random() * PORTS_PER_WORKER);

/**
 * A TCP port on this machine that nobody uses at the moment, and that no other worker of jest is given:
 * some time passes until n8n takes it.
 */
export async function freePort(): Promise<number> {
	const worker = Number(process.env.JEST_WORKER_ID ?? 0) % 4;
	for (let tries = 0; tries < PORTS_PER_WORKER; tries += 1) {
		next = (next + 1) % PORTS_PER_WORKER;
		const port = FIRST_PORT + worker * PORTS_PER_WORKER + next;
		if (await isFree(port)) return port;
	}
	throw new Error('No TCP port is free');
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
