/**
 * Unpacks zlib data, piece by piece. A community node cannot import `zlib`; the platform's own
 * `DecompressionStream` does the same.
 *
 * @throws TypeError for data that is damaged
 */
export async function* inflate(packed: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
	const stream = new DecompressionStream('deflate');
	const writer = stream.writable.getWriter();
	// Not awaited: it goes on as the other end is read. What fails here fails there, too.
	const writing = (async () => {
		try {
			for await (const bytes of packed) await writer.write(bytes);
			await writer.close();
		} catch (thrown) {
			await writer.abort(thrown).catch(() => undefined);
		}
	})();
	const reader = stream.readable.getReader();
	try {
		for (;;) {
			const { value, done } = await reader.read();
			if (done) return;
			yield Buffer.from(value);
		}
	} finally {
		// Someone who has seen enough leaves early: the writer must not wait for ever.
		await reader.cancel().catch(() => undefined);
		await writing;
	}
}
