import fc from 'fast-check';

import {
	readError,
	readGeneration,
	readPaid,
	readReferences,
	type GenerationAnswer,
} from '../../../nodes/XhuoImage/api/answers';

const image = { revised_prompt: 'a fox', url: 'https://cdn.example/1.png' };

describe('reading a generation', () => {
	it('reads the synchronous answer of gpt-image-2', () => {
		const body = { success: true, task_id: 't', trace_id: 'r', created: 1777048800, data: [image] };
		expect(readGeneration(body)).toEqual({
			taskId: 't',
			traceId: 'r',
			created: 1777048800,
			images: [{ url: image.url, revisedPrompt: 'a fox' }],
		});
	});

	it('reads the answer of dall-e, which names neither success nor task', () => {
		expect(readGeneration({ created: 1721626477, data: [{ b64_json: 'aGk=' }] })).toEqual({
			created: 1721626477,
			images: [{ base64: 'aGk=' }],
		});
	});

	it('reads the nested form of a callback', () => {
		const body = { success: true, task_id: 't', data: { created: 5, data: [image, image] } };
		expect(readGeneration(body)).toMatchObject({ taskId: 't', created: 5, images: [{}, {}] });
	});

	it('takes created: 0 of nano-banana as absent', () => {
		expect(readGeneration({ created: 0, data: [image] })).not.toHaveProperty('created');
	});

	it('bears fields of another type where they are not needed', () => {
		const body = { task_id: {}, created: 'soon', data: [{ ...image, revised_prompt: null }] };
		expect(readGeneration(body)).toEqual({ images: [{ url: image.url }] });
	});

	it.each([
		['nothing', undefined],
		['a text', 'ok'],
		['no data', { success: true }],
		['no images', { data: [] }],
		['images without a link or content', { data: [{ revised_prompt: 'a fox' }] }],
		['a failure', { success: false, error: { code: 'x' }, data: [] }],
	])('gives none for %s', (_what, body) => {
		expect(readGeneration(body)).toBeUndefined();
	});

	it('never throws, whatever comes', () => {
		fc.assert(
			fc.property(fc.anything(), fc.anything(), (body, scrap) => {
				for (const sent of [body, { data: [image], created: scrap, error: { code: scrap } }]) {
					readGeneration(sent);
					readError(sent);
				}
			}),
			{ numRuns: 20_000, examples: [[{}, { toString: null }]] },
		);
	});
});

describe('reading what went wrong', () => {
	it('reads the error of the guide', () => {
		const body = {
			success: false,
			error: { code: 'api_error', message: 'fetch failed' },
			trace_id: '2cf86e86',
		};
		expect(readError(body)).toEqual({
			code: 'api_error',
			message: 'fetch failed',
			traceId: '2cf86e86',
		});
	});

	it('reads an error that is only a text', () => {
		expect(readError({ error: 'no such model' })).toEqual({ message: 'no such model' });
	});

	it('finds none in a finished generation', () => {
		expect(readError({ success: true, data: [image] })).toBeUndefined();
	});
});

describe('what an answer used and cost', () => {
	const read = (more: object) => {
		const answer: Partial<GenerationAnswer> = { ...readGeneration({ ...more, data: [image] }) };
		return Object.fromEntries(Object.entries(answer).filter(([name]) => name !== 'images'));
	};

	it.each([
		[{ usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 } }],
		[{ usage: { input_tokens: 0 } }],
		[{ cost: { amount: 0.14, currency: 'credit' } }],
	])('is %j', (facts) => {
		expect(read(facts)).toStrictEqual(facts);
	});

	it.each([
		[
			{ usage: { input_tokens: '5', total_tokens: 'many', other: 1 } },
			{ usage: { input_tokens: 5 } },
		],
		[{ usage: { other: 1 } }, {}],
		[{ usage: {} }, {}],
		[{ usage: 5 }, {}],
		[{ cost: 2 }, { cost: { amount: 2, currency: null } }],
		[{ cost: { amount: '2', currency: '' } }, { cost: { amount: 2, currency: null } }],
		[{ cost: { amount: -1 } }, {}],
		[{ cost: null }, {}],
		[{ model: ' m ' }, { model: 'm' }],
		[{ model: 7, created: 0, task_id: {} }, {}],
		[
			{ taskId: 'a', traceId: 'b' },
			{ taskId: 'a', traceId: 'b' },
		],
	])('of %j is %j', (body, facts) => {
		expect(read(body)).toStrictEqual(facts);
	});

	it('may stand in the image itself', () => {
		expect(readGeneration({ data: { ...image, model: 'm' } })).toMatchObject({ model: 'm' });
	});
});

describe('the numbers that lead back to a call', () => {
	it.each(['data', 'images', 'response', 'result', 'results', 'output'])('may be in %s', (name) => {
		expect(readReferences({ [name]: { task_id: 't' } })).toStrictEqual({ taskId: 't' });
		expect(readReferences({ [name]: ['x', { trace_id: 'r' }] })).toStrictEqual({ traceId: 'r' });
	});

	it('are those of the outermost that has them, four deep at most', () => {
		const nested = (depth: number): object =>
			depth === 1 ? { task_id: 't' } : { data: nested(depth - 1) };
		expect(readReferences({ ...nested(2), task_id: 'outer' })).toStrictEqual({ taskId: 'outer' });
		expect(readReferences(nested(4))).toStrictEqual({ taskId: 't' });
		expect(readReferences(nested(5))).toStrictEqual({});
		expect(readReferences(undefined)).toStrictEqual({});
	});
});

