import fc from 'fast-check';

import type { PictureFile } from '../../../nodes/XhuoImage/api/pictures';
import { openBody, type OpenBody } from '../../../nodes/XhuoImage/api/requestBody';
import { Readable, sleep } from '../../support/node';

const FIELDS = { model: 'gpt-image-2', prompt: 'ein Bär 🐻 "quoted"\r\nnext line', n: 2 };

/** How often files were opened, and those that are still open. */
interface Watch {
	opened: number;
	readonly open: Set<Readable>;
}

/** A file in n8n's binary store, read in pieces; or in memory. */
function file(bytes: Buffer, watch?: Watch, promised = bytes.length): PictureFile {
	return {
		facts: { mimeType: 'image/png', width: 1, height: 1, bytes: promised },
		sha256: '',
		open: async () => {
			if (!watch) return bytes;
			watch.opened += 1;
			const stream = Readable.from(
				(function* () {
					for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700);
				})(),
			);
			watch.open.add(stream);
			stream.on('close', () => watch.open.delete(stream));
			return stream;
		},
	};
}

const watching = (): Watch => ({ opened: 0, open: new Set() });

async function opened(...files: readonly PictureFile[]): Promise<OpenBody> {
	const body = await openBody({ body: FIELDS, pictures: { kind: 'files', files } });
	if (!body.ok) throw new Error(body.failure.message);
	return body.value;
}

async function bytesOf({ content }: OpenBody): Promise<Buffer> {
	if (typeof content === 'string') return Buffer.from(content);
	if (Buffer.isBuffer(content)) return content;
	const chunks: Buffer[] = [];
	for await (const chunk of content) chunks.push(Buffer.from(chunk));
	return Buffer.concat(chunks);
}

/** Reads a form with the parser of the platform (undici), which is not ours. */
async function parsed(body: OpenBody): Promise<FormData> {
	const bytes = await bytesOf(body);
	expect(body.headers['content-length']).toBe(String(bytes.length));
	return await new Response(new Uint8Array(bytes), { headers: body.headers }).formData();
}

async function contents(form: FormData, field: string): Promise<Buffer[]> {
	const files = form.getAll(field).flatMap((value) => (typeof value === 'string' ? [] : value));
	return await Promise.all(files.map(async (one) => Buffer.from(await one.arrayBuffer())));
}

