import { startPreparedN8n } from './prepared';
import { startSimulator, type Simulator } from '../../simulator';
import { createCredential, type StoredCredential } from '../api/credentials';
import type { Session } from '../api/session';
import type { N8n, N8nOptions } from '../instance/n8n';

type SimulatorOptions = NonNullable<Parameters<typeof startSimulator>[0]>;

/** A fresh n8n with the package, the simulated service beside it, and a credential for it. */
export interface Workbench {
	n8n: N8n;
	api: Session;
	simulator: Simulator;
	credential: StoredCredential;
	close(): Promise<void>;
}

/**
 * Sets everything up that a test of a workflow needs.
 *
 * @param name of the test file, without `.test.ts`
 */
export async function openWorkbench(
	name: string,
	options: { simulator?: SimulatorOptions; n8n?: Partial<Omit<N8nOptions, 'name'>> } = {},
): Promise<Workbench> {
	const [n8n, simulator] = await Promise.all([
		startPreparedN8n(name, options.n8n),
		startSimulator(options.simulator),
	]);
	const { api } = n8n;
	const data = { apiToken: simulator.token, baseUrl: simulator.baseUrl };
	const credential = await createCredential(api, { name: 'XHuo account', type: 'xhuoApi', data });
	return {
		n8n,
		api,
		simulator,
		credential,
		async close() {
			await simulator.close();
			await n8n.dispose();
		},
	};
}
