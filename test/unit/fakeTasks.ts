import type { TaskQuestion } from '../../nodes/XhuoImage/api/client';
import type { Outcome } from '../../nodes/XhuoImage/api/failure';
import type { Task, TaskPage } from '../../nodes/XhuoImage/api/tasks';
import type { TaskSource } from '../../nodes/XhuoImage/tasks/lookUp';

type Batch = Extract<TaskQuestion, { action: 'retrieve_batch' }>;

/** A task that is not finished, or is. */
export const fakeTask = (taskId: string, isFinished = false): Task => ({
	taskId,
	request: { model: null, prompt: null, size: null },
	state: isFinished
		? { kind: 'succeeded', answer: { images: [{ url: 'https://cdn.example.com/1.png' }] } }
		: { kind: 'pending' },
});

/** Ids `1` … `count`. */
export const ids = (count: number) => Array.from({ length: count }, (_, index) => `${index + 1}`);

/** A tasks endpoint that answers each question as it is told, and keeps what it was asked. */
export class FakeTasks implements TaskSource {
	readonly asked: Batch[] = [];

	constructor(private readonly answer: (question: Batch) => Outcome<TaskPage>) {}

	async lookUp(question: TaskQuestion): Promise<Outcome<TaskPage>> {
		if (question.action !== 'retrieve_batch') throw new Error('a list was expected');
		this.asked.push(question);
		return this.answer(question);
	}
}

/** One page; what is not said of it is as the tasks are. */
export const page = (tasks: readonly Task[], more: Partial<TaskPage> = {}): Outcome<TaskPage> => ({
	ok: true,
	value: { tasks, size: tasks.length, count: tasks.length, ...more },
});
