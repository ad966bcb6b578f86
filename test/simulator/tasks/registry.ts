import type { Created } from '../contract/answers';
import type { Body } from '../contract/order';
import type { Watch } from '../watch';

export type TaskOutcome =
	| { success: true; created: Created }
	| { success: false; error: { code: string; message: string } };

/** A submitted task, as the service keeps it. Times in ms; null while it runs. */
export interface KeptTask {
	readonly id: string;
	readonly traceId: string;
	/** `images_generations`, `images_edits`, or the word of the platform. */
	readonly type: string;
	readonly request: Body;
	readonly createdAt: number;
	finishedAt: number | null;
	outcome: TaskOutcome | null;
	/** Names, or kinds, of the faults that were ordered for its callback. */
	readonly faults: readonly string[];
	/** When somebody asked for it by its id or trace id. */
	readonly lookups: number[];
}

/** The tasks that were submitted with `callback_url`: only those are kept (contract §3). */
export class TaskRegistry {
	private readonly byId = new Map<string, KeptTask>();

	constructor(private readonly watch: Watch) {}

	add(task: Omit<KeptTask, 'finishedAt' | 'outcome' | 'lookups'>): void {
		this.byId.set(task.id, { ...task, finishedAt: null, outcome: null, lookups: [] });
		this.watch.changed();
	}

	finish(id: string, outcome: TaskOutcome, at: number): void {
		const task = this.byId.get(id);
		if (!task) return;
		task.finishedAt = at;
		task.outcome = outcome;
		this.watch.changed();
	}

	find(id: string): KeptTask | undefined {
		return this.byId.get(id);
	}

	/** Tasks that match, newest first. */
	filter(matches: (task: KeptTask) => boolean): KeptTask[] {
		return this.all.filter(matches).reverse();
	}

	/** Oldest first. */
	get all(): KeptTask[] {
		return [...this.byId.values()];
	}

	/** Tasks are kept for a limited time (contract §3): this one is gone. */
	forget(id: string): void {
		this.byId.delete(id);
	}

	reset(): void {
		this.byId.clear();
	}
}
