import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { placeFailures } from './errorPlaces';
import { suspendedTasks } from './suspendedParts';
import { readSuspended } from './suspendedTask';

/**
 * Suspends the execution until the callbacks wake it or the time is over. n8n stores the node's
 * input, and hands it out when the time is over: so the input becomes what is to come out then.
 *
 * @param items what is to come out of the node, open tasks among them
 * @param limitMs how long to wait, in milliseconds
 */
export async function suspend(
	context: IExecuteFunctions,
	items: readonly INodeExecutionData[],
	now: number,
	limitMs: number,
): Promise<void> {
	const openTasks = items.flatMap(suspendedTasks).length;
	const input = storedInput(context);
	input.splice(0, input.length, ...placeFailures(context.getNode(), items));
	suspendedInputs.add(input);
	const until = new Date(now + limitMs);
	const shown = DateTime.fromJSDate(until, { zone: context.getTimezone() }).toFormat(
		'yyyy-LL-dd HH:mm ZZZZ',
	);
	context.addExecutionHints({
		message: `Waiting for ${openTasks} ${openTasks === 1 ? 'image task' : 'image tasks'}, until ${shown} at the longest. The workflow goes on by itself when they are finished.`,
		location: 'outputPane',
	});
	if (items.some((item) => (readSuspended(item)?.resume.imageCount ?? 1) > 1)) {
		context.addExecutionHints({ type: 'warning', message: UNPAIRED, location: 'outputPane' });
	}
	await context.putExecutionToWait(until);
}

/**
 * When n8n resumes an execution it numbers the items of the node that waited anew and pairs the
 * first with the first input item, and so on (n8n-core, `addPairedItemLineage`).
 */
const UNPAIRED = `With several images an item, n8n cannot keep them paired with their input items while the workflow is suspended. Expressions such as $("Node").item then give another item further down, or fail; use the fields of the output, set 'Output' to 'One Item per Input Item' under Options, or use another 'Delivery'.`;

/** What n8n stores, and not the copy that a node with "Execute Once" is given. */
const storedInput = (context: IExecuteFunctions): INodeExecutionData[] =>
	context.getExecuteData().data.main?.[0] ?? context.getInputData();

/** The inputs that `suspend` replaced. */
const suspendedInputs = new WeakSet<INodeExecutionData[]>();

/**
 * What this node suspended itself with a moment ago, if it runs once more all the same: with Retry
 * On Fail and "continue on fail", n8n repeats a node whose first item failed, suspended or not. Its
 * input are tasks by then, which must not be ordered again.
 */
export function alreadySuspended(context: IExecuteFunctions): INodeExecutionData[] | undefined {
	const input = storedInput(context);
	return suspendedInputs.has(input) ? [...input] : undefined;
}
