import type { Body, ImageOrder, Pricing } from './contract/order';

/** One call that the user pays for. */
export interface LedgerEntry {
	taskId: string;
	traceId: string;
	operation: ImageOrder['operation'];
	model: string;
	prompt: string;
	/** As asked; null when the request named none. */
	size: string | null;
	/** Images in this call. */
	images: number;
	/** Price step and multiplier (gpt-image-2), credits (nano-banana), null where no price is known. */
	pricing: Pricing;
	body: Body;
	/** Unix time, ms. */
	at: number;
}

/** Every billed call, in order. A call is billed when its work begins, whatever becomes of the answer. */
export class Ledger {
	readonly entries: LedgerEntry[] = [];

	constructor(private readonly onBilled: (entry: LedgerEntry) => void = () => {}) {}

	bill(order: ImageOrder, ids: { taskId: string; traceId: string }, at: number): void {
		const { operation, model, prompt, size, images, pricing, body } = order;
		const entry = { ...ids, operation, model, prompt, size, images, pricing, body, at };
		this.entries.push(entry);
		this.onBilled(entry);
	}
}
