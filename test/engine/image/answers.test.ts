import { createServer, once, sleep, type AddressInfo } from '../../support/node';
import { picture } from '../../support/pictures';
import { retry } from '../harness';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio({ pictures: 'plain' });

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
const goingOn = { onError: 'continueRegularOutput' } as const;

const to = (path: string) =>
	studio.simulator.requests.filter((request) => request.path.endsWith(path));
const answer = (body: unknown, status = 200) => ({ kind: 'answer', status, body }) as const;

describe('a call that waits and gets a task id', () => {
	const image = { url: 'https://cdn.example.com/1.png' };
	const finished = {
		items: [{ id: 'T', finished_at: 5, response: { success: true, data: [image] } }],
		count: 1,
	};

	it('asks for the task until it is finished', async () => {
		const slept = skipWaits();
		studio.simulator.misbehave(answer({ success: true, task_id: 'T', trace_id: 'r' }));
		studio.simulator.script([answer({ items: [{ id: 'T' }] }), answer(finished)], {
			on: ['tasks'],
		});
		const run = await studio.run(prompts(1), { downloadImages: false });
		expect(run.json(NODE)).toMatchObject([{ taskId: 'T', url: image.url, prompt: 'picture 1' }]);
		expect(to('/images/generations')).toHaveLength(1);
		expect(to('/tasks').map(({ body }) => body)).toMatchObject([{ ids: ['T'] }, { ids: ['T'] }]);
		expect(slept[0]).toBe(5000);
	});

	it('asks for an ID as it is, even if the token stands in it', async () => {
		skipWaits();
		const id = `task-of-${studio.simulator.token}`;
		studio.simulator.misbehave(answer({ success: true, task_id: id }));
		const items = [{ id, finished_at: 5, response: { success: true, data: [image] } }];
		studio.simulator.misbehave(answer({ items, count: 1 }), { on: ['tasks'] });
		const run = await studio.run(prompts(1), { downloadImages: false });
		expect(run.json(NODE)).toMatchObject([{ taskId: id, url: image.url }]);
		expect(to('/tasks').map(({ body }) => body)).toMatchObject([{ ids: [id] }]);
	});

	it('has it in the record at once: a retry asks for it and does not pay again', async () => {
		skipWaits();
		studio.simulator.misbehave(answer({ success: true, task_id: 'T' }));
		studio.simulator.script([answer({ error: { code: 'disabled' } }, 403), answer(finished)], {
			on: ['tasks'],
		});
		const run = await studio.run(prompts(1), { downloadImages: false });
		expect(run.status).toBe('error');
		expect(run.error?.description).toContain('The task T was handed in');
		const retried = await (await retry(run)).finished;
		expect(retried.json(NODE)).toMatchObject([{ taskId: 'T', url: image.url }]);
		expect(to('/images/generations')).toHaveLength(1);
	});

	it('does not hold up the images of other calls', async () => {
		skipWaits();
		studio.simulator.misbehave(answer({ task_id: 7 }), { match: { prompt: 'picture 2' } });
		const seven = { items: [{ id: 7, status: 'succeeded', result: { images: [image.url] } }] };
		studio.simulator.misbehave(answer(seven), { on: ['tasks'] });
		const run = await studio.run(prompts(3), { downloadImages: false });
		expect(run.json(NODE).map(({ prompt }) => prompt)).toEqual([
			'picture 1',
			'picture 2',
			'picture 3',
		]);
		expect(run.json(NODE)[1]).toMatchObject({ taskId: '7', url: image.url });
	});
});

