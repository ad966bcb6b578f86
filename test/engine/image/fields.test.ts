import type { INodeParameters } from 'n8n-workflow';

import { picture } from '../../support/pictures';
import { noOp, packageName, WebhookServer, workflow } from '../harness';
import { ALLOWED, useOddHost } from './oddHost';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio({ pictures: 'plain' });
const host = useOddHost();

const PNG = picture('png', 20, 15);

describe('Put Output File in Field', () => {
	it.each([
		['undefined', '={{ $json.missing }}', 'data'],
		['null', '={{ null }}', 'data'],
		['an empty text', '={{ "" }}', 'data'],
		['a blank', '={{ "  " }}', 'data'],
		['an object', '={{ ({ name: "photo" }) }}', 'data'],
		['a number', '={{ 7 }}', '7'],
		['a name', '={{ "photo" }}', 'photo'],
		['a name with blanks', ' photo ', 'photo'],
	])('that gives %s', async (_what, binaryPropertyName, field) => {
		const run = await studio.run(prompts(1), { binaryPropertyName });
		expect(Object.keys(run.items(NODE)[0]?.binary ?? {})).toEqual([field]);
	});
});

describe('File Name', () => {
	it.each([
		['a number', '={{ 42 }}', '42.png'],
		['zero', '={{ 0 }}', '0.png'],
		['a name', '={{ "fox" }}', 'fox.png'],
		['nothing', '={{ $json.missing }}', expect.stringMatching(/^gpt-image-2_/)],
		['an object', '={{ ({}) }}', expect.stringMatching(/^gpt-image-2_/)],
		['half an emoji', '={{ "fox 🦊".slice(0, 5) }}', 'fox \ufffd.png'],
	])('that gives %s', async (_what, fileName, expected) => {
		const run = await studio.run(prompts(1), { options: { fileName } });
		expect(run.items(NODE)[0]?.binary?.data?.fileName).toEqual(expected);
	});
});

describe('Allowed Image Hosts', () => {
	/** The finished task of a host that only this option opens. */
	const finished = () => ({
		success: true,
		task_id: 'task-1',
		data: [{ url: host.urlOf(PNG) }],
	});
	const task = () => ({
		...{ id: 'task-1', created_at: 1, finished_at: 2 },
		response: finished(),
	});
	const answer = (body: object) =>
		studio.simulator.misbehave(
			{ kind: 'answer', body },
			{ times: 'always', on: ['generations', 'tasks'] },
		);
	const GET = { resource: 'task', operation: 'get', taskId: 'task-1' };
	const GET_MANY = { resource: 'task', operation: 'getMany', taskIds: 'task-1' };

	it.each<[string, INodeParameters, () => object]>([
		['Generate', {}, finished],
		['Generate, Ask Until Finished', { delivery: 'poll' }, finished],
		['Get', GET, task],
		['Get Many', GET_MANY, () => ({ items: [task()], count: 1 })],
	])('opens the host for %s, and without it the host is not asked', async (_what, more, body) => {
		skipWaits();
		answer(body());
		const opened = await studio.run(prompts(1), { ...more, options: ALLOWED });
		expect(await opened.bytes(opened.items(NODE)[0])).toEqual(PNG);
		const asked = host.requests;

		const refused = await studio.run(prompts(1), { ...more, options: {} });
		expect(refused.error?.message).toContain('is not safe to open');
		expect(host.requests).toBe(asked);
	});

	it('may differ from item to item', async () => {
		answer(finished());
		const items = [{ hosts: '127.0.0.1' }, { hosts: 'elsewhere.example.com' }];
		const run = await studio.run(
			items,
			{ prompt: 'a fox', options: { allowedImageHosts: '={{ $json.hosts }}' } },
			{ onError: 'continueRegularOutput' },
		);
		expect(run.json(NODE).map(({ error }) => error !== undefined)).toEqual([false, true]);
	});

	describe('outside of the run that ordered the image', () => {
		let server: WebhookServer;
		beforeEach(async () => {
			server = await WebhookServer.start();
		});
		afterEach(async () => {
			await studio.simulator.callbacks.settled();
			await server.close();
		});

		const post = async (url: string, body: object) =>
			await fetch(url, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: JSON.stringify(body),
			});

		it('is remembered while the execution is suspended', async () => {
			studio.simulator.callbacks.hold();
			studio.simulator.misbehave({ kind: 'latency', ms: 150 }, { times: 'always' });
			const waiting = await studio
				.image(prompts(1), { delivery: 'pause', options: ALLOWED })
				.node('After', noOp())
				.run({ credentials: studio.credentials(), server });
			const resumed = server.resumed(waiting);
			const { callback_url: url } = JSON.parse(JSON.stringify(studio.simulator.requests[0]?.body));
			const { taskId } = waiting.json(NODE)[0] ?? {};
			await post(String(url), { ...finished(), task_id: taskId });
			const run = await resumed;
			expect(await run.bytes(run.items('After')[0])).toEqual(PNG);
		});

		it.each([
			['127.0.0.1', true],
			['', false],
		])('is that of the trigger: %j', async (allowedImageHosts, isOpen) => {
			skipWaits();
			const parameters = {
				authentication: 'none',
				options: { allowedImageHosts, dropRepeats: false },
			};
			const type = `${packageName}.xhuoImageTrigger`;
			const active = await server.activate(
				workflow().node('Trigger', { type, typeVersion: 2, parameters, credentials: [] }),
				{ credentials: studio.credentials() },
			);
			const execution = active.nextExecution();
			await post(active.url, finished());
			const run = await execution;
			expect(run.items('Trigger')).toHaveLength(isOpen ? 1 : 0);
			expect(run.status).toBe(isOpen ? 'success' : 'error');
		});

		it('lets the trigger put its file into "data" where an expression gives nothing', async () => {
			const parameters = {
				authentication: 'none',
				binaryPropertyName: '={{ $json.missing }}',
				options: { ...ALLOWED, dropRepeats: false },
			};
			const type = `${packageName}.xhuoImageTrigger`;
			const active = await server.activate(
				workflow().node('Trigger', { type, typeVersion: 2, parameters, credentials: [] }),
				{ credentials: studio.credentials() },
			);
			const execution = active.nextExecution();
			await post(active.url, finished());
			const [item] = (await execution).items('Trigger');
			expect(Object.keys(item?.binary ?? {})).toEqual(['data']);
		});
	});
});