describe('a form', () => {
	it('is read back by a parser of others as it was meant', async () => {
		const form = await parsed(
			await opened(file(Buffer.from('first')), file(Buffer.from('second'))),
		);
		expect(Object.fromEntries([...form].filter(([, value]) => typeof value === 'string'))).toEqual({
			model: 'gpt-image-2',
			prompt: FIELDS.prompt,
			n: '2',
		});
		expect((await contents(form, 'image[]')).map(String)).toEqual(['first', 'second']);
		const [first] = form.getAll('image[]');
		expect(first).toMatchObject({ name: 'picture-1.png', type: 'image/png' });
	});

	it('carries any bytes, whether they are in memory or come as a stream', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.tuple(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.boolean()), {
					minLength: 1,
					maxLength: 5,
				}),
				async (list) => {
					const watch = watching();
					const files = list.map(([bytes, isStream]) =>
						file(Buffer.from(bytes), isStream ? watch : undefined),
					);
					const form = await parsed(await opened(...files));
					const field = list.length === 1 ? 'image' : 'image[]';
					expect(await contents(form, field)).toEqual(list.map(([bytes]) => Buffer.from(bytes)));
					expect(watch.open.size).toBe(0);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('carries the mask, and the callback URL as a field', async () => {
		const body = await openBody({
			body: { ...FIELDS, callback_url: 'https://example.com/a?b=c&d="' },
			pictures: {
				kind: 'files',
				files: [file(Buffer.from('photo'))],
				mask: file(Buffer.from('mask')),
			},
		});
		if (!body.ok) throw new Error(body.failure.message);
		const form = await parsed(body.value);
		expect(form.get('callback_url')).toBe('https://example.com/a?b=c&d="');
		expect((await contents(form, 'image')).map(String)).toEqual(['photo']);
		expect((await contents(form, 'mask')).map(String)).toEqual(['mask']);
	});

	it('of nano-banana has the URL of the picture as a text', async () => {
		const pictures = { kind: 'urls', urls: ['https://example.com/a.png'], inForm: true } as const;
		const body = await openBody({ body: FIELDS, pictures });
		if (!body.ok) throw new Error(body.failure.message);
		expect((await parsed(body.value)).get('image')).toBe('https://example.com/a.png');
	});
});

describe('JSON', () => {
	it('is what is asked for, where no picture goes in', async () => {
		const body = await openBody({ body: FIELDS });
		if (!body.ok) throw new Error(body.failure.message);
		expect(JSON.parse(String(body.value.content))).toEqual(FIELDS);
		expect(body.value.failure()).toBeUndefined();
		body.value.close();
	});

	it.each([
		[['https://a.example/1.png'], 'https://a.example/1.png'],
		[
			['https://a.example/1.png', 'https://a.example/2.png'],
			['https://a.example/1.png', 'https://a.example/2.png'],
		],
	])('has the URLs %j as %j', async (urls, image) => {
		const body = await openBody({ body: FIELDS, pictures: { kind: 'urls', urls, inForm: false } });
		if (!body.ok) throw new Error(body.failure.message);
		expect(JSON.parse(String(body.value.content))).toEqual({ ...FIELDS, image });
		expect(body.value.headers).toEqual({ 'content-type': 'application/json' });
	});
});

describe('the names of files', () => {
	it('say their type, and which is the mask', async () => {
		const jpeg = file(Buffer.from('photo'));
		const files = [{ ...jpeg, facts: { ...jpeg.facts, mimeType: 'image/jpeg' as const } }];
		const mask = file(Buffer.from('mask'));
		const body = await openBody({ body: FIELDS, pictures: { kind: 'files', files, mask } });
		if (!body.ok) throw new Error(body.failure.message);
		const form = await parsed(body.value);
		expect(form.get('image')).toMatchObject({ name: 'picture-1.jpg', type: 'image/jpeg' });
		expect(form.get('mask')).toMatchObject({ name: 'mask.png', type: 'image/png' });
	});
});

describe('the files of a body', () => {
	it('are closed when a body is given up in the middle of one', async () => {
		const watch = watching();
		const body = await opened(file(Buffer.alloc(500_000, 1), watch));
		if (typeof body.content === 'string' || Buffer.isBuffer(body.content)) {
			throw new Error('stream');
		}
		let seen = 0;
		for await (const chunk of body.content) {
			seen += chunk.length;
			if (seen > 100_000) break;
		}
		body.close();
		await sleep(0);
		expect(watch.open.size).toBe(0);
	});

	it('may break after all is over, and nothing ends with them', async () => {
		const watch = watching();
		const body = await opened(file(Buffer.alloc(5000, 1), watch));
		const streams = [...watch.open];
		if (typeof body.content === 'string' || Buffer.isBuffer(body.content)) {
			throw new Error('stream');
		}
		body.close();
		await sleep(0);
		expect(streams).toHaveLength(1);
		for (const stream of [...streams, body.content]) {
			expect(() => stream.emit('error', new Error('late'))).not.toThrow();
		}
	});

	it('are never sent beyond the length that was promised', async () => {
		for (const promised of [700, 1000]) {
			const body = await opened(file(Buffer.alloc(2000, 1), watching(), promised));
			if (typeof body.content === 'string' || Buffer.isBuffer(body.content)) {
				throw new Error('stream');
			}
			let sent = 0;
			const reading = (async () => {
				for await (const chunk of body.content) sent += chunk.length;
			})();
			await expect(reading).rejects.toThrow();
			expect(sent).toBeLessThanOrEqual(Number(body.headers['content-length']));
			expect(body.failure()).toMatchObject({ kind: 'notSent', isPermanent: true });
		}
	});

	it('are opened one after the other, and anew for each try', async () => {
		const watch = watching();
		const files = Array.from({ length: 4 }, () => file(Buffer.alloc(5000, 1), watch));
		const body = await opened(...files);
		if (typeof body.content === 'string' || Buffer.isBuffer(body.content))
			throw new Error('stream');
		for await (const chunk of body.content) {
			expect(chunk.length).toBeGreaterThan(0);
			expect(watch.open.size).toBeLessThanOrEqual(2);
		}
		// One of them a second time: a stream is made from a stream.
		expect(watch.opened).toBe(5);
		await bytesOf(await opened(...files));
		expect(watch.opened).toBe(10);
	});

	it('are closed when a body is given up, read or not', async () => {
		const watch = watching();
		const files = Array.from({ length: 3 }, () => file(Buffer.alloc(500_000, 1), watch));
		const unread = await opened(...files);
		unread.close();
		const halfRead = await opened(...files);
		if (typeof halfRead.content === 'string' || Buffer.isBuffer(halfRead.content)) {
			throw new Error('stream');
		}
		for await (const chunk of halfRead.content) if (chunk.length > 0) break;
		halfRead.close();
		await sleep(0);
		expect(watch.open.size).toBe(0);
		expect(halfRead.failure()).toBeUndefined();
	});

	it('that are gone or have changed are a failure that cost nothing', async () => {
		const gone: PictureFile = {
			...file(Buffer.alloc(10)),
			open: async () => await Promise.reject(new Error('gone')),
		};
		const body = await openBody({ body: FIELDS, pictures: { kind: 'files', files: [gone] } });
		expect(body).toMatchObject({ ok: false, failure: { kind: 'notSent', isPermanent: true } });

		for (const promised of [400, 3000]) {
			const changed = await opened(file(Buffer.alloc(2000), watching(), promised));
			await expect(bytesOf(changed)).rejects.toThrow();
			expect(changed.failure()).toMatchObject({ kind: 'notSent', isPermanent: true });
		}
		const second = await opened(file(Buffer.alloc(10), watching()), gone);
		await expect(bytesOf(second)).rejects.toThrow();
		expect(second.failure()).toMatchObject({ kind: 'notSent', isPermanent: true });
	});
});