describe('asking for tasks', () => {
	const refuse = (code: 'invalid_token' | 'no_api') =>
		studio.simulator.misbehave({ kind: 'error', code }, { times: 'always', on: ['tasks'] });

	it.each([
		['invalid_token', 'The API token was not accepted'],
		['no_api', 'The service knows no such address'],
	] as const)('ends at once with %s, with the reason and the task ids', async (code, message) => {
		skipWaits();
		refuse(code);
		const run = await studio.run(prompts(2), { delivery: 'poll' }, goingOn);
		expect(to('/tasks')).toHaveLength(1);
		for (const { error, details } of run.json(NODE)) {
			expect(error).toContain(message);
			expect(details).toMatchObject({ taskId: expect.any(String), mayHaveBeenBilled: true });
		}
		const ids = run.json(NODE).map(({ details }) => (details as { taskId: string }).taskId);
		expect(new Set(ids).size).toBe(2);
	});

	it.each([
		{ error: { code: 'invalid_token' }, items: null },
		{ code: 401, msg: 'no', data: { items: [] } },
	])('ends at once where the reason stands beside an empty list: %j', async (body) => {
		skipWaits();
		studio.simulator.misbehave(answer(body), { times: 'always', on: ['tasks'] });
		const run = await studio.run(prompts(1), { delivery: 'poll' }, goingOn);
		expect(to('/tasks')).toHaveLength(1);
		expect(run.json(NODE)[0]?.error).toContain('The API token was not accepted');
	});

	it('names all of them where the node fails, and a retry pays for none again', async () => {
		skipWaits();
		const fault = refuse('invalid_token');
		const run = await studio.run(prompts(3), { delivery: 'poll' });
		for (const { id } of studio.simulator.tasks.all) {
			expect(run.error?.description).toContain(id);
		}
		fault.cancel();
		const retried = await (await retry(run)).finished;
		expect(retried.items(NODE)).toHaveLength(3);
		expect(studio.simulator.ledger).toHaveLength(3);
	});

	it('ends at once for the operation Get too', async () => {
		skipWaits();
		const submitted = await studio.run(prompts(1), {
			delivery: 'submit',
			callbackUrl: 'https://example.com/hook',
		});
		const [item] = submitted.json(NODE);
		studio.simulator.misbehave({ kind: 'resetBeforeAccepting' }, { on: ['tasks'], times: 7 });
		refuse('invalid_token');
		const parameters = { resource: 'task', operation: 'get', taskId: String(item?.taskId) };
		const options = { waitUntilFinished: true };
		const run = await studio.run([{}], { ...parameters, options }, goingOn);
		expect(run.json(NODE)).toMatchObject([
			{
				error: expect.stringContaining('The API token was not accepted'),
				details: { taskId: item?.taskId },
			},
		]);
		expect(to('/tasks').length).toBeLessThan(10);
	});
});

describe('a call that waits and gets a list without images', () => {
	it('has come to its end, if that list is empty', async () => {
		studio.simulator.misbehave(answer({ task_id: 'T', data: [] }));
		const run = await studio.run(prompts(1), {}, goingOn);
		expect(run.json(NODE)).toMatchObject([{ error: expect.stringContaining('held no image') }]);
		expect(to('/tasks')).toEqual([]);
	});

	it('asks for the task, if there is something in it', async () => {
		skipWaits();
		const url = 'https://cdn.example.com/1.png';
		studio.simulator.misbehave(answer({ task_id: 'T', data: [{ status: 'queued' }] }));
		const finished = { items: [{ id: 'T', status: 'succeeded', result: { images: [url] } }] };
		studio.simulator.misbehave(answer(finished), { on: ['tasks'] });
		const run = await studio.run(prompts(1), { downloadImages: false });
		expect(run.json(NODE)).toMatchObject([{ taskId: 'T', url }]);
	});
});

describe('an image', () => {
	const url = 'https://cdn.example.com/1.png';
	const made = async (status: number) => {
		studio.simulator.misbehave(answer({ data: [{ url }] }, status));
		return await studio.run(prompts(1), { downloadImages: false }, goingOn);
	};

	it.each([200, 201, 299])('comes with status %i', async (status) => {
		const run = await made(status);
		expect(run.json(NODE)).toMatchObject([{ url }]);
		const [sent] = studio.simulator.requests;
		expect(sent?.headers).toMatchObject({
			accept: 'application/json',
			'content-type': 'application/json',
		});
	});

	it.each([300, 400, 500])(
		'does not come with status %i, but its link is shown',
		async (status) => {
			const run = await made(status);
			expect(run.json(NODE)).toMatchObject([
				{
					error: expect.stringMatching(/redirect|did not accept|HTTP status/),
					details: { received: expect.stringContaining(url) },
				},
			]);
		},
	);
});

describe('an answer that holds nothing', () => {
	it('is shown with its blanks and all of its digits', async () => {
		const text = '{ "done":  true, "number": 12345678901234567890 }';
		studio.simulator.misbehave(answer(text));
		const run = await studio.run(prompts(1), {}, goingOn);
		expect(run.json(NODE)).toMatchObject([{ details: { received: text } }]);
	});

	it('is shown as it came, without the token', async () => {
		const link = 'https://files.example.com/lost';
		studio.simulator.misbehave(
			answer({ done: true, see: link, used: `Bearer ${studio.simulator.token}` }),
		);
		const run = await studio.run(prompts(1), {}, goingOn);
		const [item] = run.json(NODE);
		expect(item).toMatchObject({
			error: expect.stringContaining('held no image'),
			details: { mayHaveBeenBilled: true, received: expect.stringContaining(link) },
		});
		expect(JSON.stringify(item)).not.toContain(studio.simulator.token);
	});
});

