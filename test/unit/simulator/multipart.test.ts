import { createHash } from 'node:crypto';

import fc from 'fast-check';

import { parseForm } from '../../simulator/edits/form';
import type { PartHead } from '../../simulator/edits/multipart';
import { boundaryOf, FormError, readParts } from '../../simulator/edits/multipart';

const BOUNDARY = 'the-boundary';

/** The bytes in pieces of this length. */
async function* inPieces(body: Buffer, length: number) {
	for (let from = 0; from < body.length; from += length) yield body.subarray(from, from + length);
}

async function partsOf(body: Buffer, pieces = 7, boundary = BOUNDARY) {
	const parts: Array<PartHead & { content: Buffer }> = [];
	await readParts(inPieces(body, pieces), boundary, (head) => {
		const chunks: Buffer[] = [];
		return {
			write: (bytes) => void chunks.push(Buffer.from(bytes)),
			end: async () => void parts.push({ ...head, content: Buffer.concat(chunks) }),
		};
	});
	return parts;
}

const text = (...lines: string[]) => Buffer.from(lines.join('\r\n'));
const field = (name: string) => `Content-Disposition: form-data; name="${name}"`;

describe('a form that is read as it comes', () => {
	it("agrees with the platform's own parser, however the bytes are split", async () => {
		const content = fc.oneof(
			fc.uint8Array({ maxLength: 80 }),
			// What looks like a boundary, and is none.
			fc
				.constantFrom('\r\n--', '\r\n', '--', '\r')
				.map((near) => new Uint8Array(Buffer.from(near))),
		);
		const part = fc.record({
			name: fc.string({ unit: 'grapheme', minLength: 1 }),
			fileName: fc.option(fc.string({ unit: 'grapheme', minLength: 1 })),
			content,
		});
		await fc.assert(
			fc.asyncProperty(
				fc.array(part, { minLength: 1 }),
				fc.integer({ min: 1, max: 99 }),
				async (sent, pieces) => {
					const form = new FormData();
					for (const { name, fileName, content } of sent) {
						if (fileName === null) form.append(name, Buffer.from(content).toString('base64'));
						else form.append(name, new Blob([new Uint8Array(content)]), fileName);
					}
					const encoded = new Response(form);
					const type = encoded.headers.get('content-type') ?? '';
					const body = Buffer.from(await encoded.arrayBuffer());
					const again = await new Response(new Uint8Array(body), {
						headers: { 'content-type': type },
					}).formData();
					const expected = await Promise.all(
						[...again].map(async ([name, value]) =>
							typeof value === 'string'
								? [name, undefined, value]
								: [name, value.name, Buffer.from(await value.arrayBuffer()).toString('hex')],
						),
					);

					const parts = await partsOf(body, pieces, boundaryOf(type));

					expect(
						parts.map(({ name, fileName, content }) => [
							name,
							fileName,
							content.toString(fileName === undefined ? 'utf8' : 'hex'),
						]),
					).toEqual(expected);
				},
			),
			{ numRuns: 200 },
		);
	});

	it('knows a part by its head, also when it is empty or carries no type', async () => {
		const body = text(
			'a preamble',
			`--${BOUNDARY}`,
			field('prompt'),
			'',
			'a fox',
			`--${BOUNDARY}`,
			`${field('image[]')}; filename="a %22fox%22%0D%0A.png"`,
			'Content-Type: image/png',
			'',
			'',
			`--${BOUNDARY}--`,
			'an epilogue',
		);

		expect(await partsOf(body)).toEqual([
			{
				name: 'prompt',
				fileName: undefined,
				contentType: 'text/plain',
				content: Buffer.from('a fox'),
			},
			{
				name: 'image[]',
				fileName: 'a "fox"\r\n.png',
				contentType: 'image/png',
				content: Buffer.alloc(0),
			},
		]);
	});

	it.each([
		['it is cut off', [`--${BOUNDARY}`, field('prompt'), '', 'a f'], /closing boundary/],
		['it has no boundary', ['--other', field('prompt'), '', 'x', '--other--'], /closing boundary/],
		[
			'a part has no name',
			[`--${BOUNDARY}`, 'Content-Type: a/b', '', 'x', `--${BOUNDARY}--`],
			/name/,
		],
		['a boundary goes on', [`--${BOUNDARY}x`, field('prompt'), '', 'x'], /end its line/],
		['a head does not end', [`--${BOUNDARY}`, field('x'.repeat(20_000))], /too long/],
	])('is refused when %s', async (_, lines, message) => {
		await expect(partsOf(text(...lines))).rejects.toThrow(FormError);
		await expect(partsOf(text(...lines))).rejects.toThrow(message);
	});

	it.each([
		['multipart/form-data; boundary=abc', 'abc'],
		['multipart/form-data; charset=utf-8; boundary="a b;c"', 'a b;c'],
	])('%s names its boundary', (contentType, boundary) => {
		expect(boundaryOf(contentType)).toBe(boundary);
	});

	it('needs a boundary', () => {
		expect(() => boundaryOf('multipart/form-data')).toThrow(FormError);
	});
});

describe('the files of a form', () => {
	it('are counted, hashed and let go: what is kept of 128 MB is small', async () => {
		const [files, megabytes] = [16, 8 * 1024 * 1024];
		const piece = Buffer.alloc(64 * 1024, 'x');
		async function* body() {
			for (let file = 0; file < files; file++) {
				yield text(`--${BOUNDARY}`, `${field('image[]')}; filename="a.png"`, '', '');
				for (let sent = 0; sent < megabytes; sent += piece.length) yield piece;
				yield Buffer.from('\r\n');
			}
			yield Buffer.from(`--${BOUNDARY}--`);
		}

		const form = await parseForm(body(), `multipart/form-data; boundary=${BOUNDARY}`);

		const sha256 = createHash('sha256').update(Buffer.alloc(megabytes, 'x')).digest('hex');
		expect(form.uploads).toHaveLength(files);
		for (const upload of form.uploads) {
			expect(upload).toMatchObject({ bytes: megabytes, sha256, picture: null });
		}
		expect(JSON.stringify(form).length).toBeLessThan(10_000);
	});
});
