/**
 * Settings that n8n-core reads once, while it is being loaded. Imported before n8n-core, by
 * `n8n-core.ts` alone.
 *
 * - n8n's folder (settings file, encryption key, binary data) is a new, empty one for each
 *   process or test file, removed at the end; otherwise n8n-core would write to the user's home folder.
 * - n8n's own log is silent: a failing node is what many tests are about.
 */
import { join, mkdtempSync, process, rmSync, tmpdir } from '../../support/node';

if (process.env.N8N_USER_FOLDER === undefined) {
	const folder = mkdtempSync(join(process.env.TEST_SCRATCH_FOLDER ?? tmpdir(), 'n8n-engine-'));
	process.env.N8N_USER_FOLDER = folder;
	process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
}
process.env.N8N_LOG_LEVEL ??= 'silent';
