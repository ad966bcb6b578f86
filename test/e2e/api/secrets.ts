import { join, open, readdir } from '../support/node';

const CHUNK_BYTES = 1 << 20;

/**
 * The files below a folder that contain a text, in UTF-8: for the proof that a token is nowhere.
 *
 * @returns their paths
 */
export async function filesContaining(folder: string, text: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => join(parentPath, name));
	const found: string[] = [];
	for (const file of files) {
		if (await contains(file, Buffer.from(text))) found.push(file);
	}
	return found;
}

/** Reads in pieces that overlap, so that a text across two of them is found too. */
async function contains(path: string, text: Buffer): Promise<boolean> {
	const file = await open(path);
	try {
		const chunk = Buffer.alloc(CHUNK_BYTES + text.length);
		for (let position = 0; ; position += CHUNK_BYTES) {
			const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
			if (bytesRead === 0) return false;
			if (chunk.subarray(0, bytesRead).includes(text)) return true;
		}
	} finally {
		await file.close();
	}
}