describe('images', () => {
	const link = 'https://cdn.example/1.png';
	const BASE64 = `iVBORw0KGgo${'A'.repeat(40)}`;
	const found = (body: unknown) => readGeneration(body)?.images ?? [];

	it.each([
		[{ data: [{ url: 'files/a.png' }] }, [{ url: 'files/a.png' }]],
		[{ data: [{ url: BASE64 }] }, [{ base64: BASE64 }]],
		[{ data: [{ image: BASE64 }] }, [{ base64: BASE64 }]],
		[{ data: [{ image: link }] }, [{ url: link }]],
		[{ data: [{ image_url: { url: link } }] }, [{ url: link }]],
		[{ data: [{ imageUrl: link }] }, [{ url: link }]],
		[{ data: [{ link }] }, [{ url: link }]],
		[{ data: [{ image: 'pending' }] }, []],
		[{ data: [{ link: 'see below' }] }, []],
		[{ data: [{ b64: 'aGk=' }] }, [{ base64: 'aGk=' }]],
		[{ data: [{ base64: 'aGk=' }] }, [{ base64: 'aGk=' }]],
		[{ data: [{ image_base64: 'aGk=' }] }, [{ base64: 'aGk=' }]],
		[{ data: [{ url: link, b64_json: 'aGk=' }] }, [{ url: link, base64: 'aGk=' }]],
		[{ data: [{ url: link, revisedPrompt: 'a fox' }] }, [{ url: link, revisedPrompt: 'a fox' }]],
		[{ data: [link, BASE64, 'ok', 7, null] }, [{ url: link }, { base64: BASE64 }]],
		[{ data: ['/files/a.png', '/v1/tasks/7'] }, [{ url: '/files/a.png' }]],
		[[link], [{ url: link }]],
		[{ request: { data: [{ url: link }] } }, []],
	])('of %j are %j', (body, images) => {
		expect(found(body)).toStrictEqual(images);
	});

	it('are looked for as deep as any answer goes', () => {
		const objects = (depth: number): object =>
			depth === 0 ? { url: link } : { data: objects(depth - 1) };
		expect([found(objects(6)), found(objects(7))]).toEqual([[{ url: link }], []]);
		const lists = (depth: number): unknown => (depth === 0 ? link : [lists(depth - 1)]);
		expect([found(lists(5)), found(lists(6))]).toEqual([[{ url: link }], []]);
		const both = (depth: number): object =>
			depth === 0 ? { url: link } : { data: [both(depth - 1)] };
		expect([found(both(2)), found(both(3))]).toEqual([[{ url: link }], []]);
	});
});

describe('images where nobody would look for them', () => {
	const file = 'https://cdn.example/1.png';
	const link = 'https://cdn.example/1';
	const found = (body: unknown) => readPaid(body)?.images.map(({ url }) => url) ?? [];

	it.each(['img', 'image', 'images', 'my_picture', 'photo', 'Photo'])(
		'are links by their name: %s',
		(name) => {
			expect(found({ id: 't', odd: { [name]: link } })).toEqual([link]);
			expect(found({ odd: { [name]: 'http://cdn.example/1' } })).toEqual(['http://cdn.example/1']);
			expect(found({ odd: { [name]: `see ${link}` } })).toEqual([]);
			expect(found({ odd: { [name]: `${link} and so on` } })).toEqual([]);
		},
	);

	it.each(['url', 'uri', 'link', 'src', 'href', 'file', 'urls', 'links', 'URL'])(
		'are links by their name where there is no task: %s',
		(name) => {
			expect(found({ odd: { [name]: link } })).toEqual([link]);
			expect(found({ id: 't', odd: { [name]: link } })).toEqual([]);
			expect(found({ id: 't', odd: { [name]: file } })).toEqual([file]);
		},
	);

	it.each(['my_url', 'url2', 'profile', 'callback_url', 'thumbnail', 'prompt', 'status_url'])(
		'are not links by the name %s',
		(name) => {
			expect(found({ odd: { [name]: link } })).toEqual([]);
		},
	);

	it('are no words about an image', () => {
		expect(found({ note: 'begins with data:image/png' })).toEqual([]);
		expect(found({ note: 'data:image/png;base64,AAAA' })).toEqual(['data:image/png;base64,AAAA']);
	});

	it('are looked for deep down, and not for ever', () => {
		const nested = (depth: number): object =>
			depth === 1 ? { odd: file } : { odd: nested(depth - 1) };
		expect([found(nested(10)), found(nested(11))]).toEqual([[file], []]);
		const lists = (depth: number): unknown => (depth === 0 ? file : [lists(depth - 1)]);
		expect([found({ odd: lists(9) }), found({ odd: lists(10) })]).toEqual([[file], []]);
		const many = (count: number) => ({ odd: [...Array<null>(count).fill(null), file] });
		expect([found(many(19_997)), found(many(19_998))]).toEqual([[file], []]);
	});

	it('come once each, with their prompt', () => {
		const odd = { revised_prompt: 'a fox', pictures: [file, file] };
		expect(readPaid({ odd })?.images).toStrictEqual([{ url: file, revisedPrompt: 'a fox' }]);
		expect(readPaid({ odd: { pictures: [file] } })?.images).toStrictEqual([{ url: file }]);
	});

	it('are none beside a refusal', () => {
		for (const refusal of [{ code: 429 }, { status: 503 }, { error: 'No.' }]) {
			expect(found({ ...refusal, odd: { image: link } })).toEqual([]);
		}
		expect(found({ code: 4290, odd: { image: link } })).toEqual([link]);
	});
});
