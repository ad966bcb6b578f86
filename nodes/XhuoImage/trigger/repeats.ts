import { addMarks, hasMark, markOf, readMarks } from './seenMarks';

/** Whether n8n has stored the execution of a callback: not known yet, yes, or no. */
export type Storing = 'open' | 'stored' | 'refused';

/**
 * What becomes of a callback: the workflow starts, or not since it was seen before; or nobody knows
 * yet, since n8n is storing the execution of another callback of the same task.
 */
export type Claim = 'new' | 'seen' | 'open';

/** A callback that starts the workflow, as long as this process remembers it. */
interface Started {
	readonly at: number;
	readonly storing: () => Storing;
}

/** How many are remembered here; those before them are in the data that n8n stores. */
const MOST_HERE = 4000;

/** More callbacks than n8n takes at once. */
const MOST_UNSAVED = 200;

/** n8n never says of some that it has stored them; then the stored data decide. In milliseconds. */
const LONGEST_STORING_MS = 600_000;

/**
 * Remembers which tasks have started the workflow of a trigger: in the data that n8n stores with the
 * workflow, and here. n8n reads that data when a callback comes and writes it when it has stored the
 * execution, so nothing is remembered there that was not stored; but of two callbacks at the same
 * moment each overwrites what the other noted. What is missing there is noted again with the next one.
 */
export class SeenTasks {
	private readonly started = new Map<string, Started>();
	/** What may be missing in the stored data. */
	private unsaved: readonly string[] = [];

	/**
	 * Claims the task for a callback, unless it was seen before.
	 *
	 * @param staticData the node's static data, which n8n stores with the execution; changed in place
	 * @param storing whether n8n has stored the execution that the callback starts
	 * @param now milliseconds since 1970
	 */
	claim(
		taskId: string,
		staticData: Record<string, unknown>,
		storing: () => Storing,
		now: number,
	): Claim {
		const mark = markOf(taskId);
		const stored = readMarks(staticData.seenTasks);
		if (hasMark(stored, mark, now)) return 'seen';
		const before = this.storingOf(mark, now);
		if (before === 'stored') return 'seen';
		if (before === 'open') return 'open';

		this.unsaved = this.unsaved.filter(
			(other) => this.storingOf(other, now) !== 'refused' && !hasMark(stored, other, now),
		);
		const missing = this.unsaved.filter((other) => this.storingOf(other, now) === 'stored');
		this.note(mark, { at: now, storing });
		this.unsaved = [...this.unsaved.slice(-MOST_UNSAVED), mark];
		staticData.seenTasks = addMarks(stored, [...missing, mark], now);
		return 'new';
	}

	/** What became of the callback that claimed a task; `refused` where none did. */
	private storingOf(mark: string, now: number): Storing {
		const started = this.started.get(mark);
		if (!started) return 'refused';
		const storing = started.storing();
		const isOverdue = storing === 'open' && now - started.at > LONGEST_STORING_MS;
		if (isOverdue || storing === 'refused') this.started.delete(mark);
		return isOverdue ? 'refused' : storing;
	}

	private note(mark: string, started: Started): void {
		this.started.set(mark, started);
		const [oldest] = this.started.keys();
		if (this.started.size > MOST_HERE && oldest !== undefined) this.started.delete(oldest);
	}
}

/** By trigger. */
const ofThisProcess = new Map<string, SeenTasks>();

/**
 * What this process remembers for a trigger.
 *
 * @param trigger names it among all of this n8n
 */
export function seenTasks(trigger: string): SeenTasks {
	const seen = ofThisProcess.get(trigger) ?? new SeenTasks();
	ofThisProcess.set(trigger, seen);
	return seen;
}
