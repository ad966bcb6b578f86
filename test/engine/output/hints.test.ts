import { systemClock } from '../../../nodes/XhuoImage/api/clock';
import { nextTurn } from '../../support/node';
import { NODE, prompts, useStudio } from '../image/studio';

const studio = useStudio({ pictures: 'plain' });

describe('hints after a run', () => {
	it('tell that images came in another size, once for all of them', async () => {
		const run = await studio.run(prompts(3));
		expect(run.hints(NODE)).toEqual([
			{
				type: 'info',
				location: 'outputPane',
				message: expect.stringMatching(/^An image came as 1254×1254 .+ 3 images\.\)$/),
			},
		]);
	});

	it('say nothing about a size that came as it was asked for', async () => {
		const run = await studio.run(prompts(1), { size: '2048x2048' });
		expect(run.hints(NODE)).toEqual([]);
	});

	it('advise another delivery where a call took minutes', async () => {
		const parameters = { size: '2048x2048', downloadImages: false };
		const start = Date.now();
		let passed = 0;
		jest.spyOn(systemClock, 'now').mockImplementation(() => start + passed);
		studio.simulator.misbehave({ kind: 'latency', ms: 50 });
		const running = studio.run(prompts(1), parameters);
		// The call is under way when the simulator has seen it.
		while (!studio.simulator.requests.some(({ path }) => path.includes('generations'))) {
			await nextTurn();
		}
		passed = 7 * 60_000;
		const run = await running;
		expect(run.hints(NODE).map(({ message }) => message)).toEqual([
			expect.stringMatching(/^The longest call took 7 minutes.+Ask Until Finished/),
		]);
		passed = 0;
		expect((await studio.run(prompts(1), parameters)).hints(NODE)).toEqual([]);
	});
});
