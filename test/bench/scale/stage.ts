import { createCredential } from '../../e2e/api/credentials';
import { packProject } from '../../e2e/install/community-package';
import { freshDatabase } from '../../e2e/install/fresh-database';
import { installN8n, type N8nInstallation } from '../../e2e/install/install-n8n';
import { WITHOUT_CODE_NODES } from '../../e2e/instance/environment';
import { Keeper } from '../../e2e/instance/keeper';
import { N8n, type N8nOptions } from '../../e2e/instance/n8n';
import { step } from '../../e2e/support/progress';
import { join, mkdtemp, tmpdir } from '../../support/node';
import type { Service } from './service';

/** What all parts of the measurement share: n8n as installed, and the package as it would be published. */
export interface Stage {
	readonly installation: N8nInstallation;
	/** Starts an n8n with nothing in it. */
	start(env?: Readonly<Record<string, string>>): Promise<N8n>;
	close(): Promise<void>;
}

export async function openStage(): Promise<Stage> {
	const installation = await installN8n();
	const database = await freshDatabase(installation);
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-bench-'));
	const keeper = new Keeper(workspace);
	const communityPackage = await step('packing the project', () => packProject(workspace));
	const options: N8nOptions = { name: 'bench', installation, communityPackage, database };
	return {
		installation,
		start: async (env = {}) =>
			await N8n.start({ ...options, env: { ...WITHOUT_CODE_NODES, ...env } }),
		close: async () => await keeper.close(),
	};
}

/** Gives an n8n the credentials that the contestants need for the service. */
export async function furnish(
	{ api }: N8n,
	{ baseUrl, token }: Pick<Service, 'baseUrl' | 'token'>,
) {
	return [
		await createCredential(api, {
			name: 'XHuo account',
			type: 'xhuoApi',
			data: { apiToken: token, baseUrl },
		}),
		await createCredential(api, {
			name: 'OpenAI account',
			type: 'openAiApi',
			data: { apiKey: token, url: `${baseUrl}/openai` },
		}),
	];
}
