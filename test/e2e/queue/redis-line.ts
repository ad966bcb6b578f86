import { services } from './services';
import { freePort } from '../instance/free-port';
import { connectTcp, createTcpServer, once } from '../support/node';

type Socket = ReturnType<typeof connectTcp>;

/** What n8n writes into each job that it puts into the queue; in nothing else that it sends. */
const OF_A_JOB = '"loadStaticData"';

const LOADING = '-LOADING Redis is loading the dataset in memory\r\n';

/**
 * The way of one n8n to Redis, which a test can cut without touching Redis, which others use: a TCP
 * proxy in front of it. While it is cut, n8n finds that nobody listens, as when Redis is stopped.
 */
export class RedisLine {
	private readonly sockets = new Set<Socket>();
	private server: ReturnType<typeof createTcpServer> | undefined;
	private jobsToCutAt: { left: number; cut: () => void } | undefined;
	private jobsToRefuse = 0;

	private constructor(private readonly port: number) {}

	static async open(): Promise<RedisLine> {
		const line = new RedisLine(await freePort());
		await line.mend();
		return line;
	}

	/** The settings with which n8n takes this way. */
	get env(): Record<string, string> {
		return { QUEUE_BULL_REDIS_HOST: '127.0.0.1', QUEUE_BULL_REDIS_PORT: String(this.port) };
	}

	/**
	 * Takes no more connections, and ends those there are: as a Redis does that is stopped, or by a reset,
	 * as the network does for one that is gone. A connection that holds something unread is always reset.
	 */
	async cut(how: 'end' | 'reset' = 'end'): Promise<void> {
		const { server } = this;
		if (!server) return;
		this.server = undefined;
		const closed = once(server, 'close');
		server.close();
		for (const socket of this.sockets) {
			if (how === 'reset') socket.resetAndDestroy();
			else socket.destroy();
		}
		await closed;
	}

	/**
	 * Cuts the line when n8n has put so many jobs into the queue. Redis gets none of them.
	 *
	 * @returns a promise that is fulfilled then
	 */
	async cutAtJobs(count: number): Promise<void> {
		await new Promise<void>((resolve) => (this.jobsToCutAt = { left: count, cut: resolve }));
		this.jobsToCutAt = undefined;
		await this.cut();
	}

	/** Answers the next job as a Redis does that has just been started and is reading its file. */
	refuseNextJob(): void {
		this.jobsToRefuse += 1;
	}

	/** Takes connections again, at the same port. */
	async mend(): Promise<void> {
		const server = createTcpServer((client) => this.passOn(client));
		server.listen(this.port, '127.0.0.1');
		await once(server, 'listening');
		this.server = server;
	}

	private passOn(client: Socket): void {
		const { redis } = services();
		const service = connectTcp(Number(redis.port || '6379'), redis.hostname);
		for (const socket of [client, service]) {
			this.sockets.add(socket);
			const end = () => {
				this.sockets.delete(socket);
				client.destroy();
				service.destroy();
			};
			socket.on('close', end).on('error', end);
		}
		let isHeldBack = false;
		client.on('data', (bytes) => {
			const jobs = bytes.toString('latin1').split(OF_A_JOB).length - 1;
			if (jobs > 0 && this.jobsToRefuse > 0) {
				this.jobsToRefuse -= 1;
				client.write(LOADING);
				return;
			}
			const trap = this.jobsToCutAt;
			if (trap && jobs > 0) {
				isHeldBack = true;
				trap.left -= jobs;
				if (trap.left <= 0) trap.cut();
			}
			// What follows on this connection must not come before the job.
			if (!isHeldBack) service.write(bytes);
		});
		service.pipe(client);
	}
}
