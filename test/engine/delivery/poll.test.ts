import { retry } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from '../image/studio';

const studio = useStudio({ latencyMs: 50, pictures: 'plain' });

const POLL = { delivery: 'poll' };
const questions = () => studio.simulator.requests.filter(({ path }) => path.endsWith('/tasks'));
const billed = () => studio.simulator.ledger.map(({ prompt }) => prompt).sort();

/** Lets the node's waits pass at once, and holds the tasks back until so many questions were asked. */
function finishAfter(asked: number): number[] {
	studio.simulator.callbacks.hold();
	const slept = skipWaits();
	const fault = { kind: 'answer', status: 200, body: { items: [], count: 0 } } as const;
	studio.simulator.misbehave(fault, { times: asked, on: ['tasks'] });
	return slept;
}

describe('delivery Ask Until Finished', () => {
	it('gives the images as waiting for them does, in order', async () => {
		skipWaits();
		const run = await studio.run(prompts(6), { ...POLL, numberOfImages: 2 });
		expect(run.status).toBe('success');
		expect(run.json(NODE).map(({ prompt, imageIndex }) => [prompt, imageIndex])).toEqual(
			prompts(6).flatMap(({ prompt }) => [
				[prompt, 0],
				[prompt, 1],
			]),
		);
		for (const item of run.items(NODE)) {
			const served = studio.simulator.images.find(String(item.json.url));
			expect((await run.bytes(item)).equals(served?.file ?? Buffer.alloc(0))).toBe(true);
			expect(item.json).toMatchObject({ taskId: served?.taskId, model: 'gpt-image-2' });
		}
		expect(billed()).toHaveLength(12);
	});

	it('hands every task in with a callback URL of the execution, for only such tasks are kept', async () => {
		skipWaits();
		await studio.run(prompts(1), POLL);
		const [submission] = studio.simulator.requests;
		expect(submission?.body).toMatchObject({
			callback_url: expect.stringMatching(/\/webhook-waiting\/\d+\/xhuo-image\?signature=/),
		});
	});

	it('asks for all tasks in one question, first after five seconds, then ever more slowly', async () => {
		const slept = finishAfter(8);
		await studio.run(prompts(12), POLL);
		const asked = questions().map(({ body }) => body);
		expect(asked[0]).toMatchObject({ action: 'retrieve_batch', limit: 12 });
		expect(slept[0]).toBe(5000);
		expect(slept.slice(0, 9)).toEqual([...slept.slice(0, 9)].sort((a, b) => a - b));
		expect(Math.max(...slept)).toBe(15_000);
	});

	it('asks again when a question fails', async () => {
		skipWaits();
		studio.simulator.script(
			[
				{ kind: 'error', code: 'api_error' },
				{ kind: 'resetBeforeAccepting' },
				{ kind: 'gateway', status: 502 },
				{ kind: 'error', code: 'too_many_requests', retryAfterSeconds: 60 },
				{ kind: 'notJson' },
			],
			{ on: ['tasks'] },
		);
		const run = await studio.run(prompts(2), POLL);
		expect(run.items(NODE)).toHaveLength(2);
		expect(questions().length).toBeGreaterThan(5);
		expect(billed()).toHaveLength(2);
	});

	it('gives the task ids when the limit is over', async () => {
		finishAfter(1000);
		const run = await studio.run(prompts(2), { ...POLL, pauseLimit: 2 });
		expect(run.status).toBe('success');
		expect(run.json(NODE)).toMatchObject([
			{ status: 'timedOut', taskId: expect.any(String), prompt: 'picture 1' },
			{ status: 'timedOut', taskId: expect.any(String), prompt: 'picture 2' },
		]);
		expect(questions().length).toBeLessThan(20);
	});

	it('gives what failed as a failure that cost nothing, and the others their images', async () => {
		skipWaits();
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'taskFails', code: 'forbidden' }, aim);
		const run = await studio.run(prompts(3), POLL, { onError: 'continueRegularOutput' });
		expect(run.json(NODE)).toMatchObject([
			{ prompt: 'picture 1' },
			{
				error: 'The service refused the content of this request [item 1]',
				details: { code: 'forbidden', taskId: expect.any(String), mayHaveBeenBilled: false },
			},
			{ prompt: 'picture 3' },
		]);
	});

	it('goes on asking for the same tasks with Retry On Fail', async () => {
		skipWaits();
		const aim = { match: { prompt: 'picture 3' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const settings = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		const run = await studio.run(prompts(4), POLL, settings);
		expect(run.items(NODE)).toHaveLength(4);
		expect(billed()).toHaveLength(4);
	});

	it('goes on asking for the same tasks with Retry in the list of executions', async () => {
		skipWaits();
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'taskFails', code: 'api_error' }, aim);
		const run = await studio.run(prompts(3), POLL);
		expect(run.status).toBe('error');
		const retried = await (await retry(run)).finished;
		expect(retried.items(NODE)).toHaveLength(3);
		expect(billed().filter((prompt) => prompt !== 'picture 2')).toEqual(['picture 1', 'picture 3']);
	});

	it('takes an image that is there at once, whatever was agreed', async () => {
		const body = {
			success: true,
			task_id: 'at-once',
			data: [{ url: `${studio.simulator.url}/cdn/gone.png` }],
		};
		studio.simulator.misbehave({ kind: 'answer', status: 200, body });
		const run = await studio.run(prompts(1), { ...POLL, downloadImages: false });
		expect(run.json(NODE)).toMatchObject([{ taskId: 'at-once', imageIndex: 0 }]);
		expect(questions()).toHaveLength(0);
	});

	it('ends when the execution is stopped', async () => {
		studio.simulator.callbacks.hold();
		studio.simulator.misbehave({ kind: 'latency', ms: 2_000 }, { times: 'always' });
		const execution = await studio
			.image(prompts(2), POLL)
			.execute({ credentials: studio.credentials() });
		await studio.simulator.until(
			() => studio.simulator.requests.filter(({ status }) => status === 200).length === 2,
		);
		execution.cancel();
		expect((await execution.finished).status).toBe('canceled');
	});
});

describe('a workflow with a time limit of its own', () => {
	const runWithin = async (executionTimeout: number, pauseLimit: number) =>
		await studio
			.image(prompts(1), { ...POLL, pauseLimit })
			.set({ executionTimeout })
			.run({ credentials: studio.credentials() });

	it('is refused before anything is paid, when the node might ask for longer', async () => {
		const run = await runWithin(300, 60);
		expect(run.error?.message).toBe("'Limit (Minutes)' is 60, but n8n ends this workflow after 5");
		expect(run.error?.description).toContain('Timeout After');
		expect(studio.simulator.requests).toHaveLength(0);
	});

	it.each([
		[300, 4],
		[-1, 60],
	])('of %i seconds goes well with a limit of %i minutes', async (seconds, limit) => {
		skipWaits();
		expect((await runWithin(seconds, limit)).status).toBe('success');
	});
});
