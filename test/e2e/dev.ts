import { loadExamples } from './dev/examples';
import { watchSources } from './dev/watch-sources';
import { addCommunityPackage, packProject } from './install/community-package';
import { installN8n } from './install/install-n8n';
import { createCredential } from './api/credentials';
import { OWNER } from './api/session';
import { isFree } from './instance/free-port';
import { Keeper } from './instance/keeper';
import { N8n } from './instance/n8n';
import { startSimulator } from '../simulator';
import { join, mkdtemp, process, tmpdir } from './support/node';
import { say, step } from './support/progress';

/** Where n8n is used to be, if nobody is there. */
const USUAL_PORT = 5678;

/**
 * `npm run dev`: n8n with the package, which follows the sources as they change; beside it the
 * simulated service, a credential for it, and the example workflows. All of it is gone after Ctrl-C.
 */
async function main(): Promise<void> {
	const installation = await installN8n();
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-dev-'));
	const keeper = new Keeper(workspace);
	let builds = 0;
	const pack = async () => await packProject(join(workspace, String((builds += 1))));

	const communityPackage = await step('packing the project', pack);
	const simulator = await startSimulator();
	const n8n = await step('starting n8n', async () => {
		const port = (await isFree(USUAL_PORT)) ? { port: USUAL_PORT } : {};
		const env = { N8N_DEV_RELOAD: 'true' };
		return await N8n.start({ name: 'dev', installation, communityPackage, env, ...port });
	});
	const data = { apiToken: simulator.token, baseUrl: simulator.baseUrl };
	const credential = await createCredential(n8n.api, {
		name: 'XHuo account (simulator)',
		type: 'xhuoApi',
		data,
	});
	const examples = await loadExamples(n8n.api, credential);

	const stopWatching = watchSources(async () => {
		await addCommunityPackage(await step('packing the project again', pack), n8n.folder);
		say('· n8n has the new version; an open editor follows by itself');
	});
	process.once('SIGINT', () => {
		stopWatching();
		void Promise.all([n8n.dispose(), simulator.close(), keeper.close()]).then(() =>
			process.exit(0),
		);
	});

	say('');
	say(`n8n         ${n8n.url}`);
	say(`log in as   ${OWNER.email}, password ${OWNER.password}`);
	say(`simulator   ${simulator.baseUrl}, token ${simulator.token}`);
	say(`n8n's log   ${n8n.log.path}`);
	for (const { name, id } of examples) say(`example     ${n8n.url}/workflow/${id}  ${name}`);
	say('');
	say('Changes in nodes/ and credentials/ are taken up as they are saved. Ctrl-C ends everything.');
}

main().catch((error: unknown) => {
	say(error instanceof Error ? (error.stack ?? error.message) : String(error));
	process.exit(1);
});
