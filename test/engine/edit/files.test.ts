import { systemClock } from '../../../nodes/XhuoImage/api/clock';
import { rm, writeFile } from '../../support/node';
import { picture } from '../../support/pictures';
import { storedFiles } from '../harness';
import { NODE } from '../image/studio';
import { useDarkroom } from './darkroom';

const { studio, edit, edits } = useDarkroom();

const photo = picture('png', 300, 200);
const limited = () => studio.simulator.misbehave({ kind: 'error', code: 'too_many_requests' });

/** What happens to the stored picture while the node waits for a rate limit to pass. */
function meanwhile(change: (path: string) => Promise<void>): void {
	jest.spyOn(systemClock, 'sleep').mockImplementationOnce(async () => {
		for (const { path, size } of await storedFiles()) {
			if (size === photo.length) await change(path);
		}
	});
}

describe('a picture that is to go in once more', () => {
	it('goes in as it did the first time', async () => {
		limited();
		meanwhile(async () => undefined);
		const run = await edit([{ files: { data: photo } }]);
		expect(run.items(NODE)).toHaveLength(1);
		expect(edits()).toHaveLength(2);
	});

	it.each([
		['is gone', async (path: string) => await rm(path)],
		['is shorter now', async (path: string) => await writeFile(path, photo.subarray(0, -1))],
		['is longer now', async (path: string) => await writeFile(path, Buffer.concat([photo, photo]))],
	])('is told to be missing where its file %s, and nothing is billed', async (_what, change) => {
		limited();
		meanwhile(change);
		const run = await edit([{ files: { data: photo } }]);
		expect(run.error?.message).toBe('A picture that was to go in could not be read [item 0]');
		expect(run.error?.description).toContain('Nothing was billed');
		expect(studio.simulator.ledger).toEqual([]);
	});
});
