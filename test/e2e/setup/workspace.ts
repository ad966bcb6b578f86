import type { SharedN8n } from './shared-n8n';
import { Keeper } from '../instance/keeper';

let keeper: Keeper | undefined;
let shared: SharedN8n | undefined;

/** Has a folder removed, and the shared n8n ended, when the tests are over. */
export function keepUntilTheEnd({ folder, n8n }: { folder?: string; n8n?: SharedN8n }): void {
	// The keeper removes the folder however the tests end.
	if (folder !== undefined) keeper = new Keeper(folder);
	if (n8n !== undefined) shared = n8n;
}

/** Does so. */
export async function clearWorkspace(): Promise<void> {
	await shared?.close();
	await keeper?.close();
}
