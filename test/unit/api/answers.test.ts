import fc from 'fast-check';

import { readError, readGeneration } from '../../../nodes/XhuoImage/api/answers';

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
