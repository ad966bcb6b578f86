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
		for await (const chunk of this.chunks()) chunks.push(chunk);
		return Buffer.concat(chunks);
	}

	/** The body as it comes. A reader that stops early leaves the rest to another call. */
	async *chunks(): AsyncGenerator<Buffer> {
		for await (const chunk of this.request.iterator({ destroyOnReturn: false })) {
			yield Buffer.from(chunk);
		}
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

	/**
	 * Sends only a part and cuts the connection.
	 * @param how `half` of a length that was told; half of a `chunked` answer, whose end never comes;
	 *   all of it, where the length that was told is twice that (`announcedMore`)
	 */
	async sendCut(
		status: number,
		body: Buffer | string,
		headers: Headers = {},
		how: 'half' | 'chunked' | 'announcedMore' = 'half',
	): Promise<void> {
		const bytes = Buffer.from(body);
		const told = how === 'announcedMore' ? 2 * bytes.length : bytes.length;
		const length: Headers = how === 'chunked' ? {} : { 'content-length': String(told) };
		if (!this.begin(status, { ...length, ...headers })) return;
		const sent = how === 'announcedMore' ? bytes : bytes.subarray(0, Math.floor(bytes.length / 2));
		await new Promise<void>((resolve) => this.response.write(sent, () => resolve()));
		this.finish();
		this.request.socket.destroy();
	}

	/** Sends pieces as they come, with a length only where the headers name one. */
	async sendPieces(status: number, pieces: AsyncIterable<Buffer>, headers: Headers): Promise<void> {
		if (!this.begin(status, headers)) return;
		for await (const piece of pieces) {
			if (this.gone.aborted) return;
			if (!this.response.write(piece)) await this.drained();
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

	/** Waits until more can be written, or the client has gone. */
	private async drained(): Promise<void> {
		if (this.gone.aborted) return;
		await new Promise<void>((resolve) => {
			const goOn = () => {
				this.response.off('drain', goOn);
				this.gone.removeEventListener('abort', goOn);
				resolve();
			};
			this.response.once('drain', goOn);
			this.gone.addEventListener('abort', goOn, { once: true });
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
