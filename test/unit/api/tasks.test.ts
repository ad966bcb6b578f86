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
		expect(readTask(body)).toStrictEqual({
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
			expect(readTask(task({ request }))?.request).toStrictEqual(nothing);
		},
	);

	it.each([{}, [], null, 'a', { id: '' }, { id: {} }])('is not %j', (body) => {
		expect(readTask(body)).toBeUndefined();
	});
});

describe('a task that is wrapped', () => {
	it.each(['data', 'task', 'result'])('in %s is read', (name) => {
		expect(readTask({ [name]: task() })).toMatchObject({ taskId: 'a', traceId: 't' });
		expect(readTask(JSON.stringify({ [name]: JSON.stringify(task()) }))).toMatchObject({
			taskId: 'a',
		});
	});

	it.each([{ other: task() }, { data: { task: task() } }, { data: [] }, 'a'])(
		'is not %j',
		(body) => {
			expect(readTask(body)).toBeUndefined();
		},
	);

	it('may be known by another name of its id', () => {
		for (const name of ['id', 'task_id', 'taskId']) {
			expect(readTask({ [name]: 7 })?.taskId).toBe('7');
		}
	});
});

describe('a task that has ended', () => {
	const END = { finished_at: 5 };
	it.each([{}, { response: null }, { response: '' }, { response: {} }, { response: [] }])(
		'without an answer (%j) may still get one',
		(more) => {
			expect(readTask(task({ ...END, ...more }))?.state).toStrictEqual({
				kind: 'pending',
				hasEnded: true,
			});
		},
	);

	it.each(['text', 7, true, { odd: 1 }, ['odd']])('with %j as answer has failed', (response) => {
		expect(readTask(task({ ...END, response }))?.state.kind).toBe('failed');
	});

	it('has failed when it says so, and says why wherever that stands', () => {
		const state = (more: object) => readTask(task({ ...END, ...more }))?.state;
		expect(state({ success: false })).toStrictEqual({
			kind: 'failed',
			received: JSON.stringify(task({ ...END, success: false })),
		});
		expect(state({ success: false, response: { detail: 'No.' } })).toMatchObject({
			kind: 'failed',
			message: 'No.',
		});
		expect(state({ response: { error: 'No.' } })).toMatchObject({ kind: 'failed', message: 'No.' });
		expect(state({ status: 'failed', reason: 'No.' })).toMatchObject({
			kind: 'failed',
			message: 'No.',
		});
		expect(state({ status: 'failed', reason: 'outer', result: { msg: 'inner' } })).toMatchObject({
			message: 'inner',
		});
		expect(state({ response: { error: { type: 'odd' } } })).toMatchObject({ code: 'odd' });
	});
});

describe('a task that has not ended', () => {
	it.each([
		{ success: false },
		{ success: false, message: 'a hiccup' },
		{ error: 'a hiccup' },
		{ response: { success: false, message: 'a hiccup' } },
	])('has not failed without a code: %j', (more) => {
		expect(readTask(task(more))?.state).toStrictEqual({ kind: 'pending' });
	});

	it('waits for all images while it says that it is running', () => {
		const response = { data: [{ url }] };
		expect(readTask(task({ status: 'running', response }))?.state.kind).toBe('pending');
		expect(readTask(task({ status: 'running', finished_at: 5, response }))?.state.kind).toBe(
			'succeeded',
		);
	});
});

describe('a page of tasks', () => {
	it('has the tasks that can be read, and says how long it was', () => {
		const body = { items: [task(), {}, null, task({ id: 'b' })], count: 9 };
		const page = readTaskPage(body);
		expect(page?.tasks.map(({ taskId }) => taskId)).toStrictEqual(['a', 'b']);
		expect(page).toMatchObject({ size: 4, count: 9 });
	});

	it('may be empty, and say so with null', () => {
		for (const items of [[], null]) {
			expect(readTaskPage({ items })).toStrictEqual({ tasks: [], size: 0, count: 0 });
		}
	});

	it.each([undefined, null, -1, 'many', 2.5])('whose count is %p counts itself', (count) => {
		expect(readTaskPage({ items: [task()], count })).toMatchObject({ size: 1, count: 1 });
	});

	it.each([
		{ items: task() },
		{ items: JSON.stringify([task()]) },
		{ data: { items: [task()] } },
		{ code: 0, message: 'ok', result: JSON.stringify({ items: [task()] }) },
		{ data: [task()] },
		{ tasks: [task()] },
		{ results: [{ task_id: 'a' }] },
		{ list: [{ data: task() }] },
		[task()],
	])('may be wrapped, or have its tasks elsewhere: %j', (body) => {
		const page = readTaskPage(body);
		expect(page?.tasks.map(({ taskId }) => taskId)).toStrictEqual(['a']);
		expect(page).toMatchObject({ size: 1, count: 1 });
	});

	it('has all entries and the count of a list elsewhere, too', () => {
		const body = { count: 7, data: [null, task(), { url }] };
		expect(readTaskPage(body)).toMatchObject({ tasks: [{ taskId: 'a' }], size: 3, count: 7 });
		const wrapped = { count: 9, data: { items: [], count: 0 } };
		expect(readTaskPage(wrapped)).toStrictEqual({ tasks: [], size: 0, count: 0 });
	});

	it('holds no task where a list elsewhere holds none', () => {
		for (const body of [{ data: [] }, { data: [{ url }] }, { data: null }, [null], { list: {} }]) {
			expect(readTaskPage(body)).toBeUndefined();
		}
	});

	it.each([
		{ error: { code: 'invalid_token', message: 'no' }, items: null },
		{ errors: ['no'], items: [] },
		{ success: false, items: [] },
		{ success: 'false', message: 'no', items: [] },
		{ code: 401, msg: 'no', data: { items: [] } },
		{ data: { items: [], error: { code: 503 } } },
		JSON.stringify({ success: false, items: [] }),
	])('says nothing of the tasks where it is empty for a reason: %j', (body) => {
		expect(readTaskPage(body)).toBeUndefined();
	});

	it.each([
		{ success: true, error: null, items: [] },
		{ code: 0, message: 'ok', data: { items: [] } },
		{ code: 200, msg: 'success', items: null },
	])('is empty where nothing is wrong: %j', (body) => {
		expect(readTaskPage(body)).toStrictEqual({ tasks: [], size: 0, count: 0 });
	});

	it('has the tasks that it holds, whatever is said beside them', () => {
		const body = { success: false, error: { code: 503 }, items: [task()] };
		expect(readTaskPage(body)?.tasks).toHaveLength(1);
	});

	it.each([{}, [], { items: 'a' }, { items: {} }, { items: 5 }, null])('is not %j', (body) => {
		expect(readTaskPage(body)).toBeUndefined();
	});
});
