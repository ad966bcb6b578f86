import { clearWorkspace } from './workspace';

/** Removes what the set-up made. */
export default async function tearDown(): Promise<void> {
	await clearWorkspace();
}
