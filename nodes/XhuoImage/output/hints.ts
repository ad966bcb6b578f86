import type { NodeExecutionHint } from 'n8n-workflow';

import type { NodeContext } from '../api/client';

/** What the user should know of a node run besides its items, collected while it goes on. */
export interface Hints {
	/**
	 * Notes a hint, in whole sentences; the same one again only counts.
	 *
	 * @param type `warning` where nothing is said; `info` for what is as it should be
	 */
	add(hint: string, type?: HintType): void;
	/**
	 * Gives n8n what was collected since the last time, each hint once with how often it holds. n8n
	 * shows hints beside the output of the node.
	 */
	show(): void;
}

/** Starts to collect the hints of a node run. While a callback is answered, n8n takes none. */
export function openHints(context: NodeContext): Hints {
	const noted = new Map<string, Noted>();
	return {
		add: (hint, type = 'warning') =>
			noted.set(hint, { type, count: (noted.get(hint)?.count ?? 0) + 1 }),
		show: () => {
			const hints = [...noted].map(toNodeHint);
			noted.clear();
			if ('addExecutionHints' in context && hints.length > 0) context.addExecutionHints(...hints);
		},
	};
}

type HintType = 'info' | 'warning';

interface Noted {
	readonly type: HintType;
	readonly count: number;
}

const toNodeHint = ([hint, { type, count }]: readonly [string, Noted]): NodeExecutionHint => ({
	type,
	location: 'outputPane',
	message: count === 1 ? hint : `${hint} (This holds for ${count} images.)`,
});
