import { process, spawn, once } from './support/node';
import { projectFolder } from './support/paths';
import { N8N_VERSION_VARIABLE } from './setup/global-setup';
import { say } from './support/progress';

/** The test files that tell whether the package works in an n8n, in place of all. */
const CORE = ['boot', 'credential', 'examples', 'failures', 'images', 'stop'];

/**
 * `npm run test:compat -- <version of n8n> [test files]`: the core of the end-to-end tests against
 * another n8n, which is installed into the cache first.
 */
async function main(): Promise<void> {
	const [version, ...files] = process.argv.slice(2);
	if (version === undefined || !/^\d+\.\d+\.\d+$/.test(version)) {
		say('Usage: npm run test:compat -- <version of n8n, such as 2.20.12> [test files]');
		process.exit(2);
	}
	const jest = 'node_modules/jest/bin/jest.js';
	const patterns = (files.length > 0 ? files : CORE).map((file) => `suite/${file}\\.test`);
	const args = [jest, '--config', 'test/e2e/jest.config.js', ...patterns];
	const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ...args], {
		cwd: projectFolder,
		stdio: 'inherit',
		env: { ...process.env, [N8N_VERSION_VARIABLE]: version },
	});
	await once(child, 'exit');
	process.exit(child.exitCode ?? 1);
}

void main();
