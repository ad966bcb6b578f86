import { z } from 'zod';

import { Session } from '../api/session';
import { WITHOUT_CODE_NODES } from '../instance/environment';
import { N8nLog } from '../instance/log';
import { N8n, type N8nOptions } from '../instance/n8n';
import type { RunningN8n } from '../instance/running-n8n';
import { eventually } from '../support/eventually';
import { existsSync, join, readFile, rename, sleep, writeFile } from '../support/node';

/** How long the shared n8n may take until it answers, in ms. */
const PATIENCE_MS = 180_000;
const LOOK_EVERY_MS = 100;

/** The name of its log: `output/e2e/shared.n8n.log`. */
const NAME = 'shared';

const answerSchema = z.union([
	z.object({ url: z.string(), cookie: z.string(), log: z.string() }),
	z.object({ error: z.string() }),
]);

/** The files through which the test files, processes of their own, ask for it and are told. */
const filesIn = (folder: string) => ({
	wanted: join(folder, 'shared-n8n.wanted'),
	answer: join(folder, 'shared-n8n.json'),
});

/** The set-up's side: an n8n that is started when the first test file asks for it. */
export class SharedN8n {
	private isOver = false;
	private readonly started: Promise<N8n | undefined>;

	/** @param folder for the two of them to meet in; see `useSharedN8n` */
	constructor(folder: string, options: Omit<N8nOptions, 'name' | 'env'>) {
		const { wanted, answer } = filesIn(folder);
		this.started = this.startWhen(wanted, options);
		void this.started.then(
			async (n8n) => {
				if (n8n === undefined) return;
				const { url, api, log } = n8n;
				await tell(answer, { url, cookie: api.cookie, log: log.path });
			},
			async (error: unknown) => await tell(answer, { error: String(error) }),
		);
	}

	/** Ends it, if it was ever started. */
	async close(): Promise<void> {
		this.isOver = true;
		const n8n = await this.started.catch(() => undefined);
		await n8n?.dispose();
	}

	/** @returns nothing when the tests were over before anybody asked */
	private async startWhen(
		wanted: string,
		options: Omit<N8nOptions, 'name' | 'env'>,
	): Promise<N8n | undefined> {
		while (!existsSync(wanted)) {
			if (this.isOver) return undefined;
			await sleep(LOOK_EVERY_MS);
		}
		return await N8n.start({ ...options, name: NAME, env: WITHOUT_CODE_NODES });
	}
}

/**
 * The n8n that test files share which neither restart it nor need settings of their own. Its log begins
 * with this call. It holds what the others have made: workflows, credentials, executions.
 *
 * @param folder that `SharedN8n` was given
 */
export async function useSharedN8n(folder: string): Promise<RunningN8n> {
	const { wanted, answer } = filesIn(folder);
	await writeFile(wanted, '');
	await eventually('the shared n8n is up', () => existsSync(answer), { timeoutMs: PATIENCE_MS });
	const told = answerSchema.parse(JSON.parse(await readFile(answer, 'utf8')));
	if ('error' in told) throw new Error(told.error);
	const api = new Session(told.url);
	api.cookie = told.cookie;
	return { url: told.url, api, log: N8nLog.fromNowOn(told.log) };
}

/** Writes the answer so that nobody reads half of it. */
async function tell(path: string, answer: z.infer<typeof answerSchema>): Promise<void> {
	await writeFile(`${path}.part`, JSON.stringify(answer));
	await rename(`${path}.part`, path);
}
