import { sharedN8n, startPreparedN8n } from './prepared';
import { startSimulator, type Simulator } from '../../simulator';
import { createCredential, type StoredCredential } from '../api/credentials';
import type { Session } from '../api/session';
import type { N8n, N8nOptions } from '../instance/n8n';
import type { RunningN8n } from '../instance/running-n8n';

type SimulatorOptions = NonNullable<Parameters<typeof startSimulator>[0]>;

/** An n8n with the package, the simulated service beside it, and a credential for it. */
export interface Workbench<Instance extends RunningN8n = RunningN8n> {
	n8n: Instance;
	api: Session;
	simulator: Simulator;
	credential: StoredCredential;
	close(): Promise<void>;
}

export interface WorkbenchOptions {
	simulator?: SimulatorOptions;
}

export interface OwnWorkbenchOptions extends WorkbenchOptions {
	n8n?: Partial<Omit<N8nOptions, 'name'>>;
}

/** Sets everything up that a test of a workflow needs, in the n8n that the test files share. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
	const [n8n, simulator] = await Promise.all([sharedN8n(), startSimulator(options.simulator)]);
	return {
		...(await furnish(n8n, simulator)),
		close: async () => await simulator.close(),
	};
}

/**
 * Does the same in a fresh n8n, for tests that restart it or need it set up in a special way.
 *
 * @param name of the test file, without `.test.ts`
 */
export async function openOwnWorkbench(
	name: string,
	options: OwnWorkbenchOptions = {},
): Promise<Workbench<N8n>> {
	const [n8n, simulator] = await Promise.all([
		startPreparedN8n(name, options.n8n),
		startSimulator(options.simulator),
	]);
	return {
		...(await furnish(n8n, simulator)),
		async close() {
			await simulator.close();
			await n8n.dispose();
		},
	};
}

/** Adds a credential for the simulated service. */
export async function furnish<Instance extends RunningN8n>(n8n: Instance, simulator: Simulator) {
	const { api } = n8n;
	const data = { apiToken: simulator.token, baseUrl: simulator.baseUrl };
	const credential = await createCredential(api, { name: 'XHuo account', type: 'xhuoApi', data });
	return { n8n, api, simulator, credential };
}
