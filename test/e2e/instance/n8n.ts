import { addressOf, environmentOf, settingsToTry, type Ports } from './environment';
import { freePort } from './free-port';
import { Keeper, type Exit } from './keeper';
import { N8nLog } from './log';
import type { RunningN8n } from './running-n8n';
import { Session } from '../api/session';
import { addCommunityPackage, type CommunityPackage } from '../install/community-package';
import type { N8nInstallation } from '../install/install-n8n';
import { eventually } from '../support/eventually';
import { cp, join, mkdir, mkdtemp, rm, tmpdir } from '../support/node';
import { outputFolder } from '../support/paths';

/** How long n8n may take until it answers, in ms. Its first start builds the database. */
const BOOT_PATIENCE_MS = 180_000;

export interface N8nOptions {
	/** What its log is called: `output/e2e/<name>.n8n.log`. */
	name: string;
	installation: N8nInstallation;
	communityPackage?: CommunityPackage | undefined;
	/** What `freshDatabase` prepared. Without it, n8n begins with nothing. */
	database?: string | undefined;
	/** Settings of n8n to add or replace. */
	env?: Record<string, string>;
	/** The port of the editor, if not any free one. */
	port?: number;
}

/** A running n8n with a user folder and a database of its own, and its owner logged in. */
export class N8n implements RunningN8n {
	private pid = 0;

	private constructor(
		readonly folder: string,
		readonly url: string,
		readonly log: N8nLog,
		readonly api: Session,
		private readonly keeper: Keeper,
		private readonly options: N8nOptions,
		private readonly env: Record<string, string>,
	) {}

	/** Starts n8n with a user folder in which nothing was done yet, and logs its owner in. */
	static async start(options: N8nOptions): Promise<N8n> {
		const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
		const keeper = new Keeper(folder);
		let isUp = false;
		try {
			await mkdir(join(folder, 'tmp'));
			await mkdir(outputFolder, { recursive: true });
			if (options.database) await cp(options.database, join(folder, '.n8n'), { recursive: true });
			if (options.communityPackage) await addCommunityPackage(options.communityPackage, folder);
			const ports: Ports = { http: options.port ?? (await freePort()), broker: await freePort() };
			const env = {
				...environmentOf(options.installation, folder, ports),
				...options.env,
				...settingsToTry(),
			};
			const log = new N8nLog(join(outputFolder, `${options.name}.n8n.log`));
			await rm(log.path, { force: true });
			const url = addressOf(ports);
			const n8n = new N8n(folder, url, log, new Session(url), keeper, options, env);
			await n8n.boot();
			await (options.database ? n8n.api.logIn() : n8n.api.setUpOwner());
			isUp = true;
			return n8n;
		} finally {
			if (!isUp) await keeper.close();
		}
	}

	/** Of the process that runs now, or ran last. */
	get processId(): number {
		return this.pid;
	}

	/** Where the database, the binary data and the community packages are. */
	get dataFolder(): string {
		return join(this.folder, '.n8n');
	}

	/** Stops n8n properly. `boot()` starts it again: same folder, same address. */
	async stop(): Promise<void> {
		await this.keeper.stop('n8n');
	}

	/** Stops n8n properly and starts it again. */
	async restart(): Promise<void> {
		await this.stop();
		await this.boot();
	}

	/** Ends n8n as a power cut would. `boot()` starts it again. */
	async kill9(): Promise<void> {
		await this.keeper.kill('n8n');
	}

	/** Starts n8n and waits until it answers. */
	async boot(): Promise<void> {
		const { installation } = this.options;
		this.pid = await this.keeper.start({
			name: 'n8n',
			command: installation.node.executable,
			args: [installation.script, 'start'],
			cwd: this.folder,
			env: this.env,
			log: this.log.path,
		});
		let exit: Exit | undefined;
		void this.keeper.exit('n8n').then((how) => (exit = how));
		await eventually('n8n answers', async () => exit !== undefined || (await this.api.isReady()), {
			timeoutMs: BOOT_PATIENCE_MS,
		});
		if (exit === undefined) return;
		const how = exit.code ?? exit.signal;
		throw new Error(`n8n ended (${how}) before it answered:\n${this.log.tail()}`);
	}

	/** Ends n8n and removes its folder. The log stays in the output folder. */
	async dispose(): Promise<void> {
		await this.keeper.close();
	}
}
