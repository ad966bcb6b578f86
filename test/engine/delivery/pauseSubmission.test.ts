import { retry } from '../harness';
import { NODE, prompts, skipWaits } from '../image/studio';
import { PAUSE, useSuspending } from './suspending';

const pause = useSuspending();

describe('a submission that fails', () => {
	it('does not lose the tasks that are paid for: Retry On Fail hands in only what is missing', async () => {
		const aim = { match: { prompt: 'picture 7' } };
		pause.studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const waiting = await pause.suspended(10, {}, settings);
		expect(pause.billed()).toHaveLength(10);
		expect((await pause.awake(waiting)).json('After')).toHaveLength(10);
		expect(pause.billed()).toHaveLength(10);
	});

	it('does not lose them in Retry in the list of executions either: they are asked for', async () => {
		skipWaits();
		const aim = { match: { prompt: 'picture 7' } };
		pause.studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const failed = await pause.studio
			.image(prompts(10), { ...PAUSE, options: { concurrency: 1 } })
			.run({ credentials: pause.studio.credentials(), server: pause.server });
		expect(failed.status).toBe('error');
		expect(failed.error?.description).toContain('6 other requests of this run succeeded');
		await pause.ended();
		const waiting = await (await retry(failed)).finished;
		expect(waiting.status).toBe('waiting');
		const resumed = pause.server.resumed(waiting);
		await pause.ended();
		await pause.callbacks.deliver('all');
		expect((await resumed).json(NODE)).toHaveLength(10);
		expect(pause.billed()).toHaveLength(10);
	});

	it('is not handed in again, with its neighbours, by Retry On Fail under continue on fail', async () => {
		const aim = { match: { prompt: 'picture 1' } };
		pause.studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, waitBetweenTries: 1 };
		const waiting = await pause.suspended(3, {}, { ...settings, onError: 'continueRegularOutput' });
		const run = await pause.awake(waiting);
		expect(run.json('After')).toMatchObject([
			{ error: 'The service refused the content of this request [item 0]' },
			{ prompt: 'picture 2' },
			{ prompt: 'picture 3' },
		]);
		expect(pause.billed()).toEqual(['picture 2', 'picture 3']);
	});

	it('does not suspend what is finished before it could be suspended', async () => {
		pause.gate.open();
		const run = await pause.studio
			.image(prompts(3), { ...PAUSE, options: { concurrency: 1 } })
			.run({ credentials: pause.studio.credentials(), server: pause.server });
		const open = run.json(NODE).filter(({ status }) => status === 'timedOut');
		expect(open.length).toBeLessThan(3);
		if (run.status === 'waiting') await pause.awake(run);
	});
});
