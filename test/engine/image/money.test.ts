import type { ApiFault } from '../../simulator';
import { loopOverItems, noOp, retry, workflow, xhuoImage } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio();

const billed = () => studio.simulator.ledger.map(({ prompt }) => prompt).sort();
const generations = () =>
	studio.simulator.requests.filter(({ path }) => path.endsWith('/images/generations'));

/** Everything after which nobody knows whether the image was billed. */
const UNCERTAIN: ApiFault[] = [
	{ kind: 'resetAfterAccepting' },
	{ kind: 'resetBeforeAccepting' },
	{ kind: 'cutAnswer' },
	{ kind: 'notJson' },
	{ kind: 'emptyData' },
	{ kind: 'gateway', status: 502 },
	{ kind: 'gateway', status: 503 },
	{ kind: 'gateway', status: 504 },
	{ kind: 'error', code: 'timeout' },
	{ kind: 'error', code: 'api_error', body: 'html' },
];

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

describe.each(UNCERTAIN)('after %j', (fault) => {
	it('the image is not asked for again, and the message says what may have been billed', async () => {
		skipWaits();
		studio.simulator.misbehave(fault);
		const run = await studio.run(prompts(1), {}, retrying);
		expect(run.status).toBe('error');
		expect(generations()).toHaveLength(1);
		expect(run.error?.description).toContain('may still be finished and billed');
	});
});

describe('a call that takes too long', () => {
	it('ends at the time-out, is not repeated, and says how long it was', async () => {
		studio.simulator.misbehave({ kind: 'hang' });
		const run = await studio.run(prompts(1), { options: { timeout: 1 } }, retrying);
		expect(run.error?.message).toBe('No answer came within 1 seconds [item 0]');
		expect(run.error?.description).toContain('may still be finished and billed');
		expect(generations()).toHaveLength(1);
	});

	it('may take longer than the five minutes that n8n allows by default', async () => {
		const timeouts = jest.spyOn(AbortSignal, 'timeout');
		await studio.run(prompts(1));
		expect(timeouts).toHaveBeenCalledWith(600_000);
	});
});

