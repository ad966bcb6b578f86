import { useSharedN8n } from './shared-n8n';
import type { CommunityPackage } from '../install/community-package';
import type { N8nInstallation } from '../install/install-n8n';
import { WITHOUT_CODE_NODES } from '../instance/environment';
import { N8n, type N8nOptions } from '../instance/n8n';
import type { RunningN8n } from '../instance/running-n8n';
import { process } from '../support/node';

/** What every test file finds ready: done once, before the first of them. */
export interface Prepared {
	installation: N8nInstallation;
	communityPackage: CommunityPackage;
	database: string;
	/** A folder of this test run. */
	workspace: string;
}

const VARIABLE = 'XHUO_E2E_PREPARED';

/** Tells the test files what is ready. They are run apart from the set-up, so it goes by environment. */
export function announce(prepared: Prepared): void {
	process.env[VARIABLE] = JSON.stringify(prepared);
}

/** What the set-up has made ready. */
export function prepared(): Prepared {
	const announced = process.env[VARIABLE];
	if (announced === undefined) throw new Error('Run the tests with npm run test:e2e');
	const ready: Prepared = JSON.parse(announced);
	return ready;
}

/**
 * A fresh n8n with the project installed as a community package.
 *
 * @param name of the test file, without `.test.ts`: n8n's log is shown when a test in it fails
 */
export async function startPreparedN8n(
	name: string,
	options: Partial<Omit<N8nOptions, 'name'>> = {},
): Promise<N8n> {
	const { installation, communityPackage, database } = prepared();
	const env = { ...WITHOUT_CODE_NODES, ...options.env };
	return await N8n.start({ name, installation, communityPackage, database, ...options, env });
}

/** The n8n of the test files that need none of their own; see `useSharedN8n`. */
export async function sharedN8n(): Promise<RunningN8n> {
	return await useSharedN8n(prepared().workspace);
}
