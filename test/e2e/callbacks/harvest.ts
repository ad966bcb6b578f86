import { z } from 'zod';

import { TRIGGER, type Listener } from './listener';
import { binaryOf, downloadBinary } from '../api/binaries';
import { itemsOf } from '../api/execution-data';
import { listAllExecutions, readExecution, type Execution } from '../api/executions';
import type { Session } from '../api/session';
import { eventually } from '../support/eventually';

const UNFINISHED = ['new', 'running', 'waiting'];

const imageSchema = z.object({
	success: z.literal(true),
	context: z.record(z.unknown()),
	taskId: z.string(),
	url: z.string(),
});

/** What the trigger gave to its workflow for one callback. */
export interface ReceivedImage extends z.infer<typeof imageSchema> {
	/** Of the file, in hex. */
	sha256: string;
}

/**
 * Waits until a workflow ran so often, and to the end each time.
 *
 * @throws when it ran more often
 */
export async function finishedExecutions(
	api: Session,
	{ workflow }: Listener,
	count: number,
): Promise<Execution[]> {
	const finished = await eventually(
		`${count} executions are over`,
		async () => {
			const all = await listAllExecutions(api, workflow);
			if (all.length > count) return all;
			return all.length === count && !all.some(({ status }) => UNFINISHED.includes(status)) && all;
		},
		{ timeoutMs: 120_000, everyMs: 500 },
	);
	if (finished.length > count) throw new Error(`${finished.length} executions, not ${count}`);
	return await Promise.all(finished.map(async ({ id }) => await readExecution(api, id)));
}

/** The one image that came out of the trigger, with its file. */
export async function imageFrom(api: Session, execution: Execution): Promise<ReceivedImage> {
	const [item, ...others] = itemsOf(execution, TRIGGER);
	if (!item || others.length > 0) throw new Error(`Execution ${execution.id} has not one item`);
	const { sha256 } = await downloadBinary(api, binaryOf(item));
	return { ...imageSchema.parse(item.json), sha256 };
}
