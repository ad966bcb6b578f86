import { z } from 'zod';

import { npm } from '../../install/npm';
import { onlyOnce } from '../../install/stamp';
import type { N8nInstallation } from '../../install/install-n8n';
import { copyFile, createRequire, join, mkdtemp, readFile, rm, tmpdir } from '../../support/node';
import { cacheFolder, projectFolder } from '../../support/paths';
import { step } from '../../support/progress';
import type { ByteStore } from '../../../engine/harness/binary-data';

const BUCKET = 'images';
const REGION = 'us-east-1';

/** What the stand-in takes for an account, both as key and as secret. */
const ACCOUNT = 'S3RVER';

interface Server {
	run(): Promise<{ port: number }>;
	close(): Promise<void>;
}
type ServerClass = new (options: Record<string, unknown>) => Server;
type ObjectStore = object & { init(): Promise<void>; list(prefix: string): Promise<object[]> };
type ObjectStoreClass = new (logger: unknown, settings: Record<string, unknown>) => ObjectStore;
type ByteStoreClass = new (objects: ObjectStore) => ByteStore;

const isFunction = (value: unknown) => typeof value === 'function';
const serverSchema = z.custom<ServerClass>(isFunction);
const objectStoreSchema = z.object({ ObjectStoreService: z.custom<ObjectStoreClass>(isFunction) });
const byteStoreSchema = z.object({ S3ByteStore: z.custom<ByteStoreClass>(isFunction) });

/** An S3 that runs here, with n8n's own way of keeping files in it. */
export interface S3 {
	/** What n8n's binary data service writes to and reads from. */
	readonly store: ByteStore;
	/** The settings with which n8n would use it. */
	readonly env: Record<string, string>;
	/** How many files are in it. */
	count(): Promise<number>;
	close(): Promise<void>;
}

/** Starts an empty S3 on a free port; the first time, it is installed into the cache. */
export async function startS3(installation: N8nInstallation): Promise<S3> {
	const S3rver = serverSchema.parse(createRequire(join(await install(), 'package.json'))('s3rver'));
	const directory = await mkdtemp(join(tmpdir(), 'xhuo-e2e-s3-'));
	const server = new S3rver({
		port: 0,
		address: '127.0.0.1',
		silent: true,
		directory,
		configureBuckets: [{ name: BUCKET }],
	});
	const { port } = await server.run();
	const host = `127.0.0.1:${port}`;
	const ofN8n = createRequire(join(installation.folder, 'package.json'));
	const { ObjectStoreService } = objectStoreSchema.parse(ofN8n('@n8n/blob-storage/object-store'));
	const { S3ByteStore } = byteStoreSchema.parse(ofN8n('@n8n/blob-storage'));
	const objects = new ObjectStoreService(SILENT, {
		host,
		protocol: 'http',
		forcePathStyle: true,
		bucket: { name: BUCKET, region: REGION },
		credentials: { accessKey: ACCOUNT, accessSecret: ACCOUNT, authAutoDetect: false },
		// As n8n has it where nothing else is set (N8N_EXTERNAL_STORAGE_S3_MAX_ATTEMPTS).
		maxAttempts: 3,
		startupTimeoutMs: 10_000,
	});
	await objects.init();
	return {
		store: new S3ByteStore(objects),
		env: {
			N8N_EXTERNAL_STORAGE_S3_HOST: host,
			N8N_EXTERNAL_STORAGE_S3_PROTOCOL: 'http',
			N8N_EXTERNAL_STORAGE_S3_BUCKET_NAME: BUCKET,
			N8N_EXTERNAL_STORAGE_S3_BUCKET_REGION: REGION,
			N8N_EXTERNAL_STORAGE_S3_ACCESS_KEY: ACCOUNT,
			N8N_EXTERNAL_STORAGE_S3_ACCESS_SECRET: ACCOUNT,
		},
		count: async () => (await objects.list('')).length,
		async close() {
			await server.close();
			await rm(directory, { recursive: true, force: true });
		},
	};
}

const SILENT = { info: () => undefined, debug: () => undefined, error: () => undefined };

async function install(): Promise<string> {
	const manifests = join(projectFolder, 'test', 'e2e', 'queue', 's3');
	const lock = await readFile(join(manifests, 'package-lock.json'), 'utf8');
	const folder = join(cacheFolder, 's3rver');
	await onlyOnce(folder, 's3rver', lock, async () => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			await copyFile(join(manifests, file), join(folder, file));
		}
		await step('installing a stand-in for S3', async () => {
			const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund'];
			await npm(args, { cwd: folder, log: join(folder, 'npm-ci.log') });
		});
	});
	return folder;
}
