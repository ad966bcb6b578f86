import type { Failure } from '../../../nodes/XhuoImage/api/failure';
import { lookUpAll } from '../../../nodes/XhuoImage/tasks/lookUp';
import { askUntilFinished, type Patience } from '../../../nodes/XhuoImage/tasks/askUntilFinished';
import { FakeClock } from '../fakeClock';
import { FakeTasks, fakeTask, ids, page } from '../fakeTasks';

const LOST: Failure = { kind: 'notSent', message: 'lost', advice: '' };

describe('looking tasks up by their ids', () => {
	/** Knows the ids, and puts so many on a page at most; its count is of the page, or of all. */
	const service = (known: string[], largest = Infinity, countsAll = true) =>
		new FakeTasks(({ ids: asked = [], offset, limit }) => {
			const found = known.filter((id) => asked.includes(id));
			const tasks = found
				.slice(offset, offset + Math.min(limit, largest))
				.map((id) => fakeTask(id));
			return page(tasks, { count: countsAll ? found.length : tasks.length });
		});
	const found = async (source: FakeTasks, wanted: string[]) => {
		const asked = await lookUpAll(source, wanted);
		return asked.ok ? asked.value.map(({ taskId }) => taskId).sort() : asked.failure;
	};

	it('takes one question for up to a hundred', async () => {
		const source = service(ids(250));
		expect(await found(source, ids(250))).toEqual(ids(250).sort());
		expect(source.asked.map(({ ids: asked = [] }) => asked.length)).toEqual([100, 100, 50]);
	});

	it.each([true, false])(
		'finds all of them where a page is shorter than was asked for (count of all: %p)',
		async (countsAll) => {
			const source = service(ids(40), 12, countsAll);
			expect(await found(source, ids(40))).toEqual(ids(40).sort());
			const named = source.asked.flatMap(({ ids: asked = [] }) => asked.slice(0, 12));
			expect(named).toHaveLength(new Set(named).size);
		},
	);

	it('leaves out those that the service does not know', async () => {
		expect(await found(service(['2', '3']), ids(5))).toEqual(['2', '3']);
	});

	it.each([
		['the same page for ever', () => page([fakeTask('x')], { count: 1000 })],
		['empty pages and a large count', () => page([], { count: 1000 })],
	])('ends where the service gives %s', async (_what, answer) => {
		const source = new FakeTasks(answer);
		await lookUpAll(source, ids(5));
		expect(source.asked.length).toBeLessThan(3);
	});

	it('gives the failure of a question', async () => {
		const source = new FakeTasks(() => ({ ok: false, failure: LOST }));
		expect(await found(source, ids(5))).toBe(LOST);
	});
});