describe('Retry On Fail', () => {
	it('asks again only for what is missing', async () => {
		const aim = { match: { prompt: 'picture 7' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const run = await studio.run(prompts(10), {}, retrying);
		expect(run.items(NODE)).toHaveLength(10);
		expect(new Set(billed()).size).toBe(10);
		expect(billed()).toHaveLength(10);
	});

	it('fetches an image again without paying again', async () => {
		skipWaits();
		studio.simulator.misbehave({ kind: 'imageStatus', status: 500 }, { times: 4 });
		const run = await studio.run(prompts(1), {}, retrying);
		expect(run.items(NODE)).toHaveLength(1);
		expect(billed()).toHaveLength(1);
	});

	it('does not fetch again what is in the store already', async () => {
		const aim = { match: { prompt: 'picture 3' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const run = await studio.run(prompts(3), {}, retrying);
		expect(run.items(NODE)).toHaveLength(3);
		const downloads = studio.simulator.requests.filter(({ method }) => method === 'GET');
		expect(downloads).toHaveLength(3);
	});

	it('works together with continue on fail', async () => {
		const aim = { match: { prompt: 'picture 1' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { ...retrying, onError: 'continueRegularOutput' } as const;
		const run = await studio.run(prompts(3), {}, settings);
		expect(run.json(NODE).map(({ prompt }) => prompt)).toEqual([
			'picture 1',
			'picture 2',
			'picture 3',
		]);
		expect(billed()).toHaveLength(3);
	});

	it('keeps Base64 images, which no link could bring back', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const parameters = { model: 'dall-e-3', options: { responseFormat: 'b64_json' } };
		for (const binaryMode of ['filesystem', 'memory'] as const) {
			studio.simulator.reset();
			studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
			const run = await studio.run(prompts(2), parameters, retrying, { binaryMode });
			expect(run.items(NODE).every((item) => item.binary?.data)).toBe(true);
			expect(billed()).toHaveLength(2);
		}
	});
});

describe('Retry in the list of executions', () => {
	const failed = async (fault: ApiFault, parameters = {}) => {
		studio.simulator.misbehave(fault, { match: { prompt: 'picture 7' } });
		const run = await studio.run(prompts(10), parameters);
		expect(run.status).toBe('error');
		return run;
	};

	it('asks again only for what is missing, and the message says so', async () => {
		const run = await failed({ kind: 'error', code: 'forbidden' }, { options: { concurrency: 1 } });
		expect(run.error?.description).toContain('6 other requests of this run succeeded');
		const paidBefore = billed().length;
		expect(paidBefore).toBe(6);
		const retried = await (await retry(run)).finished;
		expect(retried.json(NODE).map(({ prompt }) => prompt)).toEqual(
			prompts(10).map(({ prompt }) => prompt),
		);
		expect(billed()).toHaveLength(10);
		for (const item of retried.items(NODE)) {
			expect((await retried.bytes(item)).length).toBeGreaterThan(100);
		}
	});

	it('is the decision of the user, so it asks again for what may have been billed', async () => {
		const run = await failed({ kind: 'resetAfterAccepting' });
		const retried = await (await retry(run)).finished;
		expect(retried.items(NODE)).toHaveLength(10);
		expect(billed().filter((prompt) => prompt === 'picture 7')).toHaveLength(2);
		expect(billed()).toHaveLength(11);
	});

	it('brings Base64 images along from the execution that failed', async () => {
		const parameters = {
			model: 'dall-e-3',
			options: { responseFormat: 'b64_json', concurrency: 1 },
		};
		const run = await failed({ kind: 'error', code: 'forbidden' }, parameters);
		const retried = await (await retry(run)).finished;
		expect(billed()).toHaveLength(10);
		const ids = retried.items(NODE).map((item) => item.binary?.data?.id);
		expect(ids.every((id) => id?.includes(`executions/${retried.executionId}/`))).toBe(true);
	});
});

describe('a run that is going to fail', () => {
	it('starts nothing more, and lets those on their way arrive', async () => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		await studio.run(prompts(20), { options: { concurrency: 2 } });
		expect(billed().length).toBeLessThanOrEqual(3);
	});
});

describe('a loop', () => {
	it('pays in every round, also for the same prompt', async () => {
		const run = await workflow()
			.start([{ prompt: 'same' }, { prompt: 'same' }, { prompt: 'same' }])
			.node('Loop', loopOverItems())
			.detached(NODE, xhuoImage({ prompt: '={{ $json.prompt }}' }))
			.connect('Loop', NODE, { output: 1 })
			.connect(NODE, 'Loop')
			.connect('Loop', 'Done')
			.detached('Done', noOp())
			.run({ credentials: studio.credentials() });
		expect(run.json('Done')).toHaveLength(3);
		expect(billed()).toEqual(['same', 'same', 'same']);
	});
});

describe('a loop in which a round fails in part', () => {
	it('pays anew in the next round, also for the same prompts', async () => {
		const aim = { match: { prompt: 'bad' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const round = [{ prompt: 'same' }, { prompt: 'bad' }];
		const run = await workflow()
			.start([...round, ...round])
			.node('Loop', loopOverItems(2))
			.detached(NODE, xhuoImage({ prompt: '={{ $json.prompt }}' }), {
				onError: 'continueRegularOutput',
			})
			.connect('Loop', NODE, { output: 1 })
			.connect(NODE, 'Loop')
			.connect('Loop', 'Done')
			.detached('Done', noOp())
			.run({ credentials: studio.credentials() });
		expect(run.json('Done')).toHaveLength(4);
		expect(billed()).toEqual(['bad', 'same', 'same']);
	});
});

describe('an execution that went well', () => {
	it('carries no record of what was paid', async () => {
		const run = await studio.run(prompts(2));
		expect(JSON.stringify(run.data.executionData?.contextData ?? {})).not.toContain('xhuoPaid');
	});
});
