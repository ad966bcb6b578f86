import { Keeper } from '../instance/keeper';

let keeper: Keeper | undefined;

/** Has a folder removed when the tests are over, however they end. */
export function keepUntilTheEnd(folder: string): void {
	keeper = new Keeper(folder);
}

/** Removes that folder. */
export async function clearWorkspace(): Promise<void> {
	await keeper?.close();
}
