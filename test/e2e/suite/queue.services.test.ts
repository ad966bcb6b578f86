import { services, withPostgres, withRedis } from '../queue/services';
import { Stores } from '../queue/stores';
import { prepared } from '../setup/prepared';
import { join, process, readFile } from '../support/node';
import { projectFolder } from '../support/paths';

const VARIABLES = ['E2E_POSTGRES_URL', 'E2E_REDIS_URL'] as const;
const COMPOSE = 'test/e2e/queue/compose.yaml';

/** Nobody listens at port 1. */
const NOT_THERE = {
	E2E_POSTGRES_URL: { service: 'PostgreSQL', scheme: 'postgres:', account: 'me:secret@' },
	E2E_REDIS_URL: { service: 'Redis', scheme: 'redis:', account: '' },
} as const;

describe('PostgreSQL and Redis of the tests of queue mode', () => {
	const { installation } = prepared();
	const given = VARIABLES.map((name) => [name, process.env[name]] as const);
	const restore = () => {
		for (const [name, value] of given) {
			if (value === undefined) delete process.env[name];
			else process.env[name] = value;
		}
	};
	afterEach(restore);

	it('are those on the usual ports of this machine, unless the environment names others', () => {
		for (const name of VARIABLES) delete process.env[name];
		expect(services().postgres.href).toBe('postgres://postgres@127.0.0.1:5432/postgres');
		expect(services().redis.href).toBe('redis://127.0.0.1:6379');
	});

	it('are those that the environment names, with account and number of the database', async () => {
		const stores = await Stores.create(installation);
		try {
			process.env.E2E_POSTGRES_URL = 'postgres://me:s%40fe@db.example:6543/postgres';
			process.env.E2E_REDIS_URL = 'redis://you:als%40@queue.example:7000/3';
			expect(stores.env()).toMatchObject({
				DB_POSTGRESDB_HOST: 'db.example',
				DB_POSTGRESDB_PORT: '6543',
				DB_POSTGRESDB_USER: 'me',
				DB_POSTGRESDB_PASSWORD: 's@fe',
				QUEUE_BULL_REDIS_HOST: 'queue.example',
				QUEUE_BULL_REDIS_PORT: '7000',
				QUEUE_BULL_REDIS_USERNAME: 'you',
				QUEUE_BULL_REDIS_PASSWORD: 'als@',
				QUEUE_BULL_REDIS_DB: '3',
			});
		} finally {
			restore();
			await stores.dispose();
		}
	});

	it.each(VARIABLES)('%s leads nowhere: it says how to start the service', async (variable) => {
		const { service, scheme, account } = NOT_THERE[variable];
		process.env[variable] = `${scheme}//${account}127.0.0.1:1/`;
		const failure: unknown = await Stores.create(installation).catch((error: unknown) => error);
		expect(String(failure)).toContain(
			`need ${service}, which does not answer at ${scheme}//127.0.0.1:1 (`,
		);
		expect(String(failure)).not.toContain('secret');
		expect(String(failure)).toContain(`docker compose --file ${COMPOSE} up --detach --wait`);
		expect(String(failure)).toContain(`say in ${variable} where it is`);
	});

	it('can be started on other machines, by the file that is named, at the ports that are looked at', async () => {
		const compose = await readFile(join(projectFolder, COMPOSE), 'utf8');
		expect(compose).toMatch(/image: postgres:/);
		expect(compose).toMatch(/image: redis:/);
		for (const port of [5432, 6379]) expect(compose).toContain(`'127.0.0.1:${port}:${port}'`);
	});

	it('hold a database and keys for each run, and only those of the one that ends go', async () => {
		const [ending, staying] = [
			await Stores.create(installation),
			await Stores.create(installation),
		];
		expect(await left([ending, staying])).toEqual([0, 0].map(() => ({ databases: 1, keys: 0 })));
		for (const stores of [ending, staying]) await write(stores);
		expect(await left([ending, staying])).toEqual([0, 0].map(() => ({ databases: 1, keys: 3 })));

		await ending.dispose();
		const after = await left([ending, staying]);
		await staying.dispose();
		expect(after).toEqual([
			{ databases: 0, keys: 0 },
			{ databases: 1, keys: 3 },
		]);
		expect(await left([staying])).toEqual([{ databases: 0, keys: 0 }]);
	});

	/** A key under each of the prefixes with which n8n is told to write. */
	async function write(stores: Stores): Promise<void> {
		const prefixes = Object.entries(stores.env()).filter(([name]) => name.endsWith('_PREFIX'));
		expect(prefixes).toHaveLength(3);
		await withRedis(installation, async (redis) => {
			for (const [, prefix] of prefixes) await redis.set(`${prefix}:key`, 'x');
		});
	}

	async function left(all: readonly Stores[]) {
		return await Promise.all(
			all.map(async ({ name }) => ({
				databases: await withPostgres(installation, async (postgres) => {
					const sql = `SELECT 1 FROM pg_database WHERE datname = '${name}'`;
					return (await postgres.query(sql)).rows.length;
				}),
				keys: await withRedis(installation, async (redis) => {
					const found = new Set<string>();
					let cursor = '0';
					do {
						const [next, keys] = await redis.scan(cursor, 'MATCH', `${name}_*`);
						for (const key of keys) found.add(key);
						cursor = next;
					} while (cursor !== '0');
					return found.size;
				}),
			})),
		);
	}
});
