import type { INodeProperties } from 'n8n-workflow';

import type { Failure } from '../../api/failure';
import type { Job } from '../../delivery/job';
import type { Spending } from '../../ledger/toolCalls';
import type { Options } from '../readSettings';

/** What a run may spend at most; where nothing is said, there is no limit. */
export interface SpendingLimits {
	readonly images?: number;
	readonly credits?: number;
}

export const spendingOptions: INodeProperties[] = [
	{
		displayName: 'Most Credits per Run',
		name: 'mostCreditsPerRun',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 2 },
		default: 1,
		description:
			'How many credits the images of one run may cost, over all items together; for a tool of an AI agent, over all of its calls in an execution. If more are asked for, nothing is sent. Only Nano Banana has a price in credits; other models do not count. The first item decides for all.',
	},
	{
		displayName: 'Most Images per Run',
		name: 'mostImagesPerRun',
		type: 'number',
		typeOptions: { minValue: 1 },
		default: 10,
		description:
			'How many images one run may make, over all items together; for a tool of an AI agent, over all of its calls in an execution. If more are asked for, nothing is sent. The first item decides for all.',
	},
];

/** Reads the limits; a value that is no number is taken for the lowest one, to be on the safe side. */
export function readSpendingLimits(options: Options): SpendingLimits {
	const read = (value: unknown) => {
		if (value === undefined || value === null || value === '') return undefined;
		const number = Number(value);
		return number >= 0 ? number : 0;
	};
	const [images, credits] = [read(options.mostImagesPerRun), read(options.mostCreditsPerRun)];
	return {
		...(images !== undefined && { images }),
		...(credits !== undefined && { credits }),
	};
}

/** What requests come to, if all of them are sent. */
export function costOf(jobs: readonly Job[]): Spending {
	let [images, credits] = [0, 0];
	for (const { order, request } of jobs) {
		images += request.images;
		if (order.price && 'credits' in order.price) credits += request.images * order.price.credits;
	}
	return { images, credits };
}

/**
 * Checks, before anything is sent, what a run asks for.
 *
 * @param spent what earlier calls of the same tool came to
 */
export function checkSpending(
	asked: Spending,
	limits: SpendingLimits,
	spent: Spending = { images: 0, credits: 0 },
): Failure | undefined {
	if (limits.images !== undefined && spent.images + asked.images > limits.images) {
		const before = spent.images > 0 ? ` after ${spent.images} in earlier calls` : '';
		return exceeded('Most Images per Run', limits.images, `${images(asked.images)}${before}`);
	}
	// Prices have two decimals; their sums in binary do not.
	const [before, now] = [rounded(spent.credits), rounded(asked.credits)];
	if (limits.credits !== undefined && rounded(before + now) > limits.credits) {
		const earlier = before > 0 ? ` after ${before} in earlier calls` : '';
		return exceeded(
			'Most Credits per Run',
			limits.credits,
			`${images(asked.images)} for ${now} credits${earlier}`,
		);
	}
	return undefined;
}

const images = (count: number): string => `${count} ${count === 1 ? 'image' : 'images'}`;

const rounded = (credits: number): number => Math.round(credits * 1e6) / 1e6;

const exceeded = (label: string, limit: number, asked: string): Failure => ({
	kind: 'invalid',
	message: `'${label}' is ${limit}, and ${asked} were asked for`,
	advice: `Ask for fewer images, or raise '${label}' in the options of the node. Nothing was sent.`,
});