describe('asking until tasks are finished', () => {
	/** The moments of the questions, in seconds, until the limit; tasks are finished at a time. */
	async function moments(patience: Partial<Patience>, finishedAt = Infinity) {
		const clock = new FakeClock();
		const at: number[] = [];
		const source = new FakeTasks(({ ids: asked = [] }) => {
			at.push(clock.now() / 1000);
			return page(asked.map((id) => fakeTask(id, clock.now() >= finishedAt)));
		});
		const onFinished = jest.fn();
		const limits = { clock, limitMs: 60_000, ...patience };
		const asking = askUntilFinished(source, ['a', 'b'], limits, onFinished);
		await clock.advance(3_600_000);
		await asking;
		return { at, onFinished };
	}

	it('begins after 5 seconds, gets slower, and ends at the limit', async () => {
		const { at, onFinished } = await moments({});
		expect(at.map(Math.round)).toEqual([5, 11, 18, 27, 37, 50, 60]);
		expect(onFinished).not.toHaveBeenCalled();
	});

	it('keeps to an interval that was set', async () => {
		const { at } = await moments({ intervalMs: 20_000 });
		expect(at).toEqual([20, 40, 60]);
	});

	it('begins at once where the tasks may be finished', async () => {
		const { at, onFinished } = await moments({ asksAtOnce: true }, 0);
		expect(at).toEqual([0]);
		expect(onFinished).toHaveBeenCalledTimes(2);
	});

	it.each([
		['an interval below it', { intervalMs: 100, limitMs: 3000 }],
		['a limit just behind a question', { intervalMs: 5000, limitMs: 10_200 }],
		['a question at once', { asksAtOnce: true, intervalMs: 10 }],
	])('asks once a second at most, also with %s', async (_what, patience) => {
		const { at } = await moments(patience);
		const gaps = at.slice(1).map((moment, index) => moment - (at[index] ?? 0));
		expect(Math.min(...gaps)).toBeGreaterThanOrEqual(1);
		expect(at.length).toBeGreaterThan(2);
	});

	it('tells of each task once, and no longer asks for it', async () => {
		const clock = new FakeClock();
		const source = new FakeTasks(({ ids: asked = [] }) =>
			page([...asked, 'a'].map((id) => fakeTask(id, id === 'a' || clock.now() > 20_000))),
		);
		const told: string[] = [];
		const patience = { clock, limitMs: 60_000 };
		const asking = askUntilFinished(source, ['a', 'b'], patience, ({ taskId }) => {
			told.push(taskId);
		});
		await clock.advance(60_000);
		await asking;
		expect(told).toEqual(['a', 'b']);
		expect(source.asked[1]?.ids).toEqual(['b']);
	});

	it('asks again after a question that failed, later if the service says so', async () => {
		const clock = new FakeClock();
		const at: number[] = [];
		const failures = [LOST, { ...LOST, retryAfterMs: 30_000 }, LOST];
		const source = new FakeTasks(() => {
			at.push(clock.now() / 1000);
			const failure = failures.shift();
			return failure ? { ok: false, failure } : page([fakeTask('a', true)]);
		});
		const patience = { clock, limitMs: 600_000, intervalMs: 5000 };
		const asking = askUntilFinished(source, ['a'], patience, () => undefined);
		await clock.advance(600_000);
		await asking;
		expect(at).toEqual([5, 10, 40, 45]);
	});

	it('ends when the execution is stopped', async () => {
		const clock = new FakeClock();
		const stop = new AbortController();
		const source = new FakeTasks(({ ids: asked = [] }) => page(asked.map((id) => fakeTask(id))));
		const patience = { clock, limitMs: 600_000, signal: stop.signal };
		const asking = askUntilFinished(source, ['a'], patience, () => undefined);
		await clock.advance(6000);
		stop.abort();
		await asking;
		expect(source.asked).toHaveLength(1);
	});

	it.each<Partial<Failure>>([
		{ kind: 'rejected', code: 'invalid_token' },
		{ kind: 'notSent', isPermanent: true },
	])('ends at once when the service says something final (%j)', async (said) => {
		const clock = new FakeClock();
		const failure: Failure = { ...LOST, ...said };
		const source = new FakeTasks(() => ({ ok: false, failure }));
		const asking = askUntilFinished(source, ['a'], { clock, limitMs: 3_600_000 }, () => undefined);
		await clock.advance(3_600_000);
		expect(await asking).toBe(failure);
		expect(source.asked).toHaveLength(1);
	});

	it('asks a few times for a task that has an end but no answer, then calls it failed', async () => {
		const clock = new FakeClock();
		const state = { kind: 'pending', hasEnded: true } as const;
		const source = new FakeTasks(() => page([{ ...fakeTask('a'), state }]));
		const kinds: string[] = [];
		const asking = askUntilFinished(source, ['a'], { clock, limitMs: 600_000 }, (task) =>
			kinds.push(task.state.kind),
		);
		await clock.advance(600_000);
		expect(await asking).toBeUndefined();
		expect(kinds).toEqual(['failed']);
		expect(source.asked).toHaveLength(4);
	});

	it('takes the answer that comes a moment after the end', async () => {
		const clock = new FakeClock();
		const state = { kind: 'pending', hasEnded: true } as const;
		const source: FakeTasks = new FakeTasks(() =>
			page([source.asked.length < 3 ? { ...fakeTask('a'), state } : fakeTask('a', true)]),
		);
		const kinds: string[] = [];
		const asking = askUntilFinished(source, ['a'], { clock, limitMs: 600_000 }, (task) =>
			kinds.push(task.state.kind),
		);
		await clock.advance(600_000);
		await asking;
		expect(kinds).toEqual(['succeeded']);
	});
});
