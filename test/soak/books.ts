import { z } from 'zod';

import { downloadBinary } from '../e2e/api/binaries';
import type { Item } from '../e2e/api/execution-data';
import type { Execution } from '../e2e/api/executions';
import type { Session } from '../e2e/api/session';
import type { Simulator } from '../simulator';
import type { LedgerEntry } from '../simulator/ledger';
import type { Lane, Order } from './lanes';
import { changesTheFile } from './mishaps';

/** What is kept of the output of an execution, in characters. */
const LONGEST_SAID = 6000;

/** How a file came out. */
type Wholeness = 'as made' | 'as a fault sent it' | 'not whole';

/** What became of one order. */
interface Account {
	readonly order: Order;
	readonly lane: Lane;
	/** The files that came out, by what tells two images of the order apart. */
	readonly files: Map<string, Wholeness>;
	/** Files that came out a second time. */
	repeated: number;
	/** Ids that its user can read in the output: each leads to all images of a billed call. */
	readonly tasks: Set<string>;
	/** The same for links: each leads to one image. */
	readonly links: Set<string>;
	/** Whether anything was said of it at all. */
	isAnswered: boolean;
	/** All that was said, as JSON, for whoever looks into what went wrong. */
	readonly said: string[];
}

const imageSchema = z.object({
	prompt: z.string(),
	url: z.string().nullable(),
	taskId: z.string().nullable(),
	imageIndex: z.number(),
	image: z.object({}).passthrough(),
});

/** The books of a soak: each order, and what its user holds of it in the end. */
export class Books {
	private readonly accounts = new Map<string, Account>();
	readonly statuses = new Map<string, number>();

	constructor(
		private readonly api: Session,
		private readonly simulator: Simulator,
	) {}

	get all(): readonly Account[] {
		return [...this.accounts.values()];
	}

	/** Files that came out so far. */
	get images(): number {
		return this.all.reduce((sum, { files }) => sum + files.size, 0);
	}

	/** Executions that ended so far. */
	get executions(): number {
		return [...this.statuses.values()].reduce((sum, count) => sum + count, 0);
	}

	open(lane: Lane, orders: readonly Order[]): void {
		for (const order of orders) {
			const account: Account = {
				order,
				lane,
				files: new Map(),
				repeated: 0,
				tasks: new Set(),
				links: new Set(),
				isAnswered: false,
				said: [],
			};
			this.accounts.set(order.prompt, account);
		}
	}

	/**
	 * Notes all that an execution has given to its user: files, and ids and links in outputs and messages.
	 *
	 * @param node whose outputs they are
	 * @param orders what was asked for, in the order of the input items; unknown behind the trigger
	 */
	async enter(execution: Execution, node: string, orders: readonly Order[] = []): Promise<void> {
		const { status, data } = execution;
		const runs = data.resultData.runData[node] ?? [];
		this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
		const items = runs.flatMap((run) => (run.data?.main ?? []).flatMap((output) => output ?? []));
		for (const item of items) await this.enterFile(item);

		const errors = [data.resultData.error, ...runs.map(({ error }) => error)];
		const text = JSON.stringify([items.map(({ json }) => json), errors]);
		// The service's links happen to hold the task's id, where nobody would look for it.
		const prose = text.replace(/https?:[^\s"\\]+/g, '');
		for (const { prompt } of orders) {
			const account = this.accounts.get(prompt);
			if (!account) continue;
			account.said.push(text.slice(0, LONGEST_SAID));
			account.isAnswered ||= items.length > 0 || errors.some((error) => error !== undefined);
			const tasks = this.callsFor(prompt).map(({ taskId }) => taskId);
			const links = this.madeFor(prompt).map(({ path }) => path);
			for (const id of tasks.filter((task) => prose.includes(task))) account.tasks.add(id);
			for (const link of links.filter((path) => text.includes(path))) account.links.add(link);
		}
	}

	/** What was billed for an order. */
	callsFor(wanted: string): LedgerEntry[] {
		return this.simulator.ledger.filter(({ prompt }) => prompt === wanted);
	}

	/** The names of the faults that hit an order: its calls, its callbacks, its images. */
	faultsOf(wanted: string): string[] {
		const { requests, tasks } = this.simulator;
		const ids = this.callsFor(wanted).map(({ taskId }) => taskId);
		const paths = this.madeFor(wanted).map(({ path }) => path);
		const isAbout = (body: unknown) => JSON.stringify(body ?? '').includes(JSON.stringify(wanted));
		return [
			...requests
				.filter(({ path, taskId, body }) => {
					return paths.includes(path) || ids.includes(taskId ?? '') || isAbout(body);
				})
				.flatMap(({ faultName }) => faultName ?? []),
			...ids.flatMap((id) => tasks.find(id)?.faults ?? []),
		];
	}

	private madeFor(wanted: string) {
		return this.simulator.images.all.filter(({ prompt }) => prompt === wanted);
	}

	private async enterFile({ json, binary }: Item): Promise<void> {
		const image = imageSchema.safeParse(json).data;
		const [file] = Object.values(binary ?? {});
		const account = image && this.accounts.get(image.prompt);
		if (!image || !account || !file) return;
		const name = `${image.taskId ?? image.url ?? ''} ${image.imageIndex}`;
		if (account.files.has(name)) account.repeated += 1;
		const { sha256 } = await downloadBinary(this.api, file);
		account.files.set(name, this.wholeness(image.prompt, sha256));
	}

	private wholeness(prompt: string, sha256: string): Wholeness {
		const made = this.madeFor(prompt);
		if (made.some((image) => image.sha256 === sha256)) return 'as made';
		const tasks = this.callsFor(prompt).map(({ taskId }) => taskId);
		const isChanged = this.simulator.requests.some(
			({ faultName, path, taskId }) =>
				faultName !== null &&
				changesTheFile(faultName) &&
				(made.some((image) => image.path === path) || tasks.includes(taskId ?? '')),
		);
		return isChanged ? 'as a fault sent it' : 'not whole';
	}
}
