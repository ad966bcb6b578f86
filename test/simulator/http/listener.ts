import type { AddressInfo, IncomingMessage, Server, ServerResponse, Socket } from '../node';
import { createServer } from '../node';

export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

const KEEP_ALIVE_MS = 60_000;

/** A listening port that can be closed with all its connections, and opened again. */
export class Listener {
	private server: Server | undefined;
	private readonly sockets = new Set<Socket>();

	constructor(
		private readonly handler: Handler,
		private readonly host: string,
		private port: number,
	) {}

	/** Port in use; after `close` the one that `open` will take again. */
	get boundPort(): number {
		return this.port;
	}

	/** @throws when the port is taken (EADDRINUSE) or not allowed (EACCES) */
	async open(): Promise<void> {
		const server = createServer(this.handler);
		server.keepAliveTimeout = KEEP_ALIVE_MS;
		server.requestTimeout = 0;
		server.on('connection', (socket: Socket) => {
			this.sockets.add(socket);
			socket.once('close', () => this.sockets.delete(socket));
		});
		await new Promise<void>((resolve, reject) => {
			server.once('error', reject);
			server.listen(this.port, this.host, () => {
				server.removeListener('error', reject);
				resolve();
			});
		});
		this.server = server;
		this.port = portOf(server.address());
	}

	/** Ends every connection at once. From now on connecting is refused. */
	async close(): Promise<void> {
		const server = this.server;
		if (!server) return;
		this.server = undefined;
		await new Promise<void>((resolve) => {
			server.close(() => resolve());
			for (const socket of this.sockets) socket.destroy();
		});
	}
}

function portOf(address: AddressInfo | string | null): number {
	if (address === null || typeof address === 'string') throw new Error('The server has no port.');
	return address.port;
}
