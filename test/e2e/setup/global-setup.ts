import { announce } from './prepared';
import { keepUntilTheEnd } from './workspace';
import { SharedN8n } from './shared-n8n';
import { packProject } from '../install/community-package';
import { freshDatabase } from '../install/fresh-database';
import { installAnyN8n } from '../install/install-any-n8n';
import { installN8n } from '../install/install-n8n';
import { join, mkdtemp, process, tmpdir } from '../support/node';
import { step } from '../support/progress';

/** Names a version of n8n to test in place of the usual one. */
export const N8N_VERSION_VARIABLE = 'XHUO_E2E_N8N_VERSION';

/** Installs n8n unless it is there, and packs the project, before the first test. */
export default async function setUp(): Promise<void> {
	const version = process.env[N8N_VERSION_VARIABLE];
	const installation = await (version === undefined ? installN8n() : installAnyN8n(version));
	const database = await freshDatabase(installation);
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-e2e-package-'));
	keepUntilTheEnd({ folder: workspace });
	const communityPackage = await step('packing the project', () => packProject(workspace));
	const ready = { installation, communityPackage, database };
	keepUntilTheEnd({ n8n: new SharedN8n(workspace, ready) });
	announce({ ...ready, workspace });
}
