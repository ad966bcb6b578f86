import { z } from 'zod';

import { services, withPostgres, withRedis, type Postgres } from './services';
import type { N8nInstallation } from '../install/install-n8n';
import { randomUUID } from '../support/node';

/** Everything of these tests in PostgreSQL and Redis is called so: then the time, then chance. */
const PREFIX = 'xhuo_e2e';
const NAME = new RegExp(`${PREFIX}_([0-9a-z]+)_[0-9a-f]{8}`);

/** What is older was left behind by a run that was killed, in ms. */
const ABANDONED_AFTER_MS = 3 * 3_600_000;

/** A database, and prefixes of keys in Redis, that nobody else uses. */
export class Stores {
	private constructor(
		private readonly installation: N8nInstallation,
		/** Of the database; what is kept in Redis begins with it. */
		readonly name: string,
	) {}

	/**
	 * Creates an empty database. What runs left behind that had no chance to clean up goes first.
	 *
	 * @throws with how to start PostgreSQL or Redis when one of them is not there
	 */
	static async create(installation: N8nInstallation): Promise<Stores> {
		const chance = randomUUID().slice(0, 8);
		const name = `${PREFIX}_${Date.now().toString(36)}_${chance}`;
		await removeAbandoned(installation);
		await withPostgres(installation, async (postgres) => {
			await postgres.query(`CREATE DATABASE ${name}`);
		});
		return new Stores(installation, name);
	}

	/** The settings with which n8n uses them. */
	env(): Record<string, string> {
		const { postgres, redis } = services();
		return {
			DB_TYPE: 'postgresdb',
			DB_POSTGRESDB_HOST: postgres.hostname,
			DB_POSTGRESDB_PORT: postgres.port || '5432',
			DB_POSTGRESDB_USER: decodeURIComponent(postgres.username),
			DB_POSTGRESDB_PASSWORD: decodeURIComponent(postgres.password),
			DB_POSTGRESDB_DATABASE: this.name,
			QUEUE_BULL_REDIS_HOST: redis.hostname,
			QUEUE_BULL_REDIS_PORT: redis.port || '6379',
			QUEUE_BULL_REDIS_USERNAME: decodeURIComponent(redis.username),
			QUEUE_BULL_REDIS_PASSWORD: decodeURIComponent(redis.password),
			QUEUE_BULL_REDIS_DB: redis.pathname.slice(1) || '0',
			// Without prefixes of its own, n8n meets the webhooks of other instances in the cache.
			QUEUE_BULL_PREFIX: `${this.name}_bull`,
			N8N_REDIS_KEY_PREFIX: `${this.name}_n8n`,
			N8N_CACHE_REDIS_KEY_PREFIX: `${this.name}_cache`,
		};
	}

	/** Asks the database; for what n8n's REST API does not tell. */
	async query(sql: string): Promise<unknown[]> {
		const database = new URL(services().postgres);
		database.pathname = this.name;
		const ask = async (postgres: Postgres) => (await postgres.query(sql)).rows;
		return await withPostgres(this.installation, ask, database);
	}

	/** Removes the database and the keys, whoever still uses them. */
	async dispose(): Promise<void> {
		await dropDatabases(this.installation, [this.name]);
		await removeKeys(this.installation, (name) => name === this.name);
	}
}

async function removeAbandoned(installation: N8nInstallation): Promise<void> {
	const databases = await withPostgres(installation, async (postgres) => {
		const { rows } = await postgres.query('SELECT datname FROM pg_database');
		return z.array(z.object({ datname: z.string() })).parse(rows);
	});
	await dropDatabases(installation, databases.map(({ datname }) => datname).filter(isAbandoned));
	await removeKeys(installation, isAbandoned);
}

function isAbandoned(name: string): boolean {
	const [, time] = NAME.exec(name) ?? [];
	return time !== undefined && Date.now() - parseInt(time, 36) > ABANDONED_AFTER_MS;
}

async function dropDatabases(
	installation: N8nInstallation,
	names: readonly string[],
): Promise<void> {
	await withPostgres(installation, async (postgres) => {
		for (const name of names) await postgres.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
	});
}

/** @param isUnwanted is asked about the name that a key begins with */
async function removeKeys(
	installation: N8nInstallation,
	isUnwanted: (name: string) => boolean,
): Promise<void> {
	await withRedis(installation, async (redis) => {
		let cursor = '0';
		do {
			const [next, keys] = await redis.scan(cursor, 'MATCH', `*${PREFIX}_*`);
			const unwanted = keys.filter((key) => isUnwanted(NAME.exec(key)?.[0] ?? ''));
			if (unwanted.length > 0) await redis.del(unwanted);
			cursor = next;
		} while (cursor !== '0');
	});
}
