import {
	prepareProcesses,
	type Process,
	type ProcessKind,
	type ProcessName,
	type QueueOptions,
} from './processes';
import { Stores } from './stores';
import { Session } from '../api/session';
import { addCommunityPackage } from '../install/community-package';
import { Keeper } from '../instance/keeper';
import type { N8nLog } from '../instance/log';
import type { RunningN8n } from '../instance/running-n8n';
import { eventually } from '../support/eventually';
import { join, mkdir, mkdtemp, rm, tmpdir } from '../support/node';
import { outputFolder } from '../support/paths';
import { step } from '../support/progress';

export type { ProcessName, QueueOptions } from './processes';

/** How long a process may take until it answers, in ms; the first one builds the database. */
const BOOT_PATIENCE_MS = 240_000;

/** A running n8n in queue mode, with a database of its own in PostgreSQL, and its owner logged in. */
export class QueueN8n implements RunningN8n {
	private constructor(
		readonly api: Session,
		readonly stores: Stores,
		private readonly processes: ReadonlyMap<ProcessName, Process>,
		private readonly options: QueueOptions,
		private readonly keeper: Keeper,
	) {}

	/** Starts one main process, the webhook processes, and two workers. */
	static async start(options: QueueOptions): Promise<QueueN8n> {
		const stores = await Stores.create(options.installation);
		const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-queue-'));
		const keeper = new Keeper(folder);
		let isUp = false;
		try {
			await mkdir(outputFolder, { recursive: true });
			const processes = await prepareProcesses(options, folder, stores.env());
			const main = processes.get('main');
			if (!main) throw new Error('There is no main process');
			const api = new Session(main.url);
			const n8n = new QueueN8n(api, stores, processes, options, keeper);
			// The database is built by the main process; the others would have to wait for it.
			await step('starting the main process of n8n in queue mode', () => n8n.boot('main'));
			const others = [...processes.keys()].filter((name) => name !== 'main');
			await step(`starting ${others.join(', ')}`, () => n8n.boot(...others));
			await api.setUpOwner();
			isUp = true;
			return n8n;
		} finally {
			if (!isUp) await close(keeper, stores);
		}
	}

	/** Of the main process. */
	get url(): string {
		return this.process('main').url;
	}

	/** Of the main process. */
	get log(): N8nLog {
		return this.logOf('main');
	}

	/** Where a process answers. */
	urlOf(name: ProcessName): string {
		return this.process(name).url;
	}

	logOf(name: ProcessName): N8nLog {
		return this.process(name).log;
	}

	/** All processes, or those of a kind. */
	names(kind: ProcessKind | '' = ''): ProcessName[] {
		return [...this.processes.keys()].filter((name) => name.startsWith(kind));
	}

	/** This n8n as it is seen at a webhook process: for whatever goes to its production webhooks. */
	at(name: ProcessName): RunningN8n {
		return { url: this.urlOf(name), log: this.logOf(name), api: this.api };
	}

	/** The workers that have taken an execution on, by their logs. */
	workersOf(executionId: string): ProcessName[] {
		const started = new RegExp(`Worker started execution ${executionId} `);
		return this.names('worker').filter((name) => started.test(this.logOf(name).text()));
	}

	/** Starts processes that are not running, and waits until they do their work. */
	async boot(...names: ProcessName[]): Promise<void> {
		await Promise.all(names.map(async (name) => await this.bootOne(this.process(name))));
	}

	/** Starts processes in place of those that ended, as new containers: what they had on disk is gone. */
	async replace(...names: ProcessName[]): Promise<void> {
		for (const { folder } of names.map((name) => this.process(name))) {
			await rm(join(folder, '.n8n'), { recursive: true });
			await addCommunityPackage(this.options.communityPackage, folder);
		}
		await this.boot(...names);
	}

	/** Stops a process properly and starts it with other settings, which it keeps from then on. */
	async restart(name: ProcessName, env: Record<string, string>): Promise<void> {
		await this.stop(name);
		Object.assign(this.process(name).env, env);
		await this.boot(name);
	}

	/** Ends processes as a power cut would. `boot()` or `replace()` starts them again. */
	async kill9(...names: ProcessName[]): Promise<void> {
		await Promise.all(names.map(async (name) => await this.keeper.kill(name)));
	}

	/** Waits until processes have ended by themselves. `boot()` or `replace()` starts them again. */
	async haveEnded(...names: ProcessName[]): Promise<void> {
		await Promise.all(names.map(async (name) => await this.keeper.exit(name)));
	}

	/** Stops processes properly. `boot()` starts them again. */
	async stop(...names: ProcessName[]): Promise<void> {
		await Promise.all(names.map(async (name) => await this.keeper.stop(name)));
	}

	/** Ends all processes and removes folder, database and keys. The logs stay in the output folder. */
	async dispose(): Promise<void> {
		await close(this.keeper, this.stores);
	}

	private process(name: ProcessName): Process {
		const process = this.processes.get(name);
		if (!process) throw new Error(`No process is called ${name}`);
		return process;
	}

	private async bootOne({ name, args, folder, env, url, log }: Process): Promise<void> {
		const { node, script } = this.options.installation;
		await this.keeper.start({
			name,
			command: node.executable,
			args: [script, ...args],
			cwd: folder,
			env,
			log: log.path,
		});
		let hasEnded = false;
		void this.keeper.exit(name).then(() => (hasEnded = true));
		const isReady = async () =>
			name === 'main' ? await this.api.isReady() : (await fetch(`${url}/healthz/readiness`)).ok;
		await eventually(`the process ${name} is ready`, async () => hasEnded || (await isReady()), {
			timeoutMs: BOOT_PATIENCE_MS,
		});
		if (hasEnded) throw new Error(`The process ${name} has ended:\n${log.tail()}`);
	}
}

async function close(keeper: Keeper, stores: Stores): Promise<void> {
	await keeper.close();
	await stores.dispose();
}
