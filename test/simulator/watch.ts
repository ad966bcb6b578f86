/** Lets a test wait for a state of the simulator instead of for an amount of time. */
export class Watch {
	private waiting = new Set<() => void>();

	/** To be called after every change that a condition may be about. */
	changed(): void {
		for (const look of [...this.waiting]) look();
	}

	/** Resolves as soon as the condition holds; rejects when the signal is aborted first. */
	async until(condition: () => boolean, signal: AbortSignal): Promise<void> {
		if (condition()) return;
		await new Promise<void>((resolve, reject) => {
			const end = (settle: () => void) => {
				this.waiting.delete(look);
				signal.removeEventListener('abort', stop);
				settle();
			};
			const look = () => {
				if (condition()) end(resolve);
			};
			const stop = () =>
				end(() => reject(new Error('The simulator was closed while a test waited.')));
			signal.addEventListener('abort', stop, { once: true });
			this.waiting.add(look);
			if (signal.aborted) stop();
		});
	}
}
