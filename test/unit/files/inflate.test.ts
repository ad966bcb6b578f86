import { inflate } from '../../../nodes/XhuoImage/files/inflate';
import { deflateSync } from '../../support/node';

async function* pieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
	for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function all(unpacked: AsyncIterable<Buffer>): Promise<Buffer> {
	const parts: Buffer[] = [];
	for await (const bytes of unpacked) parts.push(bytes);
	return Buffer.concat(parts);
}

const content = Buffer.from(Array.from({ length: 100_000 }, (_, n) => (n * n) % 251));

describe('unpacking', () => {
	it.each([1, 100, 1_000_000])('gives what was packed, in pieces of %i bytes', async (size) => {
		const packed = deflateSync(size === 1 ? content.subarray(0, 3000) : content);
		const unpacked = await all(inflate(pieces(packed, size)));
		expect(unpacked.equals(size === 1 ? content.subarray(0, 3000) : content)).toBe(true);
	});

	it('throws for damaged data, and for data that ends early', async () => {
		const packed = deflateSync(content);
		const damaged = Buffer.from(packed).fill(0xff, 100, 200);
		await expect(all(inflate(pieces(damaged, 50)))).rejects.toThrow();
		await expect(all(inflate(pieces(packed.subarray(0, 500), 50)))).rejects.toThrow();
	});

	it('throws what its source throws', async () => {
		async function* broken(): AsyncGenerator<Buffer> {
			yield deflateSync(content).subarray(0, 100);
			throw new RangeError('gone');
		}
		await expect(all(inflate(broken()))).rejects.toThrow('gone');
	});

	it('lets go of its source when it is left early', async () => {
		let isLeft = false;
		async function* source(): AsyncGenerator<Buffer> {
			try {
				for (let times = 0; times < 1000; times += 1) yield* pieces(deflateSync(content), 100);
			} finally {
				isLeft = true;
			}
		}
		for await (const bytes of inflate(source())) if (bytes.length > 0) break;
		expect(isLeft).toBe(true);
	});
});
