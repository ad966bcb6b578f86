import type { StoredCredential } from '../api/credentials';
import type { Session } from '../api/session';
import { importWorkflow, readWorkflow, type StoredWorkflow } from '../api/workflows';
import { join, readdir } from '../support/node';
import { projectFolder } from '../support/paths';

/** Imports every workflow in `examples/`, with a credential that works. */
export async function loadExamples(
	api: Session,
	credential: StoredCredential,
): Promise<StoredWorkflow[]> {
	const folder = join(projectFolder, 'examples');
	const files = (await readdir(folder)).filter((file) => file.endsWith('.json'));
	const workflows: StoredWorkflow[] = [];
	for (const file of files.sort()) {
		const workflow = await readWorkflow(join(folder, file));
		workflows.push(await importWorkflow(api, workflow, [credential]));
	}
	return workflows;
}
