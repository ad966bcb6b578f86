import { addCommunityPackage, type CommunityPackage } from '../install/community-package';
import type { N8nInstallation } from '../install/install-n8n';
import { addressOf, environmentOf, settingsToTry } from '../instance/environment';
import { freePort } from '../instance/free-port';
import { N8nLog } from '../instance/log';
import { join, mkdir, rm } from '../support/node';
import { outputFolder } from '../support/paths';

/** How many executions a worker takes on at the same time. */
const CONCURRENCY = 5;

export type ProcessKind = 'main' | 'webhook' | 'worker';

/**
 * The processes of an n8n in queue mode: the main one with editor and REST API, some that take
 * webhooks, and some that do the work.
 */
export type ProcessName = 'main' | `webhook${number}` | `worker${number}`;

/** What n8n is told to do, by kind of process. */
const COMMANDS = {
	main: ['start'],
	webhook: ['webhook'],
	worker: ['worker', `--concurrency=${CONCURRENCY}`],
};

export interface QueueOptions {
	/** Its logs are called `output/e2e/<name>.<process>.n8n.log`. */
	name: string;
	installation: N8nInstallation;
	communityPackage: CommunityPackage;
	/** Besides the main one; 1. */
	webhooks?: number;
	/** Settings of n8n to add or replace, in every process. */
	env?: Record<string, string>;
}

/** A process of n8n that can be started. */
export interface Process {
	readonly name: ProcessName;
	readonly args: readonly string[];
	/** A user folder of its own: as in a container of its own, no disk is shared. */
	readonly folder: string;
	readonly url: string;
	readonly log: N8nLog;
	readonly env: Record<string, string>;
}

/**
 * Makes a user folder for each process, with the package in it, and puts its settings together.
 *
 * @param folder for all of them; `shared` in it is the one that the processes have in common
 * @param stores the settings for database and queue
 */
export async function prepareProcesses(
	options: QueueOptions,
	folder: string,
	stores: Record<string, string>,
): Promise<Map<ProcessName, Process>> {
	const webhooks = Array.from(
		{ length: options.webhooks ?? 1 },
		(_, n) => `webhook${n + 1}` as const,
	);
	const names: ProcessName[] = ['main', ...webhooks, 'worker1', 'worker2'];
	const ports = new Map<ProcessName, number>();
	for (const name of names) ports.set(name, await freePort());
	const callbacks = addressOf({ http: ports.get('webhook1') ?? 0 });
	const processes = new Map<ProcessName, Process>();
	for (const [name, http] of ports) {
		const own = join(folder, name);
		await mkdir(join(own, 'tmp'), { recursive: true });
		await addCommunityPackage(options.communityPackage, own);
		const log = new N8nLog(join(outputFolder, `${options.name}.${name}.n8n.log`));
		await rm(log.path, { force: true });
		const env = {
			...environmentOf(options.installation, own, { http, broker: await freePort() }),
			...stores,
			...QUEUE_MODE,
			QUEUE_HEALTH_CHECK_PORT: String(http),
			N8N_BINARY_DATA_STORAGE_PATH: join(folder, 'shared'),
			// Callbacks go to the process that takes webhooks, whichever process hands the address out.
			WEBHOOK_URL: `${callbacks}/`,
			N8N_WEBHOOK_URL: `${callbacks}/`,
			...options.env,
			...settingsToTry(),
		};
		const args = COMMANDS[kindOf(name)];
		processes.set(name, { name, args, folder: own, url: addressOf({ http }), log, env });
	}
	return processes;
}

function kindOf(name: ProcessName): ProcessKind {
	if (name === 'main') return 'main';
	return name.startsWith('webhook') ? 'webhook' : 'worker';
}

const QUEUE_MODE = {
	EXECUTIONS_MODE: 'queue',
	QUEUE_HEALTH_CHECK_ACTIVE: 'true',
	N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
	N8N_DEFAULT_BINARY_DATA_MODE: 'database',
	// That a worker is dead shows after seconds, not after a minute; all in ms.
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '1000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};
