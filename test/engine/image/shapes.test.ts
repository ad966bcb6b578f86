import type { FaultName } from '../../simulator';
import { NODE, prompts, skipWaits, useStudio } from './studio';

const studio = useStudio({ latencyMs: 50, pictures: 'plain' });

const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

/** Odd answers that hold what was paid for, by their names in the simulator. */
const SHAPES: readonly FaultName[] = [
	'shape-success-text',
	'shape-success-null',
	'shape-success-missing',
	'shape-data-object',
	'shape-data-texts',
	'shape-data-with-null',
	'shape-error-empty-text',
	'shape-error-empty-object',
	'shape-error-null',
	'shape-created-ms',
	'shape-created-us',
	'shape-created-text',
	'shape-model-usage',
	'shape-cost',
	'shape-task-id-number',
	'shape-task-instead',
	'blanks-then-answer',
];

/** Odd ways in which the tasks endpoint shows a task. */
const TASK_SHAPES: readonly FaultName[] = [
	'tasks-items-null',
	'tasks-end-year-one',
	'tasks-end-minus-one',
	'tasks-hiccup',
	'tasks-hiccup-at-top',
	'tasks-end-no-response',
	'tasks-response-text',
	'tasks-status-result',
	'tasks-type-images',
];

const billed = () => studio.simulator.ledger;

describe.each(SHAPES)('%s', (name) => {
	it('gives the image to a call that waits, paid once', async () => {
		skipWaits();
		studio.simulator.misbehave(name);
		const run = await studio.run(prompts(1), {}, retrying);
		expect(run.error?.message).toBeUndefined();
		expect(run.items(NODE)).toHaveLength(1);
		expect(run.items(NODE)[0]?.binary?.data).toBeDefined();
		expect(billed()).toHaveLength(1);
	});
});

describe.each(SHAPES.filter((name) => /success|data|error|created/.test(name)))(
	'%s in a task',
	(name) => {
		it('gives the image to Ask Until Finished, paid once', async () => {
			skipWaits();
			studio.simulator.misbehave(name, { on: ['tasks'], times: 'always' });
			const run = await studio.run(prompts(1), { delivery: 'poll' }, retrying);
			expect(run.json(NODE)).toMatchObject([{ prompt: 'picture 1', image: { width: 1254 } }]);
			expect(billed()).toHaveLength(1);
		});
	},
);

describe.each(TASK_SHAPES)('%s', (name) => {
	it('gives the image to Ask Until Finished, paid once', async () => {
		skipWaits();
		studio.simulator.misbehave(name);
		const run = await studio.run(prompts(1), { delivery: 'poll' }, retrying);
		expect(run.json(NODE)).toMatchObject([{ prompt: 'picture 1', image: { width: 1254 } }]);
		expect(billed()).toHaveLength(1);
	});
});

/** What is refused, and is not billed and not tried again. */
const REFUSALS: ReadonlyArray<readonly [FaultName, string]> = [
	['429-insufficient-quota', 'The balance of the XHuo account is used up'],
	['402-payment-required', 'The balance of the XHuo account is used up'],
	['400-moderation-blocked', 'The service refused the content of this request'],
	['400-content-policy', 'The service refused the content of this request'],
	['422-moderation-blocked', 'The service refused the content of this request'],
	['422-content-policy', 'The service refused the content of this request'],
	['403-firewall', 'Something between n8n and the service blocked the request'],
	['407-proxy', 'A proxy between n8n and the service blocked the request'],
	['413-too-large', 'The request is larger than the service takes'],
	['200-code-401', 'The API token was not accepted'],
	['200-code-402', 'The balance of the XHuo account is used up'],
];

describe.each(REFUSALS)('%s', (name, message) => {
	it('is told as what it is, after one try', async () => {
		skipWaits();
		studio.simulator.misbehave(name, { times: 'always' });
		const run = await studio.run(prompts(1));
		expect(run.error?.message).toContain(message);
		expect(run.error?.context.data).toMatchObject({ mayHaveBeenBilled: false });
		expect(studio.simulator.requests).toHaveLength(1);
	});
});

describe.each<FaultName>(['408-timeout', '499-closed', '200-code-500'])('%s', (name) => {
	it('may have been billed, so it is not asked for again', async () => {
		skipWaits();
		studio.simulator.misbehave(name, { times: 'always' });
		const run = await studio.run(prompts(1), {}, retrying);
		expect(run.error?.context.data).toMatchObject({ mayHaveBeenBilled: true });
		expect(studio.simulator.requests).toHaveLength(1);
	});
});
