import fc from 'fast-check';

import { readTask, readTaskPage, type Task } from '../../../nodes/XhuoImage/api/tasks';
import { isWellFormed, noise, oddities, RUNS, scrap } from './oddities';
import { isWellFormedAnswer } from './wellFormed';

const LINK = 'https://cdn.example.com/1.png';

function isWellFormedTask({ taskId, traceId, type, createdAt, finishedAt, state }: Task): boolean {
	const moments = [createdAt, finishedAt].filter((moment) => moment !== undefined);
	return (
		taskId.length > 0 &&
		[taskId, traceId, type].every(isWellFormed) &&
		moments.every((moment) => moment > 0 && Number.isFinite(new Date(moment * 1000).getTime())) &&
		(state.kind !== 'succeeded' || isWellFormedAnswer(state.answer)) &&
		(state.kind !== 'failed' || [state.code, state.message].every(isWellFormed))
	);
}

describe('the reader of tasks', () => {
	it('reads whatever comes, and all that it reads can be used', () => {
		const kinds = new Set<string>();
		fc.assert(
			fc.property(oddities('tasks'), scrap, (body, count) => {
				const task = readTask(body);
				kinds.add(task?.state.kind ?? 'none');
				const page = readTaskPage({ items: [body, count], count });
				const tasks = readTaskPage(body)?.tasks ?? [];
				return (
					(!task || isWellFormedTask(task)) &&
					tasks.every(isWellFormedTask) &&
					page?.size === 2 &&
					page.count >= 0 &&
					page.tasks.every(isWellFormedTask)
				);
			}),
			{ numRuns: RUNS / 2 },
		);
		expect(kinds).toEqual(new Set(['none', 'pending', 'succeeded', 'failed']));
	});

	it('finds the image of a finished task, whatever noise is around it', () => {
		fc.assert(
			fc.property(noise, noise, fc.boolean(), scrap, (beside, inside, isText, request) => {
				const response = { ...inside, data: [{ url: LINK }] };
				const task = readTask({
					...beside,
					id: 'a',
					request,
					finished_at: 5,
					response: isText ? JSON.stringify(response) : response,
				});
				return (
					task?.state.kind === 'succeeded' &&
					isWellFormedTask(task) &&
					task.state.answer.images[0]?.url === LINK
				);
			}),
			{ numRuns: RUNS / 2 },
		);
	});
});
