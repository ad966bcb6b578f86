import { NODE, prompts, useStudio } from './studio';

const studio = useStudio();

describe('Most Images per Run', () => {
	it('refuses a run that asks for more, over all items together, and nothing is sent', async () => {
		const options = { mostImagesPerRun: 5 };
		const run = await studio.run(prompts(3), { numberOfImages: 2, options });
		expect(run.error?.message).toBe(
			"'Most Images per Run' is 5, and 6 images were asked for [item 0]",
		);
		expect(run.error?.description).toContain('Nothing was sent.');
		expect(studio.simulator.requests).toEqual([]);
	});

	it('lets a run pass that asks for just as many', async () => {
		const options = { mostImagesPerRun: 6 };
		const run = await studio.run(prompts(3), { numberOfImages: 2, options });
		expect(run.items(NODE)).toHaveLength(6);
	});

	it('gives an item for each that is not made, with continue on fail', async () => {
		const options = { mostImagesPerRun: 1 };
		const run = await studio.run(prompts(2), { options }, { onError: 'continueErrorOutput' });
		expect(run.json(NODE, { output: 1 })).toMatchObject([
			{ error: expect.stringContaining('2 images were asked for') },
			{ error: expect.stringContaining('2 images were asked for') },
		]);
		expect(studio.simulator.requests).toEqual([]);
	});

	it.each(['many', -1, {}])('refuses every run when it is %j, which is no number', async (most) => {
		const run = await studio.run(prompts(1), { options: { mostImagesPerRun: most } });
		expect(run.error?.message).toContain("'Most Images per Run' is 0");
		expect(studio.simulator.requests).toEqual([]);
	});
});

describe('Most Credits per Run', () => {
	it('refuses a run that costs more, where the price is known in credits', async () => {
		const parameters = { model: 'nano-banana-pro', options: { mostCreditsPerRun: 1 } };
		const run = await studio.run(prompts(3), parameters);
		expect(run.error?.message).toContain(
			"'Most Credits per Run' is 1, and 3 images for 1.05 credits were asked for",
		);
		expect(studio.simulator.requests).toEqual([]);
	});

	it('lets a run pass that costs just as much, and models without a price', async () => {
		const cheap = { model: 'nano-banana', options: { mostCreditsPerRun: 0.42 } };
		expect((await studio.run(prompts(3), cheap)).items(NODE)).toHaveLength(3);
		const unknown = { model: 'gpt-image-2', options: { mostCreditsPerRun: 0 } };
		expect((await studio.run(prompts(1), unknown)).items(NODE)).toHaveLength(1);
	});
});
