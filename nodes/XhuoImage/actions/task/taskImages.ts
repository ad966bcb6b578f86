import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Limit } from 'p-limit';

import type { GenerationAnswer } from '../../api/answers';
import type { Clock } from '../../api/clock';
import type { Outcome } from '../../api/failure';
import type { Task } from '../../api/tasks';
import type { DeliverySettings } from '../../delivery/job';
import { modelById } from '../../models/catalogue';
import { priceOf } from '../../models/price';
import { answeredItems, type Numbering } from '../../output/answeredImages';
import type { Recipe } from '../../output/items';

export { DOWNLOADS_AT_ONCE, type Numbering } from '../../output/answeredImages';

/** What it takes to bring the images of a task into n8n. */
export interface ImageTools {
	readonly context: IExecuteFunctions;
	readonly clock: Clock;
	/** The credential's own origin. */
	readonly ownOrigin: string;
	readonly downloads: Limit;
}

/** What became of one input item: its output items, or why there are none. */
export type ItemResult = ReadonlyArray<Outcome<INodeExecutionData>>;

/** What a task was made from, as the service remembers it. */
export function recipeOfTask({ request: { model, prompt, size } }: Task): Recipe {
	const price = model === null ? null : priceOf(modelById(model), size ?? undefined);
	return { model, prompt, size, price };
}

/**
 * The output items of a finished task, one for each image, as making the images would have given
 * them. An image that cannot be fetched does not hold up the others.
 *
 * @param numbering where several tasks share the user's file name; by default, a task has it alone
 */
export async function imageItems(
	task: Task,
	answer: GenerationAnswer,
	itemIndex: number,
	settings: DeliverySettings,
	{ context, clock, ownOrigin, downloads }: ImageTools,
	numbering?: Numbering,
): Promise<ItemResult> {
	const { timeoutMs } = settings;
	return await answeredItems(context, answer, {
		...settings,
		taskId: task.taskId,
		recipe: recipeOfTask(task),
		itemIndex,
		rules: { clock, timeoutMs, sources: { ownOrigin } },
		downloads,
		...(settings.fileName !== '' && numbering && { names: numbering }),
	});
}

/** What the provider's support asks for. */
export const referencesOf = ({ taskId, traceId }: Task) => ({
	taskId,
	...(traceId && { traceId }),
});
