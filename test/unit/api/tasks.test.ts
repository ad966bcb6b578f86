import { readTask, readTaskPage } from '../../../nodes/XhuoImage/api/tasks';

const url = 'https://cdn.example.com/1.png';
const task = (more: object = {}) => ({
	id: 'a',
	trace_id: 't',
	created_at: 1_777_048_800,
	...more,
});

describe('a task', () => {
	it('that is finished has its images, and what it was made from', () => {
		const body = task({
			type: 'images_generations',
			finished_at: 1_777_048_861,
			request: { model: 'gpt-image-2', prompt: ' a fox\n', size: '1024x1024', n: 1 },
			response: {
				success: true,
				created: 1_777_048_860,
				data: [{ url, revised_prompt: 'A fox' }],
			},
		});
		expect(readTask(body)).toEqual({
			taskId: 'a',
			traceId: 't',
			type: 'images_generations',
			createdAt: 1_777_048_800,
			finishedAt: 1_777_048_861,
			request: { model: 'gpt-image-2', prompt: ' a fox\n', size: '1024x1024' },
			state: {
				kind: 'succeeded',
				answer: {
					taskId: 'a',
					traceId: 't',
					created: 1_777_048_860,
					images: [{ url, revisedPrompt: 'A fox' }],
				},
			},
		});
	});

	it.each([
		['nothing yet', {}, 'pending'],
		['nothing yet, said with null', { finished_at: null, response: null }, 'pending'],
		['an empty answer', { response: {} }, 'pending'],
		['images', { response: { data: [{ url }] } }, 'succeeded'],
		['an image in Base64', { response: { data: [{ b64_json: 'AAAA' }] } }, 'succeeded'],
		['a code', { finished_at: 5, response: { success: false, error: { code: 'x' } } }, 'failed'],
		['a code, but no end', { response: { error: { code: 'x' } } }, 'failed'],
		['success: false and images', { response: { success: false, data: [{ url }] } }, 'succeeded'],
		['an end and no images', { finished_at: 5, response: { data: [] } }, 'failed'],
	])('with %s is %s', (_what, more, kind) => {
		expect(readTask(task(more))?.state.kind).toBe(kind);
	});

	it('that failed says why', () => {
		const error = { code: 'forbidden', message: 'No.' };
		expect(readTask(task({ response: { success: false, error } }))?.state).toMatchObject({
			kind: 'failed',
			...error,
		});
	});

	it.each([
		[1_777_048_800, 1_777_048_800],
		[1_777_048_800.25, 1_777_048_800.25],
		['1777048800', 1_777_048_800],
		[1_777_048_800_000, 1_777_048_800],
		['2026-04-24T16:40:00Z', 1_777_048_800],
		['soon', undefined],
		[0, undefined],
		[{}, undefined],
	])('created at %p was created at %p', (created_at, createdAt) => {
		expect(readTask(task({ created_at }))?.createdAt).toBe(createdAt);
	});

	it.each([undefined, null, 'a fox', { model: 7, prompt: [], size: {} }])(
		'whose request is %j is read all the same',
		(request) => {
			const nothing = { model: null, prompt: null, size: null };
			expect(readTask(task({ request }))?.request).toEqual(nothing);
		},
	);

	it.each([{}, [], null, 'a', { id: '' }, { id: {} }])('is not %j', (body) => {
		expect(readTask(body)).toBeUndefined();
	});
});

describe('a page of tasks', () => {
	it('has the tasks that can be read, and says how long it was', () => {
		const body = { items: [task(), {}, null, task({ id: 'b' })], count: 9 };
		const page = readTaskPage(body);
		expect(page?.tasks.map(({ taskId }) => taskId)).toEqual(['a', 'b']);
		expect(page).toMatchObject({ size: 4, count: 9 });
	});

	it.each([undefined, null, -1, 'many'])('whose count is %p counts itself', (count) => {
		expect(readTaskPage({ items: [task()], count })).toMatchObject({ size: 1, count: 1 });
	});

	it.each([{}, [], { items: 'a' }, null])('is not %j', (body) => {
		expect(readTaskPage(body)).toBeUndefined();
	});
});
