/**
 * What this process knows of one suspended node: which callbacks came, which of them leads, and
 * whether the execution is being resumed. All of it may be lost at any moment; what counts is asked of
 * the service again, and n8n decides which call resumes an execution.
 */
export class Suspension {
	/** The tasks whose callbacks came here. */
	readonly heard = new Set<string>();
	/** When the tasks endpoint was last asked for this node; milliseconds since 1970. */
	askedAt = -Infinity;
	/** Whether this process is looking whether n8n has resumed the execution, and calls it again. */
	isWatched = false;

	private wakingUntil = -Infinity;
	/** Of the callback that leads. */
	private handOver = new AbortController();

	/**
	 * A callback came, and leads from now on: what n8n has read of the execution for it is the newest.
	 * The one before it is answered and let go.
	 *
	 * @returns aborted when another one takes over
	 */
	takeLead(taskId: string): AbortSignal {
		this.heard.add(taskId);
		this.handOver.abort();
		this.handOver = new AbortController();
		return this.handOver.signal;
	}

	/**
	 * Callbacks often come at the same moment: only one of them fetches the images and resumes.
	 *
	 * @returns whether it is this one
	 */
	beginWaking(now: number): boolean {
		if (this.isWaking(now)) return false;
		this.wakingUntil = Infinity;
		return true;
	}

	/** Whether one of them is at it, or has been a moment ago. */
	isWaking(now: number): boolean {
		return now < this.wakingUntil;
	}

	/** From then on, a callback that n8n still lets in may resume the execution. */
	endWaking(at: number): void {
		this.wakingUntil = at;
	}
}

/** How many are kept; of one that was forgotten, a callback simply asks for all tasks again. */
const MOST_KEPT = 500;

/** By the first task that each waits for: no two suspensions wait for the same. */
const ofThisProcess = new Map<string, Suspension>();

/** What this process knows of the node that waits for these tasks. */
export function suspensionOf(taskIds: readonly string[]): Suspension {
	const [name = ''] = taskIds;
	const suspension = ofThisProcess.get(name) ?? new Suspension();
	// The one that was heard of last is forgotten last.
	ofThisProcess.delete(name);
	ofThisProcess.set(name, suspension);
	const [oldest] = ofThisProcess.keys();
	if (ofThisProcess.size > MOST_KEPT && oldest !== undefined) ofThisProcess.delete(oldest);
	return suspension;
}
