import { announce } from './prepared';
import { keepUntilTheEnd } from './workspace';
import { packProject } from '../install/community-package';
import { installN8n } from '../install/install-n8n';
import { join, mkdtemp, tmpdir } from '../support/node';
import { step } from '../support/progress';

/** Installs n8n unless it is there, and packs the project, before the first test. */
export default async function setUp(): Promise<void> {
	const installation = await installN8n();
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-e2e-package-'));
	keepUntilTheEnd(workspace);
	const communityPackage = await step('packing the project', () => packProject(workspace));
	announce({ installation, communityPackage });
}
