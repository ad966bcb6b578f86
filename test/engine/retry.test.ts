import { editFields, noOp, retry, throwawayNode, workflow } from './harness';

/** Fails in its first execution, and counts in its context how often it was called. */
function failsOnce() {
	let calls = 0;
	return throwawayNode('failsOnce', async function () {
		const context = this.getContext('node');
		context.calls = Number(context.calls ?? 0) + 1;
		calls += 1;
		if (calls === 1) throw new Error('Not the first time');
		const { calls: remembered } = context;
		return [[{ json: { remembered, input: this.getInputData().map(({ json }) => json) } }]];
	});
}

describe('retrying a failed execution from the list of executions', () => {
	it('starts a new execution at the failed node, with the stored input and context', async () => {
		const before: string[] = [];
		const failed = await workflow()
			.start([{ n: 1 }])
			.node('Before', editFields({ twice: '={{ $json.n * 2 }}' }))
			.testNode('Fail', failsOnce())
			.node('After', noOp())
			.run({ onNodeFinished: (name) => before.push(name) });
		const after: string[] = [];
		const retried = await retry(failed, { onNodeFinished: (name) => after.push(name) });
		const run = await retried.finished;

		expect(failed.status).toBe('error');
		expect(before).toEqual(['Start', 'Before', 'Fail']);
		expect(run.status).toBe('success');
		expect(run.executionId).not.toBe(failed.executionId);
		expect(after).toEqual(['Fail', 'After']);
		expect(run.json('After')).toEqual([{ remembered: 2, input: [{ twice: 2 }] }]);
		expect(run.runs('Fail')).toHaveLength(1);
	});
});
