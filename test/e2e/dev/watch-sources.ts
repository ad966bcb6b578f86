import { join, sleep, watch } from '../support/node';
import { projectFolder } from '../support/paths';
import { say } from '../support/progress';

/** Editors write a file in several steps: wait until they have finished, in ms. */
const CALM_MS = 300;

/**
 * Calls back after every change of the package's sources, one call at a time. A call that fails, say
 * because the sources do not compile, is reported, and the next change tries again.
 *
 * @returns stops watching
 */
export function watchSources(onChange: () => Promise<void>): () => void {
	let isChanged = false;
	let isBusy = false;

	async function follow(): Promise<void> {
		isChanged = true;
		if (isBusy) return;
		isBusy = true;
		while (isChanged) {
			isChanged = false;
			await sleep(CALM_MS);
			if (!isChanged) await onChange().catch((error: unknown) => say(String(error)));
		}
		isBusy = false;
	}

	const watchers = ['nodes', 'credentials'].map((folder) =>
		watch(join(projectFolder, folder), { recursive: true }, () => void follow()),
	);
	return () => watchers.forEach((watcher) => watcher.close());
}
