import { NodeOperationError } from 'n8n-workflow';

import {
	aggregate,
	editFields,
	ifTrue,
	loopOverItems,
	noOp,
	splitOut,
	throwawayNode,
	workflow,
} from './harness';

describe('the engine harness, with nodes of n8n-nodes-base', () => {
	it('runs a chain of nodes from the items pinned to its start', async () => {
		const run = await workflow()
			.start([{ scenes: [{ prompt: 'a fox' }, { prompt: 'a poster' }] }])
			.node('Scenes', splitOut('scenes'))
			.node('All', aggregate())
			.run();

		expect(run.status).toBe('success');
		expect(run.json('Scenes')).toEqual([{ prompt: 'a fox' }, { prompt: 'a poster' }]);
		expect(run.json('All')).toEqual([{ data: [{ prompt: 'a fox' }, { prompt: 'a poster' }] }]);
	});

	it('resolves expressions, and pairs items with the ones they come from', async () => {
		const run = await workflow()
			.start([{ n: 1 }, { n: 2 }])
			.node('Fields', editFields({ twice: '={{ $json.n * 2 }}' }))
			.node('Origin', editFields({ n: "={{ $('Start').item.json.n }}" }))
			.run();

		expect(run.json('Fields')).toEqual([{ twice: 2 }, { twice: 4 }]);
		expect(run.json('Origin')).toEqual([{ n: 1 }, { n: 2 }]);
	});

	it('tells the outputs of a node apart', async () => {
		const run = await workflow()
			.start([{ n: 1 }, { n: 2 }])
			.node('Odd?', ifTrue('={{ $json.n % 2 === 1 }}'))
			.node('Odd', noOp())
			.detached('Even', noOp())
			.connect('Odd?', 'Even', { output: 1 })
			.run();

		expect(run.json('Odd')).toEqual([{ n: 1 }]);
		expect(run.json('Even')).toEqual([{ n: 2 }]);
	});

	it('keeps each run of a node in a loop', async () => {
		const run = await workflow()
			.start([{ n: 1 }, { n: 2 }, { n: 3 }])
			.node('Loop', loopOverItems())
			.detached('Body', noOp())
			.connect('Loop', 'Body', { output: 1 })
			.connect('Body', 'Loop')
			.run();

		expect(run.runs('Body')).toHaveLength(3);
		expect(run.json('Body', { run: 1 })).toEqual([{ n: 2 }]);
		expect(run.json('Loop')).toHaveLength(3);
	});
});

describe('the engine harness, with a node that fails', () => {
	const failing = () => {
		let tries = 0;
		return throwawayNode('failing', async function () {
			tries += 1;
			const failures = Number(this.getInputData()[0]?.json.failures);
			if (tries <= failures) throw new NodeOperationError(this.getNode(), 'No luck');
			return [[{ json: { tries } }]];
		});
	};

	it('ends the execution with the error, by default', async () => {
		const run = await workflow()
			.start([{ failures: 1 }])
			.testNode('Fail', failing())
			.run();

		expect(run.status).toBe('error');
		expect(run.error?.message).toBe('No luck');
		expect(run.errorOf('Fail')?.message).toBe('No luck');
	});

	it('tries again with Retry On Fail', async () => {
		const settings = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
		const run = await workflow()
			.start([{ failures: 2 }])
			.testNode('Fail', failing(), settings)
			.run();

		expect(run.json('Fail')).toEqual([{ tries: 3 }]);
	});

	it('goes on with its input when it throws under Continue', async () => {
		const run = await workflow()
			.start([{ failures: 1 }])
			.testNode('Fail', failing(), { onError: 'continueRegularOutput' })
			.node('After', noOp())
			.run();

		expect(run.status).toBe('success');
		expect(run.errorOf('Fail')?.message).toBe('No luck');
		expect(run.json('After')).toEqual([{ failures: 1 }]);
	});

	it('leads items that carry an error to the error output', async () => {
		const halfFailing = throwawayNode('halfFailing', async function () {
			const error = new NodeOperationError(this.getNode(), 'Not this one');
			return [
				[
					{ json: { fine: true }, pairedItem: 0 },
					{ json: {}, error, pairedItem: 1 },
				],
			];
		});
		const run = await workflow()
			.start([{ n: 1 }, { n: 2 }])
			.testNode('Half', halfFailing, { onError: 'continueErrorOutput' })
			.node('Fine', noOp())
			.detached('Failed', noOp())
			.connect('Half', 'Failed', { output: 1 })
			.run();

		expect(run.json('Fine')).toEqual([{ fine: true }]);
		expect(run.json('Failed')).toEqual([{ error: 'Not this one' }]);
	});
});

describe('the engine harness, while an execution runs', () => {
	it('cancels it: the node gets the abort signal, and nothing else starts', async () => {
		const endless = throwawayNode('endless', async function () {
			const signal = this.getExecutionCancelSignal();
			await new Promise((resolve) => signal?.addEventListener('abort', resolve));
			return [[{ json: { aborted: signal?.aborted } }]];
		});
		const execution = await workflow()
			.start([{}])
			.testNode('Endless', endless)
			.node('After', noOp())
			.execute();
		execution.cancel();
		const run = await execution.finished;

		expect(run.status).toBe('canceled');
		expect(run.runs('After')).toEqual([]);
	});

	it('tells which node has finished, as it happens', async () => {
		const finished: string[] = [];
		await workflow()
			.start([{}])
			.node('Next', noOp())
			.run({ onNodeFinished: (name) => finished.push(name) });

		expect(finished).toEqual(['Start', 'Next']);
	});

	it('keeps what a node writes to the console of the browser, and its hints', async () => {
		const talking = throwawayNode('talking', async function () {
			this.sendMessageToUI('hello');
			this.addExecutionHints({ message: 'look here' });
			return [this.getInputData()];
		});
		const run = await workflow().start([{}]).testNode('Talk', talking).run();

		expect(run.messages).toEqual([{ source: '[Node: "Talk"]', messages: ['hello'] }]);
		expect(run.hints('Talk')).toMatchObject([{ message: 'look here' }]);
	});
});

describe('the engine harness and binary data', () => {
	const bytes = Buffer.from('a picture, as it were');
	const storing = throwawayNode('storing', async function () {
		const binary = await this.helpers.prepareBinaryData(bytes, 'a.png', 'image/png');
		return [[{ json: {}, binary: { data: binary } }]];
	});

	it.each(['filesystem', 'memory'] as const)(
		'stores and reads it in %s mode',
		async (binaryMode) => {
			const run = await workflow().start([{}]).testNode('Store', storing).run({ binaryMode });
			const [item] = run.items('Store');

			expect(await run.bytes(item)).toEqual(bytes);
			expect(item?.binary?.data?.mimeType).toBe('image/png');
			expect(item?.binary?.data?.id === undefined).toBe(binaryMode === 'memory');
		},
	);
});
