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

type Billed = Pick<LedgerEntry, 'taskId' | 'traceId' | 'images'> & { startedAt: number };

/** Every billed call, in order. A call is billed when its work begins, whatever becomes of the answer. */
export class Ledger {
	readonly entries: LedgerEntry[] = [];

	constructor(private readonly onBilled: (entry: LedgerEntry) => void = () => {}) {}

	/** Images beyond the order are the service's gift; images that are missing are not paid for. */
	bill(order: ImageOrder, { taskId, traceId, images: made, startedAt: at }: Billed): void {
		const { operation, model, prompt, size, pricing, body } = order;
		const images = Math.min(order.images, made);
		const entry = { taskId, traceId, operation, model, prompt, size, images, pricing, body, at };
		this.entries.push(entry);
		this.onBilled(entry);
	}
}
