import { IN_EXECUTION_HINT, typeHint } from '../../../nodes/XhuoImage/files/imageHints';
import { OTHER_PICTURES, UNUSUAL_PICTURES } from '../../support/oddPictures';
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
			expect(failed.error?.description).toContain(
				`Make room where n8n keeps binary data, or let it write there. The image is paid for, and its link may still work: ${url}`,
			);
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

	it('is asked again for an image without a link, too', async () => {
		const slept = skipWaits();
		const end = failingStore(FULL, 3, 'nothing');
		const stored = await run({ b64_json: PNG.toString('base64') });
		end();
		expect(await stored.bytes(stored.items(NODE)[0])).toEqual(PNG);
		expect(stored.items(NODE)[0]?.binary?.data?.id).toBeDefined();
		expect(slept).toEqual([1000, 2000, 4000]);
		expect(stored.warnings(NODE)).toEqual([]);
	});

	it('leaves the link where there is one beside the image itself', async () => {
		skipWaits();
		const end = failingStore(FULL, Infinity, 'nothing');
		const url = host.urlOf(PNG);
		const failed = await run({ url, b64_json: PNG.toString('base64') });
		end();
		expect(failed.error?.description).toContain(url);
	});

	it('does not lose the smallest of images', async () => {
		skipWaits();
		const smallest = UNUSUAL_PICTURES.find(({ bytes }) => bytes.length === 26);
		const end = failingStore(FULL, Infinity, 'nothing');
		const kept = await run({ b64_json: smallest?.bytes.toString('base64') });
		end();
		const [item] = kept.items(NODE);
		expect(await kept.bytes(item)).toEqual(smallest?.bytes);
		expect(item?.binary?.data).toMatchObject({ mimeType: 'image/webp', fileExtension: 'webp' });
	});

	it('does not lose what is but the beginning of an image', async () => {
		skipWaits();
		const beginning = PNG.subarray(0, 20);
		const end = failingStore(FULL, Infinity, 'nothing');
		const kept = await run({ b64_json: beginning.toString('base64') });
		end();
		const [item] = kept.items(NODE);
		expect(await kept.bytes(item)).toEqual(beginning);
		expect(item?.binary?.data).toMatchObject({ mimeType: 'image/png', fileExtension: 'png' });
	});

	it('says all that there is to say of an image in one hint', async () => {
		skipWaits();
		const [gif] = OTHER_PICTURES;
		const end = failingStore(FULL, Infinity, 'nothing');
		const kept = await run({ b64_json: gif?.bytes.toString('base64') });
		end();
		const kind = { mimeType: 'image/gif', extension: 'gif', width: 6, height: 4 } as const;
		expect(kept.warnings(NODE).map(({ message }) => message)).toEqual([
			`${typeHint({ ...kind, headerBytes: 0 })} ${IN_EXECUTION_HINT}`,
		]);
	});

	it('does not lose an image without a link: it comes out in the execution', async () => {
		const slept = skipWaits();
		const end = failingStore(FULL, Infinity, 'nothing');
		const kept = await run({ b64_json: PNG.toString('base64') });
		end();
		const [item] = kept.items(NODE);
		expect(await kept.bytes(item)).toEqual(PNG);
		expect(item?.binary?.data).toMatchObject({
			...{ mimeType: 'image/png', fileName: 'gpt-image-2_task-1.png', bytes: PNG.length },
			...{ fileType: 'image', fileExtension: 'png' },
			fileSize: `${Math.ceil(PNG.length / 1000)} kB`,
		});
		expect(item?.json.image).toEqual({
			...{ mimeType: 'image/png', width: 200, height: 150, bytes: PNG.length },
		});
		expect(slept).toEqual([1000, 2000, 4000]);
		expect(kept.warnings(NODE)).toMatchObject([{ message: IN_EXECUTION_HINT }]);
	});
});
