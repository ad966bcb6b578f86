import { createServer, once, sleep, type AddressInfo } from '../../support/node';

/**
 * How a file is sent: to its end, which is announced or not; once, and then no more; less than was
 * announced; or, without a word of it, one byte less each time.
 */
export type Sending =
	| 'withLength'
	| 'chunked'
	| 'untilClosed'
	| 'onceUntilClosed'
	| 'cut'
	| 'shorterEachTime';

/** A host of images at this machine, which only *Allowed Image Hosts* opens to the node. */
export interface OddHost {
	/** The address of a file; each address is another one. */
	urlOf(bytes: Buffer, sending?: Sending): string;
	/** How often files were asked for. */
	readonly requests: number;
}

/** The option that opens the host to the node. */
export const ALLOWED = { allowedImageHosts: '127.0.0.1' };

/** Runs such a host while the tests of a file run. */
export function useOddHost(): OddHost {
	const files: Array<{ readonly bytes: Buffer; readonly sending: Sending }> = [];
	let requests = 0;
	const server = createServer((request, response) => {
		const file = files[Number(request.url?.slice(1))];
		requests += 1;
		if (!file || (file.sending === 'onceUntilClosed' && requests > 1)) {
			return response.writeHead(404).end();
		}
		const { sending } = file;
		const bytes = sending === 'shorterEachTime' ? file.bytes.subarray(0, -requests) : file.bytes;
		const lengths: Partial<Record<Sending, number>> = {
			withLength: bytes.length,
			cut: bytes.length * 2,
		};
		const length = lengths[sending];
		response.useChunkedEncodingByDefault = sending === 'chunked';
		response.writeHead(200, {
			connection: 'close',
			...(length !== undefined && { 'content-length': length }),
		});
		response.write(bytes);
		return sending === 'cut' ? sleep(1).then(() => response.destroy()) : response.end();
	});
	beforeAll(async () => {
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
	});
	beforeEach(() => {
		requests = 0;
	});
	afterAll(async () => {
		server.close();
		server.closeAllConnections();
		await once(server, 'close');
	});
	return {
		urlOf: (bytes, sending = 'withLength') => {
			const { port } = server.address() as AddressInfo;
			return `http://127.0.0.1:${port}/${files.push({ bytes, sending }) - 1}`;
		},
		get requests() {
			return requests;
		},
	};
}
