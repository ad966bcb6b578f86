import type { TaskOutcome } from '../tasks/registry';
import { shuffled } from '../random';
import type { Random } from '../random';
import type { Pictures } from '../faults/shapes/answer';
import { shapedAnswer } from '../faults/shapes/answer';
import type { Watch } from '../watch';
import { callbackBody, malformedText } from './body';
import type { CallbackPlan } from './plan';
import type { Delivery, Letter, Postman } from './postman';

export interface DeliverOptions {
	/** How often each is sent; 1. */
	times?: number;
	/** Order of the tasks; as they ended, unless ids are given, which are kept in their order. */
	order?: 'asEnded' | 'reversed' | 'shuffled';
	/** All at the same moment, instead of each after the answer to the one before. */
	concurrent?: boolean;
}

/** What tests hold of the callbacks. */
export interface Callbacks {
	/** Every attempt so far, oldest first. */
	readonly deliveries: readonly Delivery[];
	/** From now on, callbacks wait until they are told to go. */
	hold(): void;
	/** Ends `hold`, and sends what waits. */
	release(): Promise<Delivery[]>;
	/** What waits, in the order in which the tasks ended. */
	pending(): readonly Letter[];
	/**
	 * Sends callbacks of ended tasks now, also ones that have been sent or lost before.
	 * @param tasks a task id, several in the order wanted, or all that are pending
	 */
	deliver(tasks: 'all' | string | readonly string[], options?: DeliverOptions): Promise<Delivery[]>;
	/** Resolves when no task is running and no callback is on its way; held ones do not count. */
	settled(): Promise<void>;
}

/** Keeps the callbacks of ended tasks, and sends or holds them. */
export class CallbackCentre implements Callbacks {
	private isHolding = false;
	private running = 0;
	private waiting: Letter[] = [];
	private readonly written = new Map<string, Letter>();

	constructor(
		private readonly postman: Postman,
		private readonly pictures: Pictures,
		private readonly random: Random,
		private readonly watch: Watch,
		private readonly closing: AbortSignal,
	) {}

	get deliveries(): readonly Delivery[] {
		return this.postman.deliveries;
	}

	hold(): void {
		this.isHolding = true;
	}

	async release(): Promise<Delivery[]> {
		this.isHolding = false;
		return await this.deliver('all');
	}

	pending(): readonly Letter[] {
		return [...this.waiting];
	}

	async deliver(
		tasks: 'all' | string | readonly string[],
		{ times = 1, order = 'asEnded', concurrent = false }: DeliverOptions = {},
	): Promise<Delivery[]> {
		const chosen = this.choose(tasks);
		this.waiting = this.waiting.filter((letter) => !chosen.includes(letter));
		const ordered = order === 'reversed' ? chosen.reverse() : chosen;
		const final = order === 'shuffled' ? shuffled(ordered, this.random) : ordered;
		const letters = final.flatMap((letter) => Array.from({ length: times }, () => letter));
		if (concurrent)
			return await Promise.all(letters.map(async (letter) => await this.send(letter)));
		const deliveries: Delivery[] = [];
		for (const letter of letters) deliveries.push(await this.send(letter));
		return deliveries;
	}

	async settled(): Promise<void> {
		await this.watch.until(() => this.running === 0, this.closing);
	}

	/** Runs something that `settled` waits for. */
	async track<T>(work: () => Promise<T>): Promise<T> {
		this.running += 1;
		try {
			return await work();
		} finally {
			this.running -= 1;
			this.watch.changed();
		}
	}

	/** Writes the callback of an ended task, and sends it as planned unless callbacks are held. */
	async report(
		ids: { taskId: string; traceId: string },
		url: string,
		outcome: TaskOutcome,
		plan: CallbackPlan,
	): Promise<void> {
		const proper = await this.shaped(callbackBody(outcome, ids, plan.form), plan);
		const { contentType } = plan;
		const text = malformedText(plan.malformed, proper, ids);
		const letter = { taskId: ids.taskId, url, text, contentType };
		this.written.set(ids.taskId, letter);
		if (plan.isLost) return;
		if (this.isHolding) {
			this.waiting.push(letter);
			this.watch.changed();
			return;
		}
		if (plan.forgedTaskId !== undefined) {
			const forged = callbackBody(outcome, { ...ids, taskId: plan.forgedTaskId }, plan.form);
			await this.send({ ...letter, text: JSON.stringify(forged) });
		}
		for (let time = 0; time < plan.times; time++) await this.send(letter);
	}

	private async shaped(body: object, { shapes }: CallbackPlan): Promise<object> {
		let shaped = body;
		for (const shape of shapes) shaped = await shapedAnswer(shaped, shape, this.pictures);
		return shaped;
	}

	private async send(letter: Letter): Promise<Delivery> {
		return await this.track(async () => await this.postman.send(letter));
	}

	reset(): void {
		this.isHolding = false;
		this.waiting = [];
		this.written.clear();
		this.postman.deliveries.length = 0;
	}

	private choose(tasks: 'all' | string | readonly string[]): Letter[] {
		if (tasks === 'all') return [...this.waiting];
		return [tasks].flat().map((id) => {
			const letter = this.written.get(id);
			if (!letter) throw new Error(`Task ${id} has not ended, or was never submitted.`);
			return letter;
		});
	}
}
