import {
	buildNativeModules,
	installationIn,
	NATIVE_MODULES,
	type N8nInstallation,
} from './install-n8n';
import { NODE_24, provideNode, type NodeRuntime } from './node-runtime';
import { npm } from './npm';
import { onlyOnce } from './stamp';
import { Keeper } from '../instance/keeper';
import { join, writeFile } from '../support/node';
import { cacheFolder } from '../support/paths';
import { step } from '../support/progress';

/** The newest Node of each line that some n8n was made for, best first. */
const NODES = [NODE_24, '22.23.3', '20.20.2'];

/**
 * Older versions take the spreadsheet reader from its makers' web site, which a machine behind a
 * registry mirror cannot reach. Any release does: no test reads a spreadsheet.
 */
const OVERRIDES = { xlsx: '0.18.5' };

/** Ends with 0 if n8n, in the working directory, accepts the Node that runs this. */
const ACCEPTS_THIS_NODE = `
	const { engines } = require('./node_modules/n8n/package.json');
	const semver = require('./node_modules/semver');
	process.exit(semver.satisfies(process.versions.node, engines.node) ? 0 : 1);
`;

/**
 * Installs any version of n8n into the cache, with whatever its dependencies are today: there is no
 * lock file, so this is for trying older versions and not for CI.
 */
export async function installAnyN8n(version: string): Promise<N8nInstallation> {
	const folder = join(cacheFolder, `n8n-${version}-unlocked`);
	const newest = await provideNode(NODE_24);
	await onlyOnce(folder, 'modules', version, async () => {
		const manifest = {
			private: true,
			dependencies: { n8n: version },
			overrides: OVERRIDES,
			allowScripts: Object.fromEntries(NATIVE_MODULES.map((name) => [name, true])),
		};
		await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
		const flags = ['--ignore-scripts', '--no-package-lock', '--no-audit', '--no-fund'];
		await step(`installing n8n ${version}`, async () => {
			const log = join(folder, 'npm-install.log');
			await npm(['install', ...flags], { cwd: folder, log, nodeBin: newest.bin });
		});
	});
	const node = await firstAcceptedNode(folder);
	await buildNativeModules(folder, node, version);
	return installationIn(folder, version, node);
}

async function firstAcceptedNode(folder: string): Promise<NodeRuntime> {
	for (const version of NODES) {
		const node = await provideNode(version);
		if (await isAccepted(node, folder)) return node;
	}
	throw new Error(`This n8n runs on none of Node ${NODES.join(', ')}`);
}

async function isAccepted(node: NodeRuntime, cwd: string): Promise<boolean> {
	const keeper = new Keeper();
	try {
		const command = node.executable;
		const args = ['--eval', ACCEPTS_THIS_NODE];
		const log = join(cwd, 'engines.log');
		await keeper.start({ name: 'node', command, args, cwd, env: {}, log });
		return (await keeper.exit('node')).code === 0;
	} finally {
		await keeper.close();
	}
}
