import type { Failure, Outcome } from '../../../nodes/XhuoImage/api/failure';
import { SharedQuestions } from '../../../nodes/XhuoImage/tasks/sharedQuestions';
import { FakeClock } from '../fakeClock';
import { FakeTasks, fakeTask, ids, page } from '../fakeTasks';

const BUSY: Failure = { kind: 'rateLimited', message: 'busy', advice: '', retryAfterMs: 7000 };

/** A service with such tasks, someone who shares questions to it, and a clock that stands still. */
function office(finished: ReadonlySet<string>, largestPage = Infinity) {
	const clock = new FakeClock();
	const at: number[] = [];
	const source = new FakeTasks(({ ids: asked = [] }) => {
		at.push(clock.now());
		const known = asked.slice(0, largestPage).filter((id) => id !== 'unknown');
		return page(known.map((id) => fakeTask(id, finished.has(id))));
	});
	const questions = new SharedQuestions(clock);
	const none = new AbortController().signal;
	const ask = async (wanted: readonly string[], signal = none) =>
		await questions.ask(source, wanted, signal);
	const named = () => source.asked.map(({ ids: asked = [] }) => asked);
	return { clock, at, source, questions, ask, named };
}

describe('questions that are shared', () => {
	it('leave at once, and then one a second for all that came meanwhile', async () => {
		const { clock, at, ask, named } = office(new Set());
		const answers = [ask(['1'])];
		for (const id of ['2', '3', '4']) {
			await clock.advance(200);
			answers.push(ask([id]));
		}
		await clock.advance(2000);
		await Promise.all(answers);
		expect(at).toEqual([0, 1000]);
		expect(named()).toEqual([['1'], ['2', '3', '4']]);
	});

	it('do not name a task again that is known to be finished', async () => {
		const { clock, ask, named, questions } = office(new Set(['1', '2']));
		await ask(['1', '2', '3']);
		const again = ask(['1', '2', '3']);
		await clock.advance(1000);
		await again;
		expect(named()).toEqual([['1', '2', '3'], ['3']]);
		await ask(['1', '2']);
		expect(named()).toHaveLength(2);
		expect(questions.known('1')?.state.kind).toBe('succeeded');
		expect(questions.known('3')).toBeUndefined();
	});

	it('are not answered by a question that left before they came', async () => {
		const clock = new FakeClock();
		const finished = new Set<string>();
		let answer: (() => void) | undefined;
		const source = {
			lookUp: async () => {
				const state = page([fakeTask('1', finished.has('1'))]);
				await new Promise<void>((resolve) => (answer = resolve));
				return state;
			},
		};
		const questions = new SharedQuestions(clock);
		const signal = new AbortController().signal;
		const first = questions.ask(source, ['1'], signal);
		finished.add('1');
		let isKnown = false;
		void questions.ask(source, ['1'], signal).then(() => (isKnown = true));
		answer?.();
		await first;
		expect(isKnown).toBe(false);
		await clock.advance(1000);
		answer?.();
		await clock.advance(0);
		expect(isKnown).toBe(true);
		expect(questions.known('1')).toBeDefined();
	});

	it('name a hundred tasks each, and again what was left out of the page', async () => {
		const many = office(new Set());
		const asked = many.ask(ids(250));
		await many.clock.advance(5000);
		await asked;
		expect(many.named().map(({ length }) => length)).toEqual([100, 100, 50]);

		const short = office(new Set(ids(30)), 12);
		const all = short.ask([...ids(30), 'unknown']);
		await short.clock.advance(9000);
		expect(await all).toMatchObject({ ok: true });
		expect(short.named().map(({ length }) => length)).toEqual([31, 19, 7, 1]);
	});

	it('hand a failure to those who waited, and rest for as long as the service says', async () => {
		const clock = new FakeClock();
		const answers: Array<Outcome<never>> = [{ ok: false, failure: BUSY }];
		const at: number[] = [];
		const source = new FakeTasks(() => {
			at.push(clock.now());
			return answers.shift() ?? page([fakeTask('1', true)]);
		});
		const questions = new SharedQuestions(clock);
		const signal = new AbortController().signal;
		expect(await questions.ask(source, ['1'], signal)).toEqual({ ok: false, failure: BUSY });
		const again = questions.ask(source, ['1'], signal);
		await clock.advance(8000);
		expect(await again).toMatchObject({ ok: true });
		expect(at).toEqual([0, 7000]);
	});

	it('are dropped when the asker no longer wants to know', async () => {
		const { clock, ask, named } = office(new Set());
		await ask(['1']);
		const leaving = new AbortController();
		const left = ask(['2'], leaving.signal);
		leaving.abort();
		expect(await left).toMatchObject({ ok: false });
		await clock.advance(2000);
		expect(named()).toEqual([['1']]);
	});
});
