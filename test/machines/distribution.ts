import { provideNode } from '../e2e/install/node-runtime';
import { npm } from '../e2e/install/npm';
import { onlyOnce } from '../e2e/install/stamp';
import { cp, join, mkdir, symlink, writeFile } from '../e2e/support/node';
import { cacheFolder } from '../e2e/support/paths';
import { step } from '../e2e/support/progress';

/**
 * Lays out a Node with an npm of exact versions, as a download from Node's makers unpacks.
 *
 * @param target a folder that does not exist yet
 * @returns the folder with the programs, to put first on PATH
 */
export async function layOut(node: string, npmVersion: string, target: string): Promise<string> {
	const runtime = await provideNode(node);
	const npmFolder = await provideNpm(npmVersion);
	const bin = join(target, 'bin');
	const modules = join(target, 'lib', 'node_modules');
	await mkdir(bin, { recursive: true });
	await mkdir(modules, { recursive: true });
	await cp(runtime.executable, join(bin, 'node'));
	await cp(npmFolder, join(modules, 'npm'), { recursive: true });
	for (const program of ['npm', 'npx']) {
		await symlink(`../lib/node_modules/npm/bin/${program}-cli.js`, join(bin, program));
	}
	return bin;
}

/** Brings an npm of an exact version into the cache. */
async function provideNpm(version: string): Promise<string> {
	const folder = join(cacheFolder, `npm-${version}`);
	await onlyOnce(folder, 'installed', version, async () => {
		await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
		await step(`fetching npm ${version}`, async () => {
			await npm(['install', '--no-save', '--no-package-lock', `npm@${version}`], {
				cwd: folder,
				log: join(folder, 'npm.log'),
			});
		});
	});
	return join(folder, 'node_modules', 'npm');
}
