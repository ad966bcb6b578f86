import {
	LONGEST_REMEMBERED_MS,
	MOST_REMEMBERED,
	openSeenTasks,
} from '../../../nodes/XhuoImage/callback/repeats';

let triggers = 0;
const newTrigger = () => `workflow/${(triggers += 1)}`;

/** As n8n keeps it between two callbacks: through its database. */
const stored = (data: Record<string, unknown>): Record<string, unknown> =>
	JSON.parse(JSON.stringify(data));

describe('the memory of tasks that were seen', () => {
	it('knows a task the second time', () => {
		const seen = openSeenTasks({}, newTrigger());
		expect([seen.isNew('a', 0), seen.isNew('a', 1), seen.isNew('b', 2)]).toEqual([
			true,
			false,
			true,
		]);
	});

	it('survives a restart in the static data of the workflow', () => {
		const data = {};
		openSeenTasks(data, newTrigger()).isNew('a', 0);
		expect(openSeenTasks(stored(data), newTrigger()).isNew('a', 1)).toBe(false);
	});

	it('loses nothing when two callbacks come at the same moment and overwrite each other', () => {
		const trigger = newTrigger();
		const before = {};
		const [one, two] = [stored(before), stored(before)];
		openSeenTasks(one, trigger).isNew('a', 0);
		openSeenTasks(two, trigger).isNew('b', 0);
		expect(openSeenTasks(stored(two), trigger).isNew('a', 1)).toBe(false);
		expect(two).toMatchObject({ seenTasks: { a: 0, b: 0 } });
	});

	it('is bounded in number: the oldest goes first', () => {
		const data: Record<string, unknown> = {};
		const seen = openSeenTasks(data, newTrigger());
		for (let task = 0; task <= MOST_REMEMBERED; task += 1) seen.isNew(String(task), task);
		expect(Object.keys(data.seenTasks ?? {})).toHaveLength(MOST_REMEMBERED);
		expect(seen.isNew('1', 9999)).toBe(false);
		expect(seen.isNew('0', 9999)).toBe(true);
	});

	it('is bounded in age', () => {
		const seen = openSeenTasks({}, newTrigger());
		seen.isNew('a', 0);
		seen.isNew('b', LONGEST_REMEMBERED_MS + 1);
		expect(seen.isNew('a', LONGEST_REMEMBERED_MS + 2)).toBe(true);
	});

	it('keeps the triggers of one n8n apart', () => {
		openSeenTasks({}, newTrigger()).isNew('a', 0);
		expect(openSeenTasks({}, newTrigger()).isNew('a', 0)).toBe(true);
	});

	it('bears static data that something else wrote', () => {
		expect(openSeenTasks({ seenTasks: 'x' }, newTrigger()).isNew('a', 0)).toBe(true);
	});
});
