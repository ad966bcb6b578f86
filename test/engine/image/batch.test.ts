import { noOp } from '../harness';
import { NODE, prompts, useStudio } from './studio';

const studio = useStudio({ latencyMs: 60, pictures: 'plain' });

/** Long enough that the first requests are on their way together on a busy machine too. */
const LONG = { kind: 'latency', ms: 1500 } as const;
const NEVER = { kind: 'latency', ms: 600_000 } as const;

const generations = () =>
	studio.simulator.requests.filter(({ path }) => path.endsWith('/images/generations'));

describe('a batch', () => {
	it('keeps as many requests on their way as the user allows, over items and images together', async () => {
		studio.simulator.misbehave(LONG, { times: 4 });
		const parameters = { numberOfImages: 3, options: { concurrency: 4 } };
		const run = await studio.run(prompts(5), parameters);
		expect(run.items(NODE)).toHaveLength(15);
		expect(studio.simulator.maxInFlight).toBe(4);
		expect(generations()).toHaveLength(15);
	});

	it('keeps five on their way if the user says nothing', async () => {
		studio.simulator.misbehave(LONG, { times: 5 });
		await studio.run(prompts(12));
		expect(studio.simulator.maxInFlight).toBe(5);
	});

	it('does not wait for the slowest of each five: the pool slides', async () => {
		studio.simulator.misbehave(NEVER, { match: { prompt: 'picture 1 ' } });
		const items = prompts(12).map(({ prompt }) => ({ prompt: `${prompt} ` }));
		const execution = await studio
			.image(items, { options: { concurrency: 2 } })
			.execute({ credentials: studio.credentials() });
		// All others pass beside the first one, which does not end.
		await studio.simulator.until(() => generations().length === items.length);
		execution.cancel();
		await execution.finished;
		expect(studio.simulator.maxInFlight).toBe(2);
	});

	it('comes out in the order of its items, whichever is finished first', async () => {
		for (const [prompt, ms] of [
			['picture 1 ', 400],
			['picture 3 ', 200],
		] as const) {
			studio.simulator.misbehave({ kind: 'latency', ms }, { match: { prompt } });
		}
		const items = prompts(6).map(({ prompt }) => ({ prompt: `${prompt} ` }));
		const run = await studio.run(items, { options: { concurrency: 6 } });
		expect(run.json(NODE).map(({ prompt }) => prompt)).toEqual(items.map(({ prompt }) => prompt));
		expect(run.items(NODE).map((item) => item.pairedItem)).toEqual(
			items.map((_, item) => ({ item })),
		);
	});
});

describe('an execution that is stopped', () => {
	it('aborts the requests on their way and starts no further ones', async () => {
		studio.simulator.misbehave(NEVER, { times: 'always' });
		const execution = await studio
			.image(prompts(20), { options: { concurrency: 3 } })
			.node('After', noOp())
			.execute({ credentials: studio.credentials() });
		await studio.simulator.until(() => generations().length === 3);
		execution.cancel();
		const run = await execution.finished;
		await studio.simulator.until(() => generations().every((sent) => sent.finishedAt !== null));

		expect(run.status).toBe('canceled');
		expect(generations().map(({ closedByClient }) => closedByClient)).toEqual([true, true, true]);
		expect(run.runs('After')).toHaveLength(0);
	});

	it('does not wait for a rate limit to pass', async () => {
		const fault = { kind: 'error', code: 'too_many_requests', retryAfterSeconds: 300 } as const;
		studio.simulator.misbehave(fault, { times: 'always' });
		const execution = await studio.image(prompts(4)).execute({ credentials: studio.credentials() });
		await studio.simulator.until(() => generations().filter((sent) => sent.status).length === 4);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
		expect(generations()).toHaveLength(4);
	});
});
