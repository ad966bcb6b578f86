/**
 * `npm run lock`: writes package-lock.json anew for the package.json of today, without the
 * dependencies that nothing here loads (`unused.ts`). Versions that are locked stay as they are. Run
 * `npm ci` and `npm run test:machines` afterwards.
 */
import { once, process, readFile, spawn, writeFile } from '../support/node';
import { forget, readLock, trim, type Lock } from './trim';

const FILE = 'package-lock.json';

/**
 * The npm that writes the file. Those before it leave out which C library a binary is made for, and
 * everybody on Linux would install each of them twice.
 */
const NPM = 'npm@11.19.1';

async function npm(...args: string[]): Promise<void> {
	const child = spawn('npx', ['--yes', NPM, ...args], {
		stdio: 'inherit',
		shell: process.platform === 'win32',
	});
	await once(child, 'exit');
	if (child.exitCode !== 0) throw new Error(`npm ${args.join(' ')} ended with ${child.exitCode}`);
}

async function change(how: (lock: Lock) => Lock): Promise<void> {
	const lock = how(readLock(await readFile(FILE, 'utf8')));
	await writeFile(FILE, `${JSON.stringify(lock, null, 2)}\n`);
}

async function main(): Promise<void> {
	await change(forget);
	await npm('install', '--package-lock-only');
	await change(trim);
	// With half of the packages gone, many that lay in a folder of their own need not.
	await npm('dedupe', '--package-lock-only');
	const { packages } = readLock(await readFile(FILE, 'utf8'));
	process.stdout.write(`${FILE} has ${Object.keys(packages).length - 1} packages\n`);
}

void main();
