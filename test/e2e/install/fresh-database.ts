import type { N8nInstallation } from './install-n8n';
import { onlyOnce } from './stamp';
import { N8n } from '../instance/n8n';
import { cp, join, mkdir, readdir } from '../support/node';
import { step } from '../support/progress';

/**
 * The data folder of an n8n that was started once, for an owner who has done nothing yet. A new n8n
 * runs some hundred migrations; the tests that start from a copy of this are spared them.
 *
 * @returns the folder to copy into `.n8n` of a user folder
 */
export async function freshDatabase(installation: N8nInstallation): Promise<string> {
	const folder = join(installation.folder, 'fresh-database');
	await onlyOnce(installation.folder, 'database', installation.version, async () => {
		await step('preparing the database of a fresh n8n', async () => {
			const n8n = await N8n.start({ name: 'fresh', installation });
			try {
				await n8n.stop();
				await mkdir(folder, { recursive: true });
				const files = await readdir(n8n.dataFolder);
				for (const file of files.filter((name) => /^(config|database\.sqlite)/.test(name))) {
					await cp(join(n8n.dataFolder, file), join(folder, file));
				}
			} finally {
				await n8n.dispose();
			}
		});
	});
	return folder;
}
