import type { Clock } from '../api/clock';
import type { Outcome } from '../api/failure';
import { STOPPED, failed } from '../api/failure';
import type { Task } from '../api/tasks';
import { countEndings } from './endings';
import { MOST_IDS, type TaskSource } from './lookUp';

/** The service may be asked once a second at most (contract §3); in milliseconds. */
const BETWEEN_QUESTIONS_MS = 1000;

/** How many finished tasks are kept; one that was forgotten is simply asked for again. */
const MOST_KEPT = 5000;

/** Someone who waits for an answer. */
interface Asker {
	readonly source: TaskSource;
	/** What no question has named since the asker came, and is not known to be finished. */
	readonly left: Set<string>;
	readonly settle: (outcome: Outcome<undefined>) => void;
}

/**
 * Asks for tasks on behalf of many at once: one question is on its way, and the next one leaves a
 * second later, for all that came meanwhile. A task that is finished stays finished, so what is known
 * to be is not asked for again.
 */
export class SharedQuestions {
	private readonly finished = new Map<string, Task>();
	private readonly endings = countEndings();
	private readonly askers = new Set<Asker>();
	private isBusy = false;
	private askedAt = -Infinity;
	/** How long to wait after that, in milliseconds. */
	private restMs = 0;

	constructor(private readonly clock: Clock) {}

	/** How a task ended, as far as it is known; `undefined` while it is not. */
	known(taskId: string): Task | undefined {
		return this.finished.get(taskId);
	}

	/** Frees what is kept of tasks that nobody waits for any more. */
	forget(taskIds: readonly string[]): void {
		for (const taskId of taskIds) this.finished.delete(taskId);
	}

	/**
	 * Asks for each of the tasks that is not known to be finished, in a question that leaves after this
	 * call. What came of it is then `known`.
	 *
	 * @param source asks, where this asker is the newest
	 * @param ids named in this order, where one question does not hold all of them
	 * @param signal aborted when the asker no longer wants to know
	 * @returns the failure of a question that failed
	 */
	async ask(
		source: TaskSource,
		ids: readonly string[],
		signal: AbortSignal,
	): Promise<Outcome<undefined>> {
		const left = new Set(ids.filter((id) => !this.finished.has(id)));
		if (signal.aborted) return failed(STOPPED);
		if (left.size === 0) return NOTHING_LEFT;
		return await new Promise<Outcome<undefined>>((resolve) => {
			const leave = () => settle(failed(STOPPED));
			const settle = (outcome: Outcome<undefined>) => {
				this.askers.delete(asker);
				signal.removeEventListener('abort', leave);
				resolve(outcome);
			};
			const asker: Asker = { source, left, settle };
			signal.addEventListener('abort', leave);
			this.askers.add(asker);
			void this.work();
		});
	}

	/** One question after the other, as long as someone waits. */
	private async work(): Promise<void> {
		if (this.isBusy) return;
		this.isBusy = true;
		while (this.askers.size > 0) {
			const passed = this.clock.now() - this.askedAt;
			// A clock that was set back says nothing of what passed.
			const early = passed < 0 ? 0 : this.restMs - passed;
			if (early > 0) await this.clock.sleep(early);
			else await this.askOnce([...this.askers]);
		}
		this.isBusy = false;
	}

	private async askOnce(askers: readonly Asker[]): Promise<void> {
		const newest = askers.at(-1);
		if (!newest) return;
		const named = [...new Set(askers.flatMap(({ left }) => [...left]))].slice(0, MOST_IDS);
		const asked = await this.send(newest.source, named);
		if (!asked.ok) {
			for (const asker of askers) asker.settle(asked);
			return;
		}
		for (const asker of this.askers) {
			const isNew = !askers.includes(asker);
			for (const id of named) {
				if (this.finished.has(id) || (!isNew && asked.value.has(id))) asker.left.delete(id);
			}
			if (asker.left.size === 0) asker.settle(NOTHING_LEFT);
		}
	}

	/** @returns which of the tasks need not be named again for those who wait */
	private async send(
		source: TaskSource,
		ids: readonly string[],
	): Promise<Outcome<ReadonlySet<string>>> {
		this.askedAt = this.clock.now();
		this.restMs = BETWEEN_QUESTIONS_MS;
		const page = await source.lookUp({
			action: 'retrieve_batch',
			ids,
			offset: 0,
			limit: ids.length,
		});
		if (!page.ok) {
			const waited = this.clock.now() - this.askedAt;
			this.restMs = Math.max(this.restMs, waited + (page.failure.retryAfterMs ?? 0));
			return page;
		}
		for (const seen of page.value.tasks) {
			const task = this.endings.see(seen);
			if (task.state.kind !== 'pending') this.keep(task);
		}
		// How many tasks the service puts on a page at most is not documented; what is missing is named
		// again until none of it comes.
		const said = new Set(page.value.tasks.map(({ taskId }) => taskId));
		return { ok: true, value: ids.some((id) => said.has(id)) ? said : new Set(ids) };
	}

	private keep(task: Task): void {
		this.finished.set(task.taskId, task);
		const [oldest] = this.finished.keys();
		if (this.finished.size > MOST_KEPT && oldest !== undefined) this.finished.delete(oldest);
	}
}

const NOTHING_LEFT: Outcome<undefined> = { ok: true, value: undefined };

/** By service and credential. */
const ofThisProcess = new Map<string, SharedQuestions>();

/** The questions that all callbacks of this process share, whose tasks are of the same account. */
export function sharedQuestions(account: string, clock: Clock): SharedQuestions {
	const questions = ofThisProcess.get(account) ?? new SharedQuestions(clock);
	ofThisProcess.set(account, questions);
	return questions;
}
