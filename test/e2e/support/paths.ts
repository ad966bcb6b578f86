import { dirname, existsSync, join, process, readFileSync, resolve } from './node';

const PACKAGE_NAME = 'n8n-nodes-xhuoapi';

/** The folder of this project: the nearest one above the working directory that holds its package.json. */
export const projectFolder = findProject(process.cwd());

/** Downloads worth keeping between runs: n8n itself and its Node. `XHUO_E2E_CACHE` lets CI share it. */
export const cacheFolder = resolve(process.env.XHUO_E2E_CACHE ?? join(projectFolder, '.cache'));

/** What a run leaves for its reader: n8n's logs and the screenshots. Not in git. */
export const outputFolder = join(projectFolder, 'output', 'e2e');

function findProject(folder: string): string {
	const manifest = join(folder, 'package.json');
	if (
		existsSync(manifest) &&
		readFileSync(manifest, 'utf8').includes(`"name": "${PACKAGE_NAME}"`)
	) {
		return folder;
	}
	const parent = dirname(folder);
	if (parent === folder) throw new Error(`Run this inside the folder of ${PACKAGE_NAME}`);
	return findProject(parent);
}
