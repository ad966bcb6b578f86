import type { IDataObject } from 'n8n-workflow';

import { contentOf } from './requestKey';

/** What was made, or asked for: images, and the credits that they cost as far as that is known. */
export interface Spending {
	readonly images: number;
	readonly credits: number;
}

interface Calls {
	executionId: string;
	/** How often a content was delivered in full. */
	delivered: Record<string, number>;
	spent: Spending;
}

const CONTEXT_KEY = 'xhuoToolCalls';

/**
 * What the calls of a tool came to in one execution. Each call of an agent is a run of the node of
 * its own, and a model often calls twice with the same parameters: because the first call gave no
 * image, or because it wants another one. The two are told apart by how the first call ended. While
 * images of it are missing, the same call is a retry, and what was paid for is not paid for again;
 * once all of them were handed over, the same call asks for another picture.
 */
export class ToolCalls {
	private readonly calls: Calls;

	/**
	 * @param context the node's `getContext('node')`, which all calls of an execution share
	 * @param executionId an execution that retries another one hands over again what that one paid for
	 */
	constructor(context: IDataObject, executionId: string) {
		const kept = context[CONTEXT_KEY] as Calls | undefined;
		this.calls =
			kept?.executionId === executionId
				? kept
				: { executionId, delivered: {}, spent: { images: 0, credits: 0 } };
		Object.assign(context, { [CONTEXT_KEY]: this.calls });
	}

	/** How often what a request asks for was handed over already. */
	timesDelivered(key: string): number {
		return this.calls.delivered[contentOf(key)] ?? 0;
	}

	/** Everything that a call asked for was handed over. */
	noteDelivered(key: string): void {
		this.calls.delivered[contentOf(key)] = this.timesDelivered(key) + 1;
	}

	/** What the calls so far have spent. */
	get spent(): Spending {
		return this.calls.spent;
	}

	/** Adds to it; before the calls are made, so that calls at the same moment know of each other. */
	spend({ images, credits }: Spending): void {
		const { spent } = this.calls;
		this.calls.spent = { images: spent.images + images, credits: spent.credits + credits };
	}
}
