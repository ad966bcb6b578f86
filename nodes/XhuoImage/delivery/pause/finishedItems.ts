import type { INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import pLimit from 'p-limit';

import type { Clock } from '../../api/clock';
import { bringImages, DOWNLOADS_AT_ONCE } from '../../output/bringImages';
import { failureItem, imageItems } from '../../output/items';
import { placeFailures } from './errorPlaces';
import { finishItem } from './suspendedParts';
import { readSuspended } from './suspendedTask';
import type { TaskEnd } from './taskEnds';

/** What turning tasks into images takes. */
export interface FinishTools {
	readonly context: IWebhookFunctions;
	readonly clock: Clock;
	/** The credential's own origin. */
	readonly origin: string;
}

/**
 * What comes out of the node: each suspended task becomes its images, everything else goes out as it
 * is. An image that cannot be fetched does not keep the execution asleep: its item says why.
 */
export async function finishedItems(
	{ context, clock, origin }: FinishTools,
	items: readonly INodeExecutionData[],
	ends: ReadonlyMap<string, TaskEnd>,
): Promise<INodeExecutionData[]> {
	const sources = { ownOrigin: origin };
	const fetching = { context, clock, sources, downloads: pLimit(DOWNLOADS_AT_ONCE) };
	const groups = await Promise.all(
		items.map(async (item) => await finishItem(context, item, finish)),
	);
	return placeFailures(context.getNode(), groups.flat());

	async function finish(part: INodeExecutionData): Promise<INodeExecutionData[]> {
		const task = readSuspended(part);
		const end = task && ends.get(task.taskId);
		if (!task || !end) return [part];
		const { taskId, model, prompt, size, pricing, inputs, resume: state } = task;
		const { itemIndex, firstImage, imageCount, ordered } = state;
		if (end.kind === 'failed') return [failureItem(end.failure, itemIndex)];
		const places = { firstImage, imageCount };
		const recipe = { model, prompt, size, price: pricing, ...(inputs && { inputs }) };
		const expected = { ...(ordered !== undefined && { ordered }), tellsMissing: true };
		const order = { recipe, wish: state, names: places, ...expected };
		const images = await bringImages({ ...end.answer, taskId }, order, fetching);
		return imageItems(images, itemIndex, places).map((image) =>
			image.ok ? image.value : failureItem(image.failure, itemIndex),
		);
	}
}
