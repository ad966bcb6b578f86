import { sha256 } from '../api/binaries';
import type { FlowNode } from '../suite/workflows';
import { eventually } from '../support/eventually';
import { createServer, once } from '../support/node';
import type { Simulator } from '../../simulator';

/** The name of the node that sends files to the sink. */
export const SEND = 'Send on';

/** A file that a workflow has sent. */
export interface SentFile {
	taskId: string;
	/** Of the bytes that came, in hex. */
	sha256: string;
	/** Of the workflow that sent it. */
	executionId: string;
	/** Where n8n kept it: the part of its id before the colon. */
	mode: string;
}

/**
 * Where workflows send the images that they made: what comes in here was in the hands of the next node,
 * whatever n8n keeps of the execution.
 */
export class Sink {
	readonly files: SentFile[] = [];
	private readonly server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { searchParams } = new URL(request.url ?? '/', 'http://sink');
			this.files.push({
				taskId: searchParams.get('task') ?? '',
				executionId: searchParams.get('execution') ?? '',
				mode: (searchParams.get('kept') ?? '').split(':')[0] ?? '',
				sha256: sha256(Buffer.concat(chunks)),
			});
			response.setHeader('content-type', 'application/json').end('{}');
		});
	});
	private port = 0;

	static async open(): Promise<Sink> {
		const sink = new Sink();
		sink.server.listen(0, '127.0.0.1');
		await once(sink.server, 'listening');
		const address = sink.server.address();
		if (address === null || typeof address === 'string') throw new Error('A server has no port');
		sink.port = address.port;
		return sink;
	}

	/** A node that sends the file of each item, one after the other. */
	get node(): FlowNode {
		const query =
			'task={{ $json.taskId }}&execution={{ $execution.id }}&kept={{ $binary.data.id }}';
		return {
			name: SEND,
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			parameters: {
				method: 'POST',
				url: `=http://127.0.0.1:${this.port}/?${query}`,
				sendBody: true,
				contentType: 'binaryData',
				inputDataFieldName: 'data',
				options: { batching: { batch: { batchSize: 1, batchInterval: 1 } } },
			},
		};
	}

	/**
	 * Waits until so many files have come.
	 *
	 * @returns the prompts of those whose bytes are the very ones that the service made, sorted
	 */
	async receive(count: number, { images }: Simulator): Promise<string[]> {
		await eventually(`${count} files have come`, () => this.files.length >= count, {
			timeoutMs: 120_000,
		});
		return this.files
			.map(({ taskId, sha256: sent }) => {
				const made = images.all.find((image) => image.taskId === taskId && image.sha256 === sent);
				return made?.prompt ?? `task ${taskId} with other bytes`;
			})
			.sort();
	}

	reset(): void {
		this.files.length = 0;
	}

	async close(): Promise<void> {
		this.server.close();
		this.server.closeAllConnections();
		await once(this.server, 'close');
	}
}
