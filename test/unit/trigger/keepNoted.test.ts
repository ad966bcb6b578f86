import { Workflow, type INodeTypes } from 'n8n-workflow';

import { systemClock } from '../../../nodes/XhuoImage/api/clock';
import { keepNoted } from '../../../nodes/XhuoImage/trigger/keepNoted';
import type { Storing } from '../../../nodes/XhuoImage/trigger/repeats';

const nodeTypes: INodeTypes = {
	getByName: () => {
		throw new Error('No node is looked up');
	},
	getByNameAndVersion: () => {
		throw new Error('No node is looked up');
	},
	getKnownTypes: () => ({}),
};

const workflowOf = (staticData: Record<string, object>) =>
	new Workflow({ nodes: [], connections: {}, active: true, nodeTypes, staticData });

describe('what the trigger notes in its static data', () => {
	it('counts as a change again after n8n has wrapped the same data anew, as it does before storing', async () => {
		const staticData = { trigger: { seenTasks: 'earlier' } };
		const workflow = workflowOf(staticData);
		const own = workflow.staticData.trigger as Record<string, unknown>;
		own.seenTasks = 'earlier and now';
		expect(workflow.staticData.__dataChanged).toBe(true);
		workflowOf(staticData);
		expect(workflow.staticData.__dataChanged).toBe(false);

		let looks = 0;
		const storing = (): Storing => ((looks += 1) > 3 ? 'stored' : 'open');
		await keepNoted(own, 'seenTasks', storing, systemClock);
		expect(workflow.staticData.__dataChanged).toBe(true);
		expect(own.seenTasks).toBe('earlier and now');
	});

	it('is left alone once n8n has stored the execution', async () => {
		let writes = 0;
		const own = {
			get seenTasks() {
				return 'now';
			},
			set seenTasks(_value: string) {
				writes += 1;
			},
		};
		await keepNoted(own, 'seenTasks', () => 'stored', systemClock);
		expect(writes).toBe(0);
	});
});
