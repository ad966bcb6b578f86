import { askForEnds } from '../../../nodes/XhuoImage/delivery/pause/askForEnds';
import { Suspension } from '../../../nodes/XhuoImage/delivery/pause/suspension';
import { SharedQuestions } from '../../../nodes/XhuoImage/tasks/sharedQuestions';
import { FakeClock } from '../fakeClock';
import { FakeTasks, fakeTask, ids, page } from '../fakeTasks';

/** A suspended node whose tasks finish one after the other, evenly, in so many milliseconds. */
function pause(
	count: number,
	durationMs: number,
	isHeard: (place: number) => boolean = () => true,
) {
	const clock = new FakeClock();
	const wanted = ids(count);
	const endsAt = (place: number) => ((place + 1) * durationMs) / count;
	const at: number[] = [];
	const source = new FakeTasks(({ ids: asked = [] }) => {
		at.push(clock.now());
		return page(asked.map((id) => fakeTask(id, endsAt(Number(id) - 1) <= clock.now())));
	});
	let questions = new SharedQuestions(clock);
	let suspension = new Suspension();
	const answers: string[] = [];
	const callback = async (id: string) => {
		const lead = suspension.takeLead(id);
		const tools = { clock, source, questions, lead };
		const ends = await askForEnds(wanted, suspension, tools);
		answers.push(ends.isComplete ? `complete at ${clock.now()}` : ends.reason);
	};
	/** Lets all callbacks come that are heard. */
	const run = async () => {
		for (const [place, id] of wanted.entries()) {
			await clock.advance(endsAt(place) - clock.now());
			if (isHeard(place)) void callback(id);
		}
		await clock.advance(30_000);
	};
	const restart = () => {
		questions = new SharedQuestions(clock);
		suspension = new Suspension();
	};
	return { clock, at, answers, run, callback, restart };
}

const completions = (answers: readonly string[]) =>
	answers.filter((answer) => answer.startsWith('complete'));

/** How many questions left within one second at most. */
const mostASecond = (at: readonly number[]) =>
	Math.max(...at.map((start) => at.filter((time) => time >= start && time < start + 1000).length));

describe('asking how the tasks of a suspended node ended', () => {
	it.each([
		[200, 8000, 25],
		[1000, 8000, 150],
		[1000, 60_000, 150],
		[1000, 200_000, 150],
	])('takes few questions: %d tasks in %d ms', async (count, durationMs, most) => {
		const { at, answers, run } = pause(count, durationMs);
		await run();
		expect(completions(answers)).toHaveLength(1);
		expect(answers).toHaveLength(count);
		expect(at.length).toBeLessThanOrEqual(most);
		expect(mostASecond(at)).toBe(1);
	});

	it('goes on a second or two after the last callback', async () => {
		const { answers, run } = pause(200, 8000);
		await run();
		const [moment = ''] = completions(answers);
		expect(Number(moment.split(' ').at(-1))).toBeLessThanOrEqual(10_000);
	});

	it('makes up for callbacks that were lost, all but the last one', async () => {
		const { answers, run } = pause(200, 8000, (place) => place === 199);
		await run();
		expect(completions(answers)).toHaveLength(1);
	});

	it('says how many are missing while tasks are not finished', async () => {
		const { answers, run } = pause(30, 8000, (place) => place < 15);
		await run();
		expect(completions(answers)).toEqual([]);
		expect(answers.at(-1)).toMatch(/^Waiting for 1[0-5] more\.$/);
	});

	it('needs nothing of what it knew before a restart', async () => {
		const { answers, run, callback, restart, clock } = pause(200, 8000, (place) => place < 100);
		await run();
		restart();
		void callback('7');
		await clock.advance(10_000);
		expect(completions(answers)).toHaveLength(1);
	});

	it('asks again where the endpoint lags behind the callback', async () => {
		const { answers, callback, clock } = pause(2, 3000);
		void callback('2');
		await clock.advance(6000);
		expect(completions(answers)).toHaveLength(1);
	});
});
