import type { INodeParameters } from 'n8n-workflow';

import { picture } from '../../support/pictures';
import { noOp, WebhookServer, type NodeSettings, type RunResult } from '../harness';
import { NODE, prompts, useStudio } from './studio';

const studio = useStudio({ pictures: 'plain' });

const BASE64 = picture('png', 16, 12).toString('base64');
const CONTINUE = { onError: 'continueRegularOutput' } as const;

/** Runs one item; the service answers each of its requests with so many images. */
async function answeredWith(
	count: number,
	parameters: INodeParameters,
	settings: NodeSettings = {},
): Promise<RunResult> {
	const data = Array.from({ length: count }, () => ({ b64_json: BASE64 }));
	const body = { success: true, task_id: 'task-1', data };
	studio.simulator.misbehave({ kind: 'answer', body, billed: true }, { times: 'always' });
	return await studio.run(prompts(1), parameters, settings);
}

const namesOf = (run: RunResult, node = NODE) =>
	run.items(node).map(({ binary }) => binary?.data?.fileName);
const placesOf = (run: RunResult, node = NODE) =>
	run.json(node).map(({ imageIndex, imageCount }) => [imageIndex, imageCount]);
const hintsOf = (run: RunResult) => run.warnings(NODE).map(({ message }) => message);

describe('more images than were ordered', () => {
	it('all come out, named apart', async () => {
		const run = await answeredWith(3, { options: { fileName: 'fox' } });
		expect(namesOf(run)).toEqual(['fox_1.png', 'fox_2.png', 'fox_3.png']);
		expect(placesOf(run)).toEqual([
			[0, 3],
			[1, 3],
			[2, 3],
		]);
		expect(hintsOf(run)).toEqual([
			expect.stringContaining('The service sent 3 images where 1 was ordered.'),
		]);
	});

	it('are named apart also across several requests of one item', async () => {
		const run = await answeredWith(2, { numberOfImages: 3, options: { fileName: 'fox' } });
		expect(namesOf(run)).toEqual([
			...['fox_1.png', 'fox_1-2.png', 'fox_2.png'],
			...['fox_2-2.png', 'fox_3.png', 'fox_3-2.png'],
		]);
		expect(placesOf(run)).toEqual([0, 1, 2, 3, 4, 5].map((index) => [index, 6]));
		expect(hintsOf(run)).toEqual([expect.stringMatching(/was ordered\. .*\(This holds for 3/)]);
	});

	it('come out of a model that makes several with one request', async () => {
		const parameters = { model: 'dall-e-2', numberOfImages: 2, options: { fileName: 'fox' } };
		const run = await answeredWith(4, parameters);
		expect(namesOf(run)).toEqual([1, 2, 3, 4].map((number) => `fox_${number}.png`));
	});
});

describe('fewer images than were ordered', () => {
	const parameters = { model: 'dall-e-2', numberOfImages: 3 };

	it('come out with a hint', async () => {
		const run = await answeredWith(2, parameters);
		expect(run.status).toBe('success');
		expect(run.items(NODE)).toHaveLength(2);
		expect(hintsOf(run)).toEqual([
			expect.stringContaining('The service sent 2 images where 3 were ordered.'),
		]);
	});

	it('come out with an item that says so, under continue on fail', async () => {
		const run = await answeredWith(1, parameters, CONTINUE);
		expect(run.json(NODE)).toEqual([
			expect.objectContaining({ imageIndex: 0, imageCount: 3 }),
			...Array.from({ length: 2 }, () => ({
				error: 'An image is missing: the service sent 1 image where 3 were ordered [item 0]',
				details: expect.objectContaining({ taskId: 'task-1', mayHaveBeenBilled: true }),
			})),
		]);
	});

	it('are not paid for again by Retry On Fail', async () => {
		const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		await answeredWith(1, parameters, { ...CONTINUE, ...retrying });
		expect(studio.simulator.ledger).toHaveLength(1);
	});
});

describe('as many images as were ordered', () => {
	it('come out without a hint', async () => {
		const run = await answeredWith(1, { numberOfImages: 2 });
		expect(hintsOf(run)).toEqual([]);
		expect(namesOf(run)).toEqual(['gpt-image-2_task-1_1.png', 'gpt-image-2_task-1_2.png']);
	});
});

describe('another number of images after a pause', () => {
	it.each([
		[3, [undefined, undefined, undefined], 3],
		[
			1,
			[undefined, 'An image is missing: the service sent 1 image where 2 were ordered [item 0]'],
			1,
		],
	])('comes out whole: %p images', async (count, errors, files) => {
		studio.simulator.callbacks.hold();
		studio.simulator.misbehave({ kind: 'latency', ms: 150 }, { times: 'always' });
		const server = await WebhookServer.start();
		try {
			const parameters = { model: 'dall-e-2', numberOfImages: 2, delivery: 'pause' };
			const waiting = await studio
				.image(prompts(1), parameters)
				.node('After', noOp())
				.run({ credentials: studio.credentials(), server });
			const resumed = server.resumed(waiting);
			const [task] = waiting.json(NODE);
			const callbackUrl = String(
				JSON.parse(JSON.stringify(studio.simulator.requests[0]?.body)).callback_url,
			);
			const data = Array.from({ length: count }, () => ({ b64_json: BASE64 }));
			await fetch(callbackUrl, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify({ success: true, task_id: task?.taskId, data }),
			});
			const run = await resumed;
			expect(run.json('After').map(({ error }) => error)).toEqual(errors);
			const names = namesOf(run, 'After').filter((name) => name !== undefined);
			expect(new Set(names).size).toBe(files);
		} finally {
			await studio.simulator.callbacks.settled();
			await server.close();
		}
	});
});
