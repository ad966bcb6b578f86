import fc from 'fast-check';

import { readCallback } from '../../../nodes/XhuoImage/callback/readCallback';

const image = { revised_prompt: 'a fox', url: 'https://cdn.example/1.png' };
const references = { task_id: 't-1', trace_id: 'r-1' };

describe('a callback', () => {
	it('is read in the nested form of the guide', () => {
		const body = { success: true, ...references, data: { created: 1721626477, data: [image] } };
		expect(readCallback(body)).toEqual({
			kind: 'succeeded',
			taskId: 't-1',
			answer: {
				taskId: 't-1',
				traceId: 'r-1',
				created: 1721626477,
				images: [{ url: image.url, revisedPrompt: 'a fox' }],
			},
		});
	});

	it('is read in the flat form, with several images', () => {
		const body = { success: true, ...references, created: 5, data: [image, { b64_json: 'aGk=' }] };
		expect(readCallback(body)).toMatchObject({
			kind: 'succeeded',
			answer: { created: 5, images: [{ url: image.url }, { base64: 'aGk=' }] },
		});
	});

	it('is read when it reports a failure', () => {
		const error = { code: 'forbidden', message: 'content policy' };
		expect(readCallback({ success: false, ...references, error })).toEqual({
			kind: 'failed',
			taskId: 't-1',
			traceId: 'r-1',
			failure: error,
		});
		expect(readCallback({ ...references, error })).toMatchObject({ kind: 'failed' });
	});

	it.each([{ success: true }, { status: 'succeeded' }])(
		'that says %j is searched for an image in a place that nobody knows',
		(said) => {
			const body = { ...references, ...said, made: { file: image.url } };
			expect(readCallback(body)).toMatchObject({
				kind: 'succeeded',
				answer: { images: [{ url: image.url }], received: JSON.stringify(body) },
			});
		},
	);

	it.each([
		[{ success: false }, 'failed'],
		[{ status: 'running' }, undefined],
		[{}, undefined],
		[{ success: true, error: { code: 'forbidden' } }, 'failed'],
	])('that says %j is not', (said, kind) => {
		const body = { ...references, ...said, made: { file: image.url } };
		expect(readCallback(body)?.kind).toBe(kind);
	});

	it('that reports success without an image counts as failed, not as nothing', () => {
		expect(readCallback({ success: true, ...references, data: [] })).toMatchObject({
			kind: 'failed',
			failure: { code: 'no_image' },
		});
	});

	it.each([
		['that success is false', { success: false }, 'unknown'],
		['that success is "false"', { success: 'false' }, 'unknown'],
		['that success is true', { success: true }, 'no_image'],
		['that success is "true"', { success: 'true' }, 'no_image'],
		['the status failed', { status: 'failed' }, 'unknown'],
		['the status succeeded', { status: 'succeeded' }, 'no_image'],
		['an error without a code', { error: { message: 'broken' } }, 'unknown'],
	])('that says no more than %s is a failure without a reason', (_what, said, code) => {
		const message = 'error' in said ? 'broken' : 'The service gave no reason';
		expect(readCallback({ task_id: 't-1', ...said })).toEqual({
			kind: 'failed',
			taskId: 't-1',
			failure: { code, message },
		});
	});

	it('that carries an image gives it, whatever else it says: it was paid for', () => {
		expect(readCallback({ success: false, ...references, data: [image] })).toMatchObject({
			kind: 'succeeded',
		});
	});

	it.each([
		['nothing', undefined],
		['an empty object', {}],
		['a list', [references]],
		['no task', { success: true, data: [image] }],
		['a task of another type', { task_id: {}, success: true, data: [image] }],
		['an endless task', { task_id: 'x'.repeat(201), success: true, data: [image] }],
		['neither result nor reason', references],
	])('is not what has %s', (_what, body) => {
		expect(readCallback(body)).toBeUndefined();
	});

	it('never makes the reader throw: a callback comes out, or nothing', () => {
		const scrap = fc.oneof(
			fc.anything(),
			fc.constantFrom(
				true,
				false,
				null,
				't-1',
				image,
				[image],
				{ toString: null },
				{ data: [image] },
			),
		);
		const body = fc.oneof(
			fc.anything(),
			fc.record(
				{
					task_id: scrap,
					trace_id: scrap,
					success: scrap,
					data: scrap,
					error: scrap,
					created: scrap,
				},
				{ requiredKeys: [] },
			),
		);
		const kinds = new Set<string>();
		fc.assert(
			fc.property(body, (sent) => {
				const callback = readCallback(sent);
				kinds.add(callback?.kind ?? 'none');
				if (!callback) return;
				expect(callback.taskId.length).toBeGreaterThan(0);
				if (callback.kind === 'succeeded') {
					expect(callback.answer.images.length).toBeGreaterThan(0);
				}
			}),
			{ numRuns: 100_000 },
		);
		expect(kinds).toEqual(new Set(['none', 'succeeded', 'failed']));
	});
});
