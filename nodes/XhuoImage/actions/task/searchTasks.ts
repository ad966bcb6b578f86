import { DateTime } from 'luxon';
import {
	NodeOperationError,
	type ILoadOptionsFunctions,
	type INodeListSearchResult,
} from 'n8n-workflow';

import { openClient } from '../../api/client';
import { systemClock } from '../../api/clock';
import type { Task } from '../../api/tasks';
import { listTasks } from '../../tasks/listTasks';

/** How old a task of the list may be, and how many are looked through; age in milliseconds. */
const OLDEST_MS = 7 * 24 * 3_600_000;
const MOST_TASKS = 500;

/**
 * The tasks of the last seven days for the list of the field Task ID, the newest first, by what is typed
 * there: a part of the prompt, the model or the ID.
 *
 * @throws NodeOperationError if the service did not tell, with what to do
 */
export async function searchTasks(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	const client = await openClient(this, systemClock);
	const after = systemClock.now() - OLDEST_MS;
	const listed = await listTasks(client, { after, most: MOST_TASKS });
	if (!listed.ok) {
		const { message, advice } = listed.failure;
		throw new NodeOperationError(this.getNode(), message, { description: advice });
	}
	const wanted = filter.trim().toLowerCase();
	const timezone = this.getTimezone();
	return {
		results: listed.value
			.flatMap((entry) => ('task' in entry ? [entry.task] : []))
			.filter((task) => wordsOf(task).toLowerCase().includes(wanted))
			.sort((a, b) => (b.createdAt ?? 0) - (a.createdAt ?? 0))
			.map((task) => ({ name: nameOf(task, timezone), value: task.taskId })),
	};
}

const wordsOf = ({ taskId, request }: Task): string =>
	[taskId, request.model, request.prompt].filter(Boolean).join(' ');

const STATES: Readonly<Record<Task['state']['kind'], string>> = {
	pending: 'not finished',
	succeeded: 'finished',
	failed: 'failed',
};

/** In characters: the list is narrow. */
const LONGEST_PROMPT = 60;

/** Such as "A small fox… (23 Nov, 18:30, finished)". */
function nameOf({ taskId, request, createdAt, state }: Task, timezone: string): string {
	const characters = Array.from((request.prompt ?? taskId).replace(/\s+/g, ' ').trim());
	const isLong = characters.length > LONGEST_PROMPT;
	const prompt = isLong ? `${characters.slice(0, LONGEST_PROMPT).join('')}…` : characters.join('');
	const made =
		createdAt !== undefined &&
		DateTime.fromSeconds(createdAt, { zone: timezone }).toFormat('d LLL, HH:mm');
	return `${prompt} (${[made, STATES[state.kind]].filter(Boolean).join(', ')})`;
}