describe('an answer with an image in a place that nobody knows', () => {
	it('gives the image', async () => {
		const { simulator } = studio;
		const file = picture('png', 64, 48).toString('base64');
		simulator.misbehave(answer({ made: [{ picture: `data:image/png;base64,${file}` }] }));
		const run = await studio.run(prompts(1), {});
		expect(run.json(NODE)).toMatchObject([
			{ image: { mimeType: 'image/png', width: 64, height: 48 } },
		]);
	});

	it('is shown as it came, without the token, if that image cannot be fetched', async () => {
		const link = 'https://files.invalid/lost.png';
		const { token } = studio.simulator;
		studio.simulator.misbehave(answer({ made: { picture: link }, quoted: token }));
		const run = await studio.run(prompts(1), {}, goingOn);
		expect(run.json(NODE)).toMatchObject([
			{ details: { mayHaveBeenBilled: true, url: link, received: expect.stringContaining(link) } },
		]);
		expect(JSON.stringify(run.json(NODE))).not.toContain(token);
	});
});

describe('a token that is part of other words', () => {
	it('does not mangle what the service said', async () => {
		studio.simulator.misbehave(answer({ error: { code: 'x', message: 'the path' } }, 400));
		const credentials = studio.credentials({ apiToken: 'th' });
		const run = await studio.run(prompts(1), {}, {}, { credentials });
		expect(run.error?.description).toContain('"the path"');
	});
});

describe('an odd moment', () => {
	it.each([1e300, 1_777_048_800_123, -5])('(%p) does not lose the image', async (created) => {
		const body = { created, data: [{ url: 'https://cdn.example.com/1.png' }] };
		studio.simulator.misbehave(answer(body));
		const run = await studio.run(prompts(1), { downloadImages: false }, retrying);
		expect(run.status).toBe('success');
		expect(run.json(NODE)[0]?.created ?? null).toBe(
			created === 1_777_048_800_123 ? '2026-04-24T16:40:00.123Z' : null,
		);
		expect(to('/images/generations')).toHaveLength(1);
	});
});

describe('an empty cell as Seed', () => {
	it.each(['', null])('(%j) is paid once with Retry On Fail', async (seed) => {
		const aim = { match: { prompt: 'picture 2' } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, aim);
		const items = prompts(2).map((item) => ({ ...item, seed }));
		const parameters = { numberOfImages: 2, options: { seed: '={{ $json.seed }}' } };
		const run = await studio.run(items, parameters, retrying);
		expect(run.items(NODE)).toHaveLength(4);
		expect(studio.simulator.ledger).toHaveLength(4);
	});
});

describe('a service that refuses the callback URL', () => {
	it.each(['poll', 'pause'])('is explained in those words (%s)', async (delivery) => {
		const message = 'callback_url must be a public https address.';
		studio.simulator.misbehave(answer({ error: { code: 'bad_request', message } }, 400));
		const run = await studio.run(prompts(1), { delivery });
		expect(run.error?.message).toContain('The service did not accept the callback URL');
		expect(run.error?.description).toContain('WEBHOOK_URL');
		expect(run.error?.description).toContain(message);
	});
});

describe('an address that has several, none of which answers', () => {
	it('was never reached, so it is tried again', async () => {
		const slept = skipWaits();
		await studio.simulator.goOffline();
		const baseUrl = studio.simulator.baseUrl.replace('127.0.0.1', 'localhost');
		const credentials = studio.credentials({ baseUrl });
		const run = await studio.run(prompts(1), { options: { maxRetries: 2 } }, {}, { credentials });
		await studio.simulator.goOnline();
		expect(run.error?.message).toContain('The service could not be reached');
		expect(slept).toHaveLength(2);
	});
});

describe('Timeout', () => {
	it('is the whole call, also where a blank comes every now and then', async () => {
		const server = createServer(async (_request, response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			while (!response.closed) {
				response.write(' ');
				await sleep(50);
			}
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const { port } = server.address() as AddressInfo;
		const credentials = studio.credentials({ baseUrl: `http://127.0.0.1:${port}/v1` });
		const run = await studio.run(prompts(1), { options: { timeout: 1 } }, retrying, {
			credentials,
		});
		expect(run.error?.message).toBe('No answer came within 1 seconds [item 0]');
		expect(run.error?.description).toContain('may still be finished and billed');
		server.close();
		// The connection was ended, and not only given up.
		await once(server, 'close');
	});
});
