import { createServer, once, type AddressInfo } from './node';

/** A web server with files, for workflows that begin with a download. */
export interface FileHost {
	/** The address of a file. */
	urlOf(name: string): string;
	close(): Promise<void>;
}

/** Serves these files under their names, as nothing in particular. */
export async function hostFiles(files: ReadonlyMap<string, Buffer>): Promise<FileHost> {
	const server = createServer((request, response) => {
		const file = files.get((request.url ?? '').slice(1));
		response.statusCode = file ? 200 : 404;
		response.setHeader('content-type', 'application/octet-stream');
		response.end(file);
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	return {
		urlOf: (name) => `http://127.0.0.1:${port}/${name}`,
		close: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, 'close');
		},
	};
}
