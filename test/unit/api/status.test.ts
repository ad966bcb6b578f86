import { readStatus } from '../../../nodes/XhuoImage/api/status';

const WORDS = {
	succeeded: [
		...['success', 'successful', 'succeed', 'succeeded', 'complete', 'completed'],
		...['finished', 'done', 'ready', 'SUCCESS', ' Done '],
	],
	failed: [
		...['fail', 'failed', 'failure', 'error', 'errored', 'cancelled', 'canceled', 'expired'],
		...['rejected', 'refused', 'blocked', 'FAILED'],
	],
	running: [
		...['pending', 'queue', 'queued', 'in_queue', 'inqueue', 'in queue', 'IN-QUEUE', 'waiting'],
		...['submitted', 'accepted', 'created', 'starting', 'started', 'running', 'process'],
		...['processing', 'in_progress', 'inprogress', 'In Progress', 'in  progress', 'generating'],
	],
};

describe('the status of a task', () => {
	const rows = Object.entries(WORDS).flatMap(([status, words]) =>
		words.map((word) => [word, status] as const),
	);
	it.each(rows)('%j is %s', (word, status) => {
		expect(readStatus({ status: word })).toBe(status);
	});

	it.each(rows)('is not read into a longer word: %j', (word) => {
		for (const longer of [`un${word.trim()}`, `${word.trim()}ish`]) {
			expect(readStatus({ status: longer })).toBeUndefined();
		}
	});

	it.each(['status', 'state', 'task_status', 'taskStatus'])('may stand under %s', (name) => {
		expect(readStatus({ [name]: 'done' })).toBe('succeeded');
	});

	it('is that of the first name that has a word', () => {
		expect(readStatus({ status: 7, state: '', task_status: 'failed', taskStatus: 'done' })).toBe(
			'failed',
		);
	});

	it.each([{}, { status: 200 }, { status: 'unheard of' }, { status: null }, { other: 'done' }])(
		'is not known of %j',
		(task) => {
			expect(readStatus(task)).toBeUndefined();
		},
	);
});
