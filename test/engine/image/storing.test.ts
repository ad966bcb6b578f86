import { picture } from '../../support/pictures';
import { failingStore } from '../harness';
import { ALLOWED, useOddHost } from './oddHost';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio({ pictures: 'plain' });
const host = useOddHost();

const PNG = Buffer.concat([picture('png', 200, 150), Buffer.alloc(300_000)]);
const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

async function run(entry: object, settings = {}) {
	const body = { success: true, task_id: 'task-1', data: [entry] };
	studio.simulator.misbehave({ kind: 'answer', body, billed: true });
	return await studio.run(prompts(1), { options: ALLOWED }, settings);
}

describe('n8n that cannot store an image', () => {
	afterEach(() => jest.restoreAllMocks());

	it.each(['nothing', 'beginning', 'all'] as const)(
		'says so, and leaves the link: it read %s',
		async (reads) => {
			skipWaits();
			const end = failingStore(FULL, Infinity, reads);
			const url = host.urlOf(PNG);
			const failed = await run({ url });
			end();
			expect(failed.error?.message).toBe(
				'The image was made, but could not be kept: n8n could not store it (no space is left on its disk, ENOSPC) [item 0]',
			);
			expect(failed.error?.description).toContain(url);
			expect(studio.simulator.ledger).toHaveLength(1);
		},
	);

	it('is asked again, and has the image in the end', async () => {
		const slept = skipWaits();
		const end = failingStore(FULL, 2, 'beginning');
		const stored = await run({ url: host.urlOf(PNG) });
		end();
		expect(await stored.bytes(stored.items(NODE)[0])).toEqual(PNG);
		expect(slept).toEqual([1000, 2000]);
	});

	it('has it after Retry On Fail, and nothing is paid twice', async () => {
		skipWaits();
		const end = failingStore(FULL, 4, 'all');
		const stored = await run({ url: host.urlOf(PNG) }, retrying);
		end();
		expect(await stored.bytes(stored.items(NODE)[0])).toEqual(PNG);
		expect(studio.simulator.ledger).toHaveLength(1);
	});

	it('does not lose an image without a link: it comes out in the execution', async () => {
		skipWaits();
		const end = failingStore(FULL, Infinity, 'nothing');
		const kept = await run({ b64_json: PNG.toString('base64') });
		end();
		const [item] = kept.items(NODE);
		expect(await kept.bytes(item)).toEqual(PNG);
		expect(item?.binary?.data).toMatchObject({
			...{ mimeType: 'image/png', fileName: 'gpt-image-2_task-1.png', bytes: PNG.length },
		});
		expect(kept.warnings(NODE)).toMatchObject([
			{ message: expect.stringContaining('n8n could not store the file of an image') },
		]);
	});
});
