import { z } from 'zod';

import { npm } from './npm';
import { Keeper } from '../instance/keeper';
import { cp, join, mkdir, process, readdir, readFile, writeFile } from '../support/node';
import { projectFolder } from '../support/paths';

const manifestSchema = z
	.object({
		name: z.string(),
		version: z.string(),
		dependencies: z.record(z.string()).optional(),
	})
	.passthrough();

/** A community package as n8n would unpack it, ready to be copied into user folders. */
export interface CommunityPackage {
	name: string;
	version: string;
	folder: string;
}

/**
 * Builds the project, packs it as `npm publish` would, and unpacks the tarball into `target` the way
 * n8n's own installation of a community package does (its community-packages.service.js).
 *
 * @param target a folder that the caller removes again
 */
export async function packProject(target: string): Promise<CommunityPackage> {
	const log = join(target, 'npm.log');
	await mkdir(target, { recursive: true });
	await npm(['run', 'build'], { cwd: projectFolder, log });
	await npm(['pack', '--ignore-scripts', '--pack-destination', target], {
		cwd: projectFolder,
		log,
	});
	const tarballs = (await readdir(target)).filter((file) => file.endsWith('.tgz'));
	const [tarball] = tarballs;
	if (tarball === undefined || tarballs.length > 1) {
		throw new Error(`npm pack should have left one tarball in ${target}, not ${tarballs.length}`);
	}
	return await unpack(join(target, tarball), join(target, 'package'));
}

/**
 * Puts a package where n8n finds the community packages of a user folder, and into n8n's list of
 * them. A later version may be put over an earlier one: n8n keeps its eyes on that very folder.
 */
export async function addCommunityPackage(
	{ name, version, folder }: CommunityPackage,
	userFolder: string,
): Promise<void> {
	const downloads = join(userFolder, '.n8n', 'nodes');
	await cp(folder, join(downloads, 'node_modules', name), { recursive: true });
	const list = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(downloads, 'package.json'), JSON.stringify(list, null, 2));
}

async function unpack(tarball: string, folder: string): Promise<CommunityPackage> {
	await mkdir(folder, { recursive: true });
	await tar(['-xzf', tarball, '-C', folder, '--strip-components=1'], folder);
	const path = join(folder, 'package.json');
	const manifest = manifestSchema.parse(JSON.parse(await readFile(path, 'utf8')));
	// n8n would now run `npm install` for these; we promise that there are none.
	const dependencies = Object.keys(manifest.dependencies ?? {});
	if (dependencies.length > 0) {
		throw new Error(`The package must not have dependencies: ${dependencies.join(', ')}`);
	}
	const unwanted = ['devDependencies', 'peerDependencies', 'optionalDependencies'];
	const kept = Object.entries(manifest).filter(([field]) => !unwanted.includes(field));
	await writeFile(path, JSON.stringify(Object.fromEntries(kept), null, 2));
	return { name: manifest.name, version: manifest.version, folder };
}

async function tar(args: string[], cwd: string): Promise<void> {
	const keeper = new Keeper();
	try {
		const env = { PATH: process.env.PATH ?? '' };
		await keeper.start({
			name: 'tar',
			command: 'tar',
			args,
			cwd,
			env,
			log: join(cwd, '..', 'tar.log'),
		});
		const { code } = await keeper.exit('tar');
		if (code !== 0) throw new Error(`tar ${args.join(' ')} ended with ${code}`);
	} finally {
		await keeper.close();
	}
}
