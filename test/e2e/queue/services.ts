import { z } from 'zod';

import type { N8nInstallation } from '../install/install-n8n';
import { createRequire, join, process } from '../support/node';

/** Where n8n in queue mode keeps its database and its queue. */
export interface Services {
	/** With user and password; the database in it is only connected to in order to make others. */
	readonly postgres: URL;
	readonly redis: URL;
}

/** The services that the environment names, or those on the usual ports of this machine. */
export function services(): Services {
	const { E2E_POSTGRES_URL, E2E_REDIS_URL } = process.env;
	return {
		postgres: new URL(E2E_POSTGRES_URL ?? 'postgres://postgres@127.0.0.1:5432/postgres'),
		redis: new URL(E2E_REDIS_URL ?? 'redis://127.0.0.1:6379'),
	};
}

/** What is used of the package `pg`. */
export interface Postgres {
	connect(): Promise<void>;
	query(sql: string): Promise<{ rows: unknown[] }>;
	end(): Promise<void>;
}

/** What is used of the package `ioredis`. */
export interface Redis {
	connect(): Promise<void>;
	scan(cursor: string, match: 'MATCH', pattern: string): Promise<[cursor: string, keys: string[]]>;
	set(key: string, value: string): Promise<unknown>;
	del(keys: string[]): Promise<number>;
	on(event: 'error', listener: () => void): void;
	disconnect(): void;
}

type PostgresClass = new (options: { connectionString: string }) => Postgres;
type RedisClass = new (url: string, options: Record<string, unknown>) => Redis;

const isFunction = (value: unknown) => typeof value === 'function';
const pgSchema = z.object({ Client: z.custom<PostgresClass>(isFunction) });
const ioredisSchema = z.custom<RedisClass>(isFunction);

/**
 * Does something with a connection to PostgreSQL. The client is the one that n8n brings along.
 *
 * @throws with how to start PostgreSQL when it is not there
 */
export async function withPostgres<T>(
	installation: N8nInstallation,
	work: (postgres: Postgres) => Promise<T>,
	{ href }: URL = services().postgres,
): Promise<T> {
	const { Client } = pgSchema.parse(moduleOf(installation, 'pg'));
	const postgres = new Client({ connectionString: href });
	await postgres.connect().catch((error: unknown) => {
		throw unavailable('PostgreSQL', href, 'E2E_POSTGRES_URL', error);
	});
	try {
		return await work(postgres);
	} finally {
		await postgres.end();
	}
}

/**
 * Does something with a connection to Redis. The client is the one that n8n brings along.
 *
 * @throws with how to start Redis when it is not there
 */
export async function withRedis<T>(
	installation: N8nInstallation,
	work: (redis: Redis) => Promise<T>,
): Promise<T> {
	const { href } = services().redis;
	const RedisClient = ioredisSchema.parse(moduleOf(installation, 'ioredis'));
	const redis = new RedisClient(href, { lazyConnect: true, retryStrategy: () => null });
	// Without a listener, ioredis writes each of them to the screen; the promises reject anyway.
	redis.on('error', () => undefined);
	try {
		await redis.connect().catch((error: unknown) => {
			throw unavailable('Redis', href, 'E2E_REDIS_URL', error);
		});
		return await work(redis);
	} finally {
		redis.disconnect();
	}
}

function moduleOf({ folder }: N8nInstallation, name: string): unknown {
	return createRequire(join(folder, 'package.json'))(name);
}

function unavailable(service: string, href: string, variable: string, error: unknown): Error {
	const { protocol, host } = new URL(href);
	const reason = error instanceof Error ? error.message : String(error);
	return new Error(
		`The tests of queue mode need ${service}, which does not answer at ${protocol}//${host} (${reason}). ` +
			'Start it with "docker compose --file test/e2e/queue/compose.yaml up --detach --wait", ' +
			`or say in ${variable} where it is.`,
		{ cause: error },
	);
}
