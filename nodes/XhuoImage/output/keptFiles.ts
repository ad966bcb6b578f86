import type { NodeContext } from '../api/client';
import { failed, type Failure, type Outcome } from '../api/failure';
import type { NameFor } from '../files/fileName';
import { storeBuffer, type StoredImage } from '../files/store';

/** The files of a request that was paid for, as the ledger knows them. */
export interface KeptFiles {
	/** Names the request among all of the node run. */
	readonly key: string;
	/**
	 * The file of an image, by its place in the answer, if an earlier try stored it: in this very
	 * execution, or in the one that this execution retries.
	 */
	file(index: number): { readonly stored: StoredImage; readonly isOwn: boolean } | undefined;
	/** Notes the file of an image, by its place in the answer. */
	keep(index: number, stored: StoredImage): void;
	/** Why an image without a link could not be used, by its place in the answer. */
	lost(index: number): Failure | undefined;
	/** Notes that an image without a link could not be used, by its place in the answer. */
	keepLost(index: number, failure: Failure): void;
}

/** An image without a link, stored by the execution that this one retries: copied into this one. */
export async function takeOver(
	file: StoredImage | undefined,
	nameFor: NameFor,
	context: NodeContext,
): Promise<Outcome<StoredImage>> {
	const binary = file?.binary;
	if (!binary) return failed(lostFile('it was not stored'));
	try {
		const bytes =
			binary.id === undefined
				? Buffer.from(binary.data, 'base64')
				: await context.helpers.binaryToBuffer(await context.helpers.getBinaryStream(binary.id));
		const stored = await storeBuffer(context, bytes, nameFor);
		return 'reason' in stored ? failed(lostFile(stored.reason)) : { ok: true, value: stored };
	} catch {
		return failed(lostFile('the execution that stored it is gone'));
	}
}

const lostFile = (reason: string) =>
	({
		kind: 'download',
		message: `The image was made earlier, but its file is gone: ${reason}`,
		advice: 'Start the workflow anew to have it made again.',
	}) as const;
