import { listTasks, type TaskFilter } from '../../../nodes/XhuoImage/tasks/listTasks';
import { FakeTasks, fakeTask, ids, page } from '../fakeTasks';

async function list(source: FakeTasks, filter: Partial<TaskFilter> = {}) {
	const listed = await listTasks(source, { most: Infinity, ...filter });
	if (!listed.ok) throw new Error(listed.failure.message);
	return listed.value.map((entry) => ('task' in entry ? entry.task.taskId : entry.unknownId));
}

/** Gives so many tasks, page by page. */
const service = (count: number, largest: number, countOf: (size: number) => number) =>
	new FakeTasks(({ offset, limit }) => {
		const tasks = ids(count)
			.slice(offset, offset + Math.min(limit, largest))
			.map((id) => fakeTask(id));
		return page(tasks, { count: countOf(tasks.length) });
	});

describe('a list of tasks', () => {
	it.each([
		['of all tasks', () => 130],
		['of the page', (size: number) => size],
		['too small', () => 1],
		['too large', () => 1_000_000],
		['zero', () => 0],
		['between page and all', () => 70],
	])('is whole when the count of the service is %s', async (_what, countOf) => {
		expect(await list(service(130, Infinity, countOf))).toEqual(ids(130));
		expect(await list(service(130, 12, countOf))).toEqual(ids(130));
		expect(await list(service(100, Infinity, countOf))).toEqual(ids(100));
	});

	it('is whole when a page in the middle is shorter, and the count says that there are more', async () => {
		const pages = [ids(50), ids(80).slice(50), ids(130).slice(80)];
		const source = new FakeTasks(({ offset }) => {
			const tasks = pages.find(([first]) => Number(first) === offset + 1) ?? [];
			return page(
				tasks.map((id) => fakeTask(id)),
				{ count: 130 },
			);
		});
		expect(await list(source)).toEqual(ids(130));
	});

	it('takes no question more than it needs where the count is of all tasks', async () => {
		const source = service(130, Infinity, () => 130);
		await list(source);
		expect(source.asked.map(({ offset }) => offset)).toEqual([0, 50, 100]);
	});

	it('asks for no more than the limit', async () => {
		const source = service(130, Infinity, () => 130);
		expect(await list(source, { most: 60 })).toEqual(ids(60));
		expect(source.asked.map(({ limit }) => limit)).toEqual([50, 10]);
	});

	it('is cut at the limit where the service gives more than it was asked for', async () => {
		const source = new FakeTasks(() => page(ids(30).map((id) => fakeTask(id))));
		expect(await list(source, { most: 7 })).toEqual(ids(7));
	});

	it.each([
		['the same page for ever', () => page([fakeTask('1'), fakeTask('2')], { count: 1000 })],
		['what cannot be read', () => page([], { size: 50, count: 1000 })],
		['empty pages', () => page([], { count: 1000 })],
	])('ends where the service gives %s', async (_what, answer) => {
		const source = new FakeTasks(answer);
		await list(source);
		await list(source, { ids: ids(3) });
		expect(source.asked.length).toBeLessThan(6);
	});

	it('names a task once when a new one moves it on to the next page', async () => {
		let made = 60;
		const source = new FakeTasks(({ offset, limit }) => {
			const newestFirst = ids(made).reverse();
			made += 1;
			return page(newestFirst.slice(offset, offset + limit).map((id) => fakeTask(id)));
		});
		expect(await list(source)).toEqual(ids(60).reverse());
	});

	it('goes on behind entries that cannot be read', async () => {
		const source = new FakeTasks(({ offset }) => {
			const tasks = [fakeTask(`${offset + 1}`)];
			return offset < 150 ? page(tasks, { size: 50, count: 150 }) : page([]);
		});
		expect(await list(source)).toEqual(['1', '51', '101']);
	});

	it('by ids fills its limit with what is of the time', async () => {
		const source = new FakeTasks(({ ids: asked = [] }) =>
			page(asked.map((id) => ({ ...fakeTask(id), createdAt: Number(id) }))),
		);
		const filter = { ids: ids(200), after: 100_000, before: 180_000, most: 60 };
		expect(await list(source, filter)).toEqual(ids(160).slice(-61, -1));
	});
});
