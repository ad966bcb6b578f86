import { NodeConnectionTypes } from 'n8n-workflow';

import type { Simulator } from '../simulator';
import { startSimulator } from '../simulator';
import { agent, workflow, xhuoImageTool } from './harness';

describe('XHuo Image as the tool of an AI agent', () => {
	let simulator: Simulator;
	beforeEach(async () => {
		simulator = await startSimulator({});
	});
	afterEach(async () => await simulator.close());

	it('takes the prompt from the agent and answers with the address of the image', async () => {
		const prompt = "={{ $fromAI('prompt', 'What the image is to show', 'string') }}";
		const run = await workflow()
			.start([{ chat: 'Draw me a fox' }])
			.testNode('Agent', agent({ prompt: 'a fox under a mushroom' }))
			.detached('Draw', xhuoImageTool({ prompt }))
			.connect('Draw', 'Agent', { type: NodeConnectionTypes.AiTool })
			.run({ credentials: { xhuoApi: { apiToken: simulator.token, baseUrl: simulator.baseUrl } } });
		const [tool] = run.json('Agent');

		expect(run.status).toBe('success');
		expect(tool).toMatchObject({ name: 'Draw', parameters: ['prompt'] });
		expect(JSON.parse(String(tool?.answer))).toMatchObject([
			{ prompt: 'a fox under a mushroom', url: expect.stringContaining('http') },
		]);
		expect(simulator.ledger).toHaveLength(1);
	});

	it('cannot suspend the agent: Pause is refused in words, and nothing is paid', async () => {
		const run = await workflow()
			.start([{ chat: 'Draw me a fox' }])
			.testNode('Agent', agent({ prompt: 'a fox' }))
			.detached('Draw', xhuoImageTool({ prompt: 'a fox', delivery: 'pause' }))
			.connect('Draw', 'Agent', { type: NodeConnectionTypes.AiTool })
			.run({ credentials: { xhuoApi: { apiToken: simulator.token, baseUrl: simulator.baseUrl } } });
		const told = JSON.stringify([run.error, run.json('Agent'), run.errorOf('Draw')]);

		expect(told).toContain('Delivery cannot be Pause Until Finished in a tool of an AI agent');
		expect(simulator.requests).toHaveLength(0);
	});
});
