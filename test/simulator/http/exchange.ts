import type { IncomingMessage, ServerResponse } from '../node';
import type { Clock } from '../options';
import type { RequestLog, RequestRecord } from './log';

type Headers = Readonly<Record<string, string>>;

/** One request and the ways to answer it, proper and improper. Keeps the record up to date. */
export class Exchange {
	/** Aborted when the client has gone, or the simulator closes. */
	readonly gone: AbortSignal;

	constructor(
		private readonly request: IncomingMessage,
		private readonly response: ServerResponse,
		readonly url: URL,
		readonly record: RequestRecord,
		private readonly log: RequestLog,
		private readonly clock: Clock,
		closing: AbortSignal,
	) {
		const left = new AbortController();
		this.gone = AbortSignal.any([left.signal, closing]);
		response.once('close', () => {
			if (record.finishedAt === null) record.closedByClient = true;
			this.finish();
			left.abort();
		});
		// A client that resets its connection is an ordinary event here; 'close' follows.
		request.on('error', () => {});
		response.on('error', () => {});
	}

	get method(): string {
		return this.record.method;
	}

	/** All bytes of the body. */
	async readBody(): Promise<Buffer> {
		const chunks: Buffer[] = [];
		for await (const chunk of this.request) chunks.push(Buffer.from(chunk));
		return Buffer.concat(chunks);
	}

	/** Waits by the simulator's clock; rejects when the client goes away. */
	async wait(ms: number): Promise<void> {
		await this.clock.sleep(ms, this.gone);
	}

	sendJson(status: number, body: unknown, headers: Headers = {}): void {
		this.send(status, JSON.stringify(body), { 'content-type': 'application/json', ...headers });
	}

	/** A whole answer with an honest length; without the body for HEAD. */
	send(status: number, body: Buffer | string, headers: Headers = {}): void {
		if (!this.begin(status, { 'content-length': String(Buffer.byteLength(body)), ...headers }))
			return;
		this.finish();
		this.response.end(this.method === 'HEAD' ? undefined : body);
	}

	/** Announces the whole body, sends its first half and cuts the connection. */
	async sendHalf(status: number, body: Buffer | string, headers: Headers = {}): Promise<void> {
		const bytes = Buffer.from(body);
		if (!this.begin(status, { 'content-length': String(bytes.length), ...headers })) return;
		const half = bytes.subarray(0, Math.floor(bytes.length / 2));
		await new Promise<void>((resolve) => this.response.write(half, () => resolve()));
		this.finish();
		this.request.socket.destroy();
	}

	/** Sends pieces as they come, with a length only where the headers name one. */
	async sendPieces(status: number, pieces: AsyncIterable<Buffer>, headers: Headers): Promise<void> {
		if (!this.begin(status, headers)) return;
		for await (const piece of pieces) {
			if (this.gone.aborted) return;
			if (this.response.write(piece)) continue;
			await new Promise<void>((resolve) => {
				this.response.once('drain', resolve);
				this.gone.addEventListener('abort', () => resolve(), { once: true });
			});
		}
		this.finish();
		this.response.end();
	}

	/** Resets the TCP connection: the client sees ECONNRESET. */
	reset(): void {
		this.finish();
		this.request.socket.resetAndDestroy();
	}

	/** Leaves the request unanswered until the client, or the simulator, ends the connection. */
	async hang(): Promise<void> {
		if (this.gone.aborted) return;
		await new Promise<void>((resolve) => {
			this.gone.addEventListener('abort', () => resolve(), { once: true });
		});
	}

	private begin(status: number, headers: Headers): boolean {
		if (this.gone.aborted || this.response.headersSent) return false;
		this.record.status = status;
		this.response.writeHead(status, headers);
		return true;
	}

	private finish(): void {
		this.log.close(this.record, this.clock.now());
	}
}
