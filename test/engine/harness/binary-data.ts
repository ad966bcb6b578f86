import type { IBinaryData } from 'n8n-workflow';

import { join, readdir, stat } from '../../support/node';
import {
	BinaryDataBlobManager,
	BinaryDataConfig,
	BinaryDataService,
	Container,
	ErrorReporter,
} from './n8n-core';

/**
 * Where n8n keeps binary data: files (n8n's default), inside the execution's items, or in S3, which
 * has to be there (`useS3`).
 */
export type BinaryMode = 'filesystem' | 'memory' | 's3';

const N8N_MODE = { filesystem: 'filesystem', memory: 'default', s3: 's3' } as const;

/** What n8n keeps files in. */
export type ByteStore = ConstructorParameters<typeof BinaryDataBlobManager>[0];

/** Says what is meant by S3 in the binary mode `s3`. */
export function useS3(store: ByteStore): void {
	const manager = new BinaryDataBlobManager(store, Container.get(ErrorReporter));
	Container.get(BinaryDataService).setManager('s3', manager);
}

/**
 * Switches n8n's binary data service, which is one for the whole process: executions that run at
 * the same time share the mode.
 */
export async function useBinaryMode(mode: BinaryMode): Promise<void> {
	Container.get(BinaryDataConfig).mode = N8N_MODE[mode];
	await Container.get(BinaryDataService).init();
}

/** All bytes of a binary property, read the way a node further down the workflow reads them. */
export async function readBinary(binary: IBinaryData): Promise<Buffer> {
	return await Container.get(BinaryDataService).getAsBuffer(binary);
}

/**
 * Calls `listener` each time a node has stored a binary, while its execution is still running.
 * @returns a function that ends this
 */
export function onBinaryStored(listener: (binary: IBinaryData) => void): () => void {
	const service = Container.get(BinaryDataService);
	const store = service.store.bind(service);
	service.store = async (...parameters: Parameters<typeof store>) => {
		const stored = await store(...parameters);
		listener(stored);
		return stored;
	};
	return () => {
		service.store = store;
	};
}

/**
 * Lets n8n fail to store a binary so many times.
 *
 * @param reads how much of the binary it reads before it fails
 * @returns a function that ends this
 */
export function failingStore(
	fault: Error,
	times: number,
	reads: 'nothing' | 'beginning' | 'all',
): () => void {
	const service = Container.get(BinaryDataService);
	const store = service.store.bind(service);
	let left = times;
	service.store = async (...parameters: Parameters<typeof store>) => {
		if (left <= 0) return await store(...parameters);
		left -= 1;
		const content = parameters[1];
		if (reads !== 'nothing' && !Buffer.isBuffer(content)) {
			let bytes = 0;
			for await (const chunk of content) {
				bytes += Buffer.byteLength(chunk);
				if (reads === 'beginning' && bytes > 0) break;
			}
		}
		throw fault;
	};
	return () => {
		service.store = store;
	};
}

/** The size of the largest file in n8n's binary store at this moment, in bytes; 0 while it is empty. */
export async function largestStoredFile(): Promise<number> {
	return Math.max(0, ...(await storedFiles()).map(({ size }) => size));
}

/** The files in n8n's binary store at this moment, with their sizes in bytes. */
export async function storedFiles(): Promise<Array<{ path: string; size: number }>> {
	const folder = Container.get(BinaryDataConfig).localStoragePath;
	const names = await readdir(folder, { recursive: true }).catch(() => []);
	const files = await Promise.all(
		names.map(async (name) => {
			const path = join(folder, name);
			const file = await stat(path).catch(() => undefined);
			return file?.isFile() ? [{ path, size: file.size }] : [];
		}),
	);
	return files.flat();
}
