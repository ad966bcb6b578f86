import { chromium, type Browser as Connection } from 'playwright-core';

import { Editor } from './editor';
import { findChromium } from './find-chromium';
import { Keeper } from '../instance/keeper';
import type { RunningN8n } from '../instance/running-n8n';
import { eventually } from '../support/eventually';
import { join, mkdir, mkdtemp, process, readFile, tmpdir } from '../support/node';
import { outputFolder } from '../support/paths';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--disable-dev-shm-usage',
	'--remote-debugging-port=0',
];

/** How long the editor may take for one thing that a test waits for, in ms. */
const PATIENCE_MS = 60_000;

/** A headless Chromium with a profile of its own. */
export class Browser {
	private constructor(
		private readonly keeper: Keeper,
		private readonly connection: Connection,
	) {}

	static async start(): Promise<Browser> {
		const command = await findChromium();
		const folder = await mkdtemp(join(tmpdir(), 'xhuo-e2e-browser-'));
		await mkdir(outputFolder, { recursive: true });
		const keeper = new Keeper(folder);
		const profile = join(folder, 'profile');
		await keeper.start({
			name: 'chromium',
			command,
			args: [...FLAGS, `--user-data-dir=${profile}`, 'about:blank'],
			cwd: folder,
			env: {
				PATH: process.env.PATH ?? '',
				HOME: folder,
				TMPDIR: folder,
				LANG: 'C.UTF-8',
				TZ: 'UTC',
			},
			log: join(outputFolder, 'chromium.log'),
		});
		const port = await eventually('Chromium tells its port', async () => {
			const [line] = (await readFile(join(profile, 'DevToolsActivePort'), 'utf8')).split('\n');
			return line !== '' && line;
		});
		return new Browser(keeper, await chromium.connectOverCDP(`http://127.0.0.1:${port}`));
	}

	/** A page with n8n's editor in it, logged in as the owner, cut off from the internet. */
	async openEditor(n8n: RunningN8n): Promise<Editor> {
		const context = await this.connection.newContext({
			viewport: { width: 1440, height: 900 },
			locale: 'en-US',
		});
		context.setDefaultTimeout(PATIENCE_MS);
		await context.route(
			(url) => url.origin !== n8n.url && url.protocol.startsWith('http'),
			async (route) => await route.abort(),
		);
		const [name = '', value = ''] = n8n.api.cookie.split('=');
		await context.addCookies([{ name, value, url: n8n.url }]);
		return new Editor(await context.newPage(), n8n.url);
	}

	async close(): Promise<void> {
		await this.connection.close();
		await this.keeper.close();
	}
}
