import { sha256 } from '../api/binaries';
import { startS3, type S3 } from '../queue/s3/s3-server';
import { prepared, startPreparedN8n } from '../setup/prepared';
import { packageName, throwawayNode, WebhookServer, workflow } from '../../engine/harness';
import { useS3 } from '../../engine/harness/binary-data';
import { NODE, prompts, useStudio } from '../../engine/image/studio';

/** Reads the file of each item, as a node does that works with it. */
const reader = throwawayNode('reader', async function () {
	const items = this.getInputData();
	const read = items.map(async (_item, index) => {
		const bytes = await this.helpers.getBinaryDataBuffer(index, 'data');
		return { json: { sha256: sha256(bytes) }, pairedItem: index };
	});
	return [await Promise.all(read)];
});

const TRIGGER = {
	type: `${packageName}.xhuoImageTrigger`,
	typeVersion: 2,
	parameters: {},
	credentials: ['xhuoApi'],
};

describe('files in S3', () => {
	let s3: S3;

	beforeAll(async () => {
		s3 = await startS3(prepared().installation);
		useS3(s3.store);
	});
	afterAll(async () => await s3?.close());

	it('are for an n8n with a license: without one, it says so and ends', async () => {
		const env = { ...s3.env, N8N_DEFAULT_BINARY_DATA_MODE: 's3' };
		await expect(startPreparedN8n('queue.s3', { env })).rejects.toThrow(
			/n8n ended \(1\)[^]*S3 binary data storage requires a valid license/,
		);
	});

	describe("kept by n8n's own binary data service, in its engine", () => {
		const studio = useStudio();
		let server: WebhookServer;
		beforeAll(async () => {
			server = await WebhookServer.start();
		});
		afterAll(async () => await server?.close());

		const served = () => studio.simulator.images.all.map((image) => image.sha256);

		it('the next node has the bytes of what XHuo Image made', async () => {
			const run = await studio
				.image(prompts(3))
				.testNode('Next', reader)
				.run({ credentials: studio.credentials(), binaryMode: 's3' });

			expect(run.error).toBeUndefined();
			expect(run.items(NODE).map(({ binary }) => binary?.data?.id)).toEqual(
				Array(3).fill(expect.stringMatching(/^s3:/)),
			);
			expect(
				run
					.json('Next')
					.map((json) => json.sha256)
					.sort(),
			).toEqual(served().sort());
			expect(await s3.count()).toBeGreaterThan(0);
		});

		it('the next node has the bytes of what the trigger fetched', async () => {
			const listening = workflow().node('Trigger', TRIGGER).testNode('Next', reader);
			const options = { credentials: studio.credentials(), binaryMode: 's3' } as const;
			const active = await server.activate(listening, options);
			const finished = active.nextExecution();
			const submit = { delivery: 'submit', callbackUrl: active.url };
			await studio.run(prompts(1), submit, {}, options);

			const run = await finished;
			expect(run.error).toBeUndefined();
			expect(run.json('Next')).toEqual([{ sha256: served()[0] }]);
			expect(run.items('Trigger')[0]?.binary?.data?.id).toMatch(/^s3:/);
		});
	});
});
