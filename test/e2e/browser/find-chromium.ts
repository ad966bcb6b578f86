import { Keeper } from '../instance/keeper';
import { existsSync, join, platform, process, tmpdir } from '../support/node';
import { step } from '../support/progress';

const DEBIAN_CHROMIUM = '/usr/bin/chromium';

/**
 * The browser to test with: `XHUO_E2E_CHROMIUM` if set, else Debian's, which is installed first if
 * it is missing and we may.
 *
 * @returns the path of the program
 */
export async function findChromium(): Promise<string> {
	const chosen = process.env.XHUO_E2E_CHROMIUM;
	if (chosen !== undefined) return chosen;
	if (existsSync(DEBIAN_CHROMIUM)) return DEBIAN_CHROMIUM;
	if (platform() !== 'linux' || process.getuid?.() !== 0) {
		throw new Error(
			`Install Chromium (apt-get install chromium), or tell where it is: XHUO_E2E_CHROMIUM`,
		);
	}
	await step('installing Chromium with apt-get', async () => {
		await aptGet('update');
		await aptGet('install', '--yes', '--no-install-recommends', 'chromium', 'fonts-liberation');
	});
	return DEBIAN_CHROMIUM;
}

async function aptGet(...args: string[]): Promise<void> {
	const keeper = new Keeper();
	try {
		const env = { ...cleanEnvironment(), DEBIAN_FRONTEND: 'noninteractive' };
		const log = join(tmpdir(), 'xhuo-e2e-apt-get.log');
		await keeper.start({ name: 'apt-get', command: 'apt-get', args, cwd: tmpdir(), env, log });
		const { code } = await keeper.exit('apt-get');
		if (code !== 0) throw new Error(`apt-get ${args.join(' ')} ended with ${code}; see ${log}`);
	} finally {
		await keeper.close();
	}
}

function cleanEnvironment(): Record<string, string> {
	const entries = Object.entries(process.env).flatMap(([name, value]) =>
		value === undefined ? [] : [[name, value]],
	);
	return Object.fromEntries(entries);
}
