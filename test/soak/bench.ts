import { listen, type Listener } from '../e2e/callbacks/listener';
import { createCredential } from '../e2e/api/credentials';
import { activateWorkflow, importWorkflow, type StoredWorkflow } from '../e2e/api/workflows';
import { packProject } from '../e2e/install/community-package';
import { freshDatabase } from '../e2e/install/fresh-database';
import { installN8n } from '../e2e/install/install-n8n';
import { WITHOUT_CODE_NODES } from '../e2e/instance/environment';
import { freePort } from '../e2e/instance/free-port';
import { Keeper } from '../e2e/instance/keeper';
import { N8n } from '../e2e/instance/n8n';
import { inspectable } from '../e2e/support/inspector';
import { step } from '../e2e/support/progress';
import { startSimulator, type Simulator } from '../simulator';
import { join, mkdtemp, tmpdir } from '../support/node';
import type { SoakArguments } from './arguments';
import { controlWorkflowOf } from './control';
import { compileGiveBack } from './giveBack';
import { LANES, RETRY_ON_FAIL, workflowOf, type Lane } from './lanes';
import { MISHAPS } from './mishaps';

/** How long an image takes, in ms: longer than n8n needs to store a suspended execution. */
const LATENCY_MS = { least: 2500, most: 5500 };

/** A real n8n with the packed package, the workflows of all lanes, and the service beside it. */
export interface SoakBench {
	readonly n8n: N8n;
	/** Of Node's inspector in n8n. */
	readonly inspector: number;
	/** The library of `compileGiveBack`. */
	readonly giveBack: string;
	readonly simulator: Simulator;
	readonly workflows: ReadonlyMap<Lane, StoredWorkflow>;
	readonly receiver: Listener;
	close(): Promise<void>;
}

/**
 * Starts everything that a soak takes.
 *
 * @param share of the requests of each kind that go wrong, from 0 to 1
 * @param seed repeats the choices by chance
 * @param isControl whether n8n's own nodes do the work
 */
export async function openSoakBench({ share, seed, isControl }: SoakArguments): Promise<SoakBench> {
	const installation = await installN8n();
	const database = await freshDatabase(installation);
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-soak-'));
	const keeper = new Keeper(workspace);
	const communityPackage = await step('packing the project', () => packProject(workspace));
	const giveBack = await compileGiveBack(workspace);
	const spread = LATENCY_MS.most - LATENCY_MS.least;
	const simulator = await startSimulator({
		seed,
		latencyMs: ({ prompt }) => LATENCY_MS.least + ((prompt.length * 977) % spread),
		mishaps: { share, faults: MISHAPS },
	});
	const inspector = await freePort();
	const n8n = await step('starting n8n', async () => {
		const env = { ...WITHOUT_CODE_NODES, ...inspectable(inspector) };
		return await N8n.start({ name: 'soak', installation, communityPackage, database, env });
	});
	const data = { apiToken: simulator.token, baseUrl: simulator.baseUrl };
	const credential = await createCredential(n8n.api, {
		name: 'XHuo account',
		type: 'xhuoApi',
		data,
	});
	const receiver = await listen(n8n, credential, { settings: RETRY_ON_FAIL });
	const workflows = new Map<Lane, StoredWorkflow>();
	for (const lane of LANES) {
		const file = isControl
			? controlWorkflowOf(lane, simulator.baseUrl)
			: workflowOf(lane, receiver.url);
		const workflow = await importWorkflow(n8n.api, file, [credential]);
		await activateWorkflow(n8n.api, workflow);
		workflows.set(lane, workflow);
	}
	return {
		n8n,
		inspector,
		giveBack,
		simulator,
		workflows,
		receiver,
		async close() {
			await simulator.close();
			await n8n.dispose();
			await keeper.close();
		},
	};
}
