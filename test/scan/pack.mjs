import { execFile } from 'node:child_process';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * Packs the package as `npm publish` would, and unpacks it beside the tarball.
 * @returns the tarball's size in bytes, its files, and the folder it was unpacked into
 */
export async function packInto(scratch) {
	const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', scratch], {
		shell: process.platform === 'win32',
	});
	const [{ filename, size, files }] = JSON.parse(stdout);
	const folder = join(scratch, 'unpacked');
	await mkdir(folder);
	await run('tar', ['-xzf', join(scratch, filename), '-C', folder, '--strip-components=1']);
	return { bytes: size, files: files.map(({ path }) => path), folder };
}
