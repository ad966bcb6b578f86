import { SeenTasks, type Storing } from '../../../nodes/XhuoImage/trigger/repeats';
import { LEAST_REMEMBERED, REMEMBERED_MS } from '../../../nodes/XhuoImage/trigger/seenMarks';

/** n8n's side: the stored data of a workflow, and executions that it stores or cannot store. */
class Stored {
	private text = '{}';

	constructor(private readonly seen: () => SeenTasks) {}

	/** A callback comes; n8n has read the data for it. */
	begin(taskId: string, now = 0) {
		const data: Record<string, unknown> = JSON.parse(this.text);
		let storing: Storing = 'open';
		const claim = this.seen().claim(taskId, data, () => storing, now);
		return {
			claim,
			/** n8n has stored the execution, and then writes the data. */
			store: () => {
				storing = 'stored';
				this.text = JSON.stringify(data);
			},
			refuse: () => {
				storing = 'refused';
			},
		};
	}

	/** A callback comes, and n8n stores the execution that it starts. */
	run(taskId: string, now = 0) {
		const { claim, store } = this.begin(taskId, now);
		if (claim === 'new') store();
		return claim;
	}

	get size(): number {
		return this.text.length;
	}
}

describe('the memory of tasks that were seen', () => {
	let process: SeenTasks;
	let n8n: Stored;
	const restart = () => (process = new SeenTasks());
	beforeEach(() => {
		restart();
		n8n = new Stored(() => process);
	});

	it('knows a task the second time', () => {
		expect([n8n.run('a'), n8n.run('a'), n8n.run('b')]).toEqual(['new', 'seen', 'new']);
	});

	it('survives a restart in the static data of the workflow', () => {
		n8n.run('a');
		restart();
		expect([n8n.run('a'), n8n.run('b')]).toEqual(['seen', 'new']);
	});

	it('does not know yet while n8n stores the first of two at the same moment', () => {
		const first = n8n.begin('a');
		expect([first.claim, n8n.run('a')]).toEqual(['new', 'open']);
		first.store();
		expect(n8n.run('a')).toBe('seen');
	});

	it('takes nothing for seen that n8n could not store', () => {
		const first = n8n.begin('a');
		const other = n8n.begin('b');
		first.refuse();
		other.store();
		expect(n8n.run('a')).toBe('new');
		restart();
		expect([n8n.run('a'), n8n.run('b')]).toEqual(['seen', 'seen']);
	});

	it('takes nothing for seen of which n8n never says that it was stored', () => {
		n8n.begin('a', 0);
		expect(n8n.run('a', 599_000)).toBe('open');
		expect(n8n.run('a', 601_000)).toBe('new');
	});

	it('notes again what two callbacks at the same moment overwrote', () => {
		const [one, two] = [n8n.begin('a'), n8n.begin('b')];
		one.store();
		two.store();
		expect(n8n.run('a')).toBe('seen');
		n8n.run('c');
		restart();
		expect(['a', 'b', 'c'].map((id) => n8n.run(id))).toEqual(['seen', 'seen', 'seen']);
	});

	it('keeps the newest 2,000, and is bounded', () => {
		for (let task = 0; task <= 3 * LEAST_REMEMBERED; task += 1) n8n.run(String(task));
		expect(n8n.size).toBeLessThan(40_000);
		restart();
		const newest = Array.from({ length: LEAST_REMEMBERED }, (_, n) => 3 * LEAST_REMEMBERED - n);
		expect(new Set(newest.map((task) => n8n.run(String(task))))).toEqual(new Set(['seen']));
		expect(n8n.run('0')).toBe('new');
	});

	it('keeps them for three days at least, and for six at most', () => {
		const start = 1_800_000_000_000;
		n8n.run('a', start);
		n8n.run('b', start + REMEMBERED_MS + 1);
		restart();
		expect(n8n.run('a', start + 2 * REMEMBERED_MS)).toBe('seen');
		n8n.run('c', start + 3 * REMEMBERED_MS);
		restart();
		expect(n8n.run('a', start + 3 * REMEMBERED_MS)).toBe('new');
		expect(n8n.run('b', start + 3 * REMEMBERED_MS)).toBe('seen');
		restart();
		expect(n8n.run('b', start + 9 * REMEMBERED_MS)).toBe('new');
	});

	it('bears static data that something else wrote', () => {
		for (const seenTasks of ['x', 7, { newest: 3, older: '?', since: 'x' }, { a: 1 }]) {
			const claim = new SeenTasks().claim('a', { seenTasks }, () => 'stored', 0);
			expect(claim).toBe('new');
		}
	});
});
