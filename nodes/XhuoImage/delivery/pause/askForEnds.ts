import type { Clock } from '../../api/clock';
import type { SharedQuestions } from '../../tasks/sharedQuestions';
import type { TaskSource } from '../../tasks/lookUp';
import type { Suspension } from './suspension';
import { endOfTask, type TaskEnd } from './taskEnds';

/** What the tasks endpoint said: how each task ended, or why the execution stays suspended. */
export type Ends =
	| { readonly isComplete: true; readonly ends: ReadonlyMap<string, TaskEnd> }
	| { readonly isComplete: false; readonly status: number; readonly reason: string };

/** What asking for the tasks of a suspended node takes. */
export interface EndTools {
	readonly clock: Clock;
	readonly source: TaskSource;
	/** Of this process and account. */
	readonly questions: SharedQuestions;
	/** Aborted when another callback of the same node leads. */
	readonly lead: AbortSignal;
}

/** A callback may come a moment before the tasks endpoint knows of it; in milliseconds. */
const LAG_MS = 1500;
const MOST_LAGS = 3;

/** After a question that failed: the first wait and the longest, and how often to ask again. */
const FIRST_PATIENCE_MS = 1000;
const LONGEST_PATIENCE_MS = 60_000;
const MOST_FAILURES = 12;

/**
 * For each hundred tasks of which no callback came yet, so long passes between two rounds of
 * questions; in milliseconds. They can hardly all be finished, and are too many for one question.
 */
const PACE_MS = 1000;
const TASKS_PER_PACE = 100;

/**
 * Asks how the tasks of a suspended node ended. The callbacks of this process share the questions.
 * Nobody sends a callback again, so a question that fails is asked again, for about a quarter of an
 * hour.
 */
export async function askForEnds(
	ids: readonly string[],
	suspension: Suspension,
	{ clock, source, questions, lead }: EndTools,
): Promise<Ends> {
	const isHeard = (id: string) => suspension.heard.has(id);
	const isOpen = (id: string) => questions.known(id) === undefined;
	let lags = 0;
	let failures = 0;
	for (;;) {
		const unheard = ids.filter((id) => isOpen(id) && !isHeard(id)).length;
		const pace = PACE_MS * Math.floor(unheard / TASKS_PER_PACE);
		await sleepUntil(clock, suspension.askedAt + pace, lead);
		suspension.askedAt = clock.now();
		const asked = await questions.ask(source, inOrder(ids, isHeard), lead);
		if (lead.aborted) return stays(200, 'A later callback of the same node goes on with it.');
		if (asked.ok) {
			const ends = endsOf(ids, questions);
			const missing = ids.length - ends.size;
			if (missing === 0) return { isComplete: true, ends };
			const lagging = ids.some((id) => isHeard(id) && isOpen(id));
			if (!lagging || lags === MOST_LAGS) return stays(200, `Waiting for ${missing} more.`);
			lags += 1;
			await clock.sleep(LAG_MS, lead);
		} else {
			failures += 1;
			if (failures > MOST_FAILURES) return stays(503, 'The tasks could not be looked up.');
			await clock.sleep(Math.min(LONGEST_PATIENCE_MS, FIRST_PATIENCE_MS * 2 ** failures), lead);
		}
	}
}

/** Those whose callbacks came are named first: they are finished. */
const inOrder = (ids: readonly string[], isHeard: (id: string) => boolean): readonly string[] => [
	...ids.filter(isHeard),
	...ids.filter((id) => !isHeard(id)),
];

async function sleepUntil(clock: Clock, moment: number, signal: AbortSignal): Promise<void> {
	const early = moment - clock.now();
	if (early > 0) await clock.sleep(early, signal);
}

function endsOf(ids: readonly string[], questions: SharedQuestions): Map<string, TaskEnd> {
	const ends = new Map<string, TaskEnd>();
	for (const id of ids) {
		const task = questions.known(id);
		const end = task && endOfTask(task);
		if (end) ends.set(id, end);
	}
	return ends;
}

const stays = (status: number, reason: string): Ends => ({ isComplete: false, status, reason });
