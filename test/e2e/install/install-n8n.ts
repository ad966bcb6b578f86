import { NODE_24, provideNode, type NodeRuntime } from './node-runtime';
import { npm } from './npm';
import { onlyOnce } from './stamp';
import { copyFile, join, readFile } from '../support/node';
import { cacheFolder, projectFolder } from '../support/paths';
import { step } from '../support/progress';

/** The version that the end-to-end tests run against: pinned by test/e2e/n8n/package-lock.json. */
export const N8N_VERSION = '2.41.1';

/**
 * The modules of n8n that need a compiler. The others that have an install script work without it.
 * From npm 12 on, the package.json beside them has to allow it by their names.
 */
export const NATIVE_MODULES = ['sqlite3', 'isolated-vm'];

/** An n8n that is ready to be started, and the Node that it runs on. */
export interface N8nInstallation {
	version: string;
	/** The folder whose `node_modules` holds n8n. */
	folder: string;
	/** The script that Node runs to start n8n. */
	script: string;
	node: NodeRuntime;
}

/**
 * Installs n8n into the cache, exactly as locked, unless it is there already. The first time takes
 * some minutes and 3 GB.
 */
export async function installN8n(): Promise<N8nInstallation> {
	const node = await provideNode(NODE_24);
	const manifests = join(projectFolder, 'test', 'e2e', 'n8n');
	const folder = join(cacheFolder, `n8n-${N8N_VERSION}`);
	const lock = await readFile(join(manifests, 'package-lock.json'), 'utf8');
	await onlyOnce(folder, 'modules', lock, async () => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			await copyFile(join(manifests, file), join(folder, file));
		}
		await step(`installing n8n ${N8N_VERSION} (3 to 5 minutes, this first time)`, async () => {
			await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
				cwd: folder,
				log: join(folder, 'npm-ci.log'),
				nodeBin: node.bin,
			});
		});
	});
	await buildNativeModules(folder, node, lock);
	return installationIn(folder, N8N_VERSION, node);
}

/**
 * Compiles what n8n cannot run without, against the headers of the Node that will run it.
 *
 * @param key changes when the modules do
 */
export async function buildNativeModules(
	folder: string,
	node: NodeRuntime,
	key: string,
): Promise<void> {
	await onlyOnce(folder, 'native', `${node.version}\n${key}`, async () => {
		await step(`compiling ${NATIVE_MODULES.join(' and ')} (1 to 2 minutes)`, async () => {
			await npm(['rebuild', ...NATIVE_MODULES, '--foreground-scripts'], {
				cwd: folder,
				log: join(folder, 'npm-rebuild.log'),
				nodeBin: node.bin,
				nodeHome: node.home,
			});
		});
	});
}

/** Describes the n8n that was installed into a folder. */
export function installationIn(
	folder: string,
	version: string,
	node: NodeRuntime,
): N8nInstallation {
	const script = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
	return { version, folder, script, node };
}
