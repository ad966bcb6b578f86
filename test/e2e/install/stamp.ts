import { withInstallLock } from './install-lock';
import { createHash, join, mkdir, readFile, writeFile } from '../support/node';

/**
 * Does a piece of work in a folder once: a later call, or a later run, with the same key finds the
 * stamp and does nothing. Work that was interrupted left no stamp and is done again; who comes while
 * another process is at it waits for that. The stamp lies in `node_modules`, so that it goes when that
 * goes.
 *
 * @param key everything the result depends on
 * @returns whether the work was done now
 */
export async function onlyOnce(
	folder: string,
	name: string,
	key: string,
	work: () => Promise<void>,
): Promise<boolean> {
	const stamp = join(folder, 'node_modules', `.${name}.stamp`);
	const wanted = createHash('sha256').update(key).digest('hex');
	const isDone = async () => (await readFile(stamp, 'utf8').catch(() => undefined)) === wanted;
	if (await isDone()) return false;
	return await withInstallLock(folder, async () => {
		if (await isDone()) return false;
		await mkdir(folder, { recursive: true });
		await work();
		await writeFile(stamp, wanted);
		return true;
	});
}
