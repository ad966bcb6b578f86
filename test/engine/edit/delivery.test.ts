import type { INodeParameters } from 'n8n-workflow';

import type { ApiFault } from '../../simulator';
import { picture } from '../../support/pictures';
import { encodePng } from '../../support/png';
import { retry, resumeAfterTimeLimit, WebhookServer } from '../harness';
import { NODE, skipWaits } from '../image/studio';
import { sha256, useDarkroom, type Album } from './darkroom';

const { studio, edit, editing, edits } = useDarkroom();

const photo = picture('jpeg', 48, 32);
const albums: Album[] = [{ files: { data: photo } }, { files: { data: picture('png', 20, 30) } }];
const INPUTS = [
	[{ type: 'image/jpeg', width: 48, height: 32, bytes: photo.length }],
	[{ type: 'image/png', width: 20, height: 30, bytes: expect.any(Number) }],
];
/** A mask whose transparent corner has so many pixels each way. */
const maskWithHole = (width: number, height: number, hole: number) =>
	encodePng({ width, height, colourType: 6, bitDepth: 8 }, (x, y) => [
		...[128, 128, 128],
		x < hole && y < hole ? 0 : 255,
	]);
const billed = () => studio.simulator.ledger.length;

describe('an edit is delivered', () => {
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
	});
	afterEach(async () => {
		await studio.simulator.callbacks.settled();
		await server.close();
	});

	const suspended = async (parameters: INodeParameters = {}) => {
		studio.simulator.callbacks.hold();
		// Long enough for a busy machine to have suspended the execution by then.
		studio.simulator.misbehave({ kind: 'latency', ms: 2000 }, { times: 'always' });
		const credentials = studio.credentials();
		const run = await editing(albums, { delivery: 'pause', ...parameters }).run({
			credentials,
			server,
		});
		expect(run.status).toBe('waiting');
		return run;
	};

	it('by asking, with a callback URL as a field of the form', async () => {
		const credentials = studio.credentials();
		const run = await editing(albums, { delivery: 'poll' }).run({ credentials, server });
		expect(run.error).toBeUndefined();
		expect(run.json(NODE).map(({ inputs }) => inputs)).toEqual(INPUTS);
		expect(edits().map(({ body }) => Object(body).callback_url)).toEqual([
			expect.stringContaining('/webhook-waiting/'),
			expect.stringContaining('/webhook-waiting/'),
		]);
		expect(edits().flatMap(({ unexpectedFields }) => unexpectedFields)).toEqual([]);
	});

	it('by pausing: what went in is still known when the images come', async () => {
		const waiting = await suspended();
		const resumed = server.resumed(waiting);
		await studio.simulator.callbacks.settled();
		await studio.simulator.callbacks.deliver('all');
		const run = await resumed;
		expect(run.json(NODE)).toMatchObject(
			INPUTS.map((inputs) => ({ inputs, image: { mimeType: 'image/png' } })),
		);
		expect(billed()).toBe(2);
	});

	it('by pausing, with the pictures of all items in one call', async () => {
		const waiting = await suspended({ options: { usePicturesOf: 'allItems' } });
		const resumed = server.resumed(waiting);
		await studio.simulator.callbacks.settled();
		await studio.simulator.callbacks.deliver('all');
		expect((await resumed).json(NODE)).toMatchObject([{ inputs: INPUTS.flat() }]);
		expect(billed()).toBe(1);
	});

	it('not in time: the task comes out with its ID and what went in', async () => {
		const run = await (await resumeAfterTimeLimit(await suspended())).finished;
		expect(run.json(NODE)).toMatchObject(
			INPUTS.map((inputs) => ({ inputs, status: 'timedOut', taskId: expect.any(String) })),
		);
	});

	it('by submitting: the items of the tasks say what went in', async () => {
		const callbackUrl = 'https://n8n.example.com/webhook/x';
		const run = await edit(albums, { delivery: 'submit', callbackUrl });
		expect(run.json(NODE)).toMatchObject(
			INPUTS.map((inputs) => ({ inputs, status: 'submitted', taskId: expect.any(String) })),
		);
	});
});

describe('money', () => {
	const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	it('Retry On Fail asks only for what is missing', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 2 });
		const run = await edit(albums, { numberOfImages: 3 }, retrying);
		expect(run.error).toBeUndefined();
		expect(run.items(NODE)).toHaveLength(6);
		expect(billed()).toBe(6);
	});

	it('a retry sends the same bytes, and only those that are missing', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'too_many_requests' }, { times: 2 });
		skipWaits();
		const run = await edit([albums[0] ?? { files: {} }]);
		expect(run.error).toBeUndefined();
		const hashes = edits().map(({ files }) => files.map((file) => file.sha256));
		expect(hashes).toEqual([[sha256(photo)], [sha256(photo)], [sha256(photo)]]);
		expect(billed()).toBe(1);
	});

	it.each([
		['the same picture is the same order', photo, 2],
		['another picture is another order', picture('png', 9, 9), 3],
	])('%s, where the node takes it from another field', async (_what, other, expected) => {
		const two = { files: { data: photo, other } };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 1 });
		const options = { concurrency: 1 };
		const failed = await edit([two, two], { options });
		expect([failed.status, billed()]).toEqual(['error', 1]);

		const changed = editing([two, two], { options, inputBinaryFields: 'other' });
		const run = await (await retry(failed, {}, changed.definition())).finished;
		expect(run.error?.message).toBeUndefined();
		expect(run.json(NODE)).toHaveLength(2);
		expect(billed()).toBe(expected);
	});

	it.each([
		['the same mask', 'mask', 2],
		['another mask', 'other', 3],
	])('%s counts too', async (_what, maskBinaryField, expected) => {
		const [mask, other] = [maskWithHole(48, 32, 5), maskWithHole(48, 32, 9)];
		const files = { data: picture('png', 48, 32), mask, other };
		const masked: Album = { files };
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' }, { skip: 1 });
		const options = { concurrency: 1 };
		const failed = await edit([masked, masked], { options, maskBinaryField: 'mask' });
		expect([failed.status, billed()]).toEqual(['error', 1]);

		const changed = editing([masked, masked], { options, maskBinaryField });
		await (
			await retry(failed, {}, changed.definition())
		).finished;
		expect(billed()).toBe(expected);
	});

	it.each<ApiFault>([{ kind: 'resetAfterAccepting' }, { kind: 'gateway', status: 502 }])(
		'after %j nothing is asked for again',
		async (fault) => {
			studio.simulator.misbehave(fault);
			const run = await edit([albums[0] ?? { files: {} }], {}, retrying);
			expect(run.error?.description).toContain('may still be finished and billed');
			expect(edits()).toHaveLength(1);
		},
	);
});
