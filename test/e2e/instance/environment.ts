import { z } from 'zod';

import { delimiter, existsSync, join, process } from '../support/node';
import type { N8nInstallation } from '../install/install-n8n';

export interface Ports {
	/** Editor, REST API and webhooks. */
	http: number;
	/** Where the task runner for Code nodes reports. */
	broker: number;
}

/** The address that a browser and a webhook's caller use. */
export function addressOf({ http }: Pick<Ports, 'http'>): string {
	return `http://127.0.0.1:${http}`;
}

/**
 * The whole environment of a test's n8n: nothing of the machine's own n8n settings gets in, nothing
 * is reported to n8n's makers, and nothing is asked of the internet.
 *
 * @param userFolder takes all that n8n writes
 */
export function environmentOf(
	installation: N8nInstallation,
	userFolder: string,
	ports: Ports,
): Record<string, string> {
	const address = `${addressOf(ports)}/`;
	return {
		PATH: [installation.node.bin, '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
		HOME: userFolder,
		TMPDIR: join(userFolder, 'tmp'),
		LANG: 'C.UTF-8',
		TZ: 'UTC',
		GENERIC_TIMEZONE: 'UTC',

		N8N_USER_FOLDER: userFolder,
		N8N_ENCRYPTION_KEY: 'only-for-tests',
		N8N_HOST: '127.0.0.1',
		N8N_LISTEN_ADDRESS: '127.0.0.1',
		N8N_PORT: String(ports.http),
		N8N_RUNNERS_BROKER_PORT: String(ports.broker),
		N8N_EDITOR_BASE_URL: address,
		// The older name is deprecated, the newer unknown to older versions.
		WEBHOOK_URL: address,
		N8N_WEBHOOK_URL: address,
		N8N_SECURE_COOKIE: 'false',
		N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
		N8N_GRACEFUL_SHUTDOWN_TIMEOUT: '5',
		N8N_LOG_FORMAT: 'json',
		N8N_LOG_LEVEL: 'info',

		N8N_DIAGNOSTICS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
		N8N_VERSION_NOTIFICATIONS_WHATS_NEW_ENABLED: 'false',
		N8N_DYNAMIC_BANNERS_ENABLED: 'false',
		N8N_HIRING_BANNER_ENABLED: 'false',
		N8N_PERSONALIZATION_ENABLED: 'false',
		N8N_TEMPLATES_ENABLED: 'false',
		N8N_VERIFIED_PACKAGES_ENABLED: 'false',
		N8N_UNVERIFIED_PACKAGES_ENABLED: 'true',
		N8N_LICENSE_AUTO_RENEW_ENABLED: 'false',
		EXTERNAL_FRONTEND_HOOKS_URLS: '',

		// What Node has compiled of n8n once, it need not compile at the next start.
		NODE_COMPILE_CACHE: join(installation.folder, 'compiled'),
		...withoutMcpRegistry(installation),
	};
}

/**
 * Settings with which n8n starts sooner: its task runner, a process of its own that
 * only Code nodes need, is left to somebody else, who never comes.
 */
export const WITHOUT_CODE_NODES = {
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'only-for-tests',
};

/** Names settings of n8n to try the tests with, as a JSON object. */
const SETTINGS_VARIABLE = 'XHUO_E2E_N8N_ENV';

/** The settings that whoever runs the tests wants to try; they go before those of the tests. */
export function settingsToTry(): Record<string, string> {
	return z.record(z.string()).parse(JSON.parse(process.env[SETTINGS_VARIABLE] ?? '{}'));
}

/** Newer versions fetch a list of MCP servers from the internet at every start. */
function withoutMcpRegistry({ folder }: N8nInstallation): Record<string, string> {
	const module = join(folder, 'node_modules', 'n8n', 'dist', 'modules', 'mcp-registry');
	return existsSync(module) ? { N8N_DISABLED_MODULES: 'mcp-registry' } : {};
}
