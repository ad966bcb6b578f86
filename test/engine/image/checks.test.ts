import { NODE, prompts, useStudio } from './studio';

const studio = useStudio();

describe('what is wrong is said before anything is sent', () => {
	it.each([
		[{ prompt: '   ' }, "'Prompt' is empty [item 0]", 'Describe the image'],
		[{ prompt: '={{ $json.missing }}' }, "'Prompt' is empty [item 0]", 'previous node'],
		[{ prompt: 'x'.repeat(32_001) }, "'Prompt' is too long for GPT Image 2", '32,000'],
		[{ size: '={{ "800x600" }}' }, "'Size' 800x600 is not available for GPT Image 2", '800x608'],
		[
			{ size: 'custom', width: 800, height: 600 },
			"'Size' 800x600 is not available for GPT Image 2",
			'800x608',
		],
		[
			{ model: 'nano-banana', size: '={{ "1536x1024" }}' },
			"'Size' 1536x1024 is not available for Nano Banana",
			'1792x1024',
		],
		[{ model: 'dall-e-2', size: '={{ "1792x1024" }}' }, "'Size' 1792x1024", '1024x1024'],
		[{ numberOfImages: '={{ 11 }}' }, "'Number of Images' is not a whole number", 'from 1 to 10'],
		[{ options: { outputCompression: 50 } }, 'Output Compression', 'JPEG or WebP'],
		[{ options: { timeout: 0 } }, "'Timeout' is not a whole number", 'from 1 to 3600'],
		[{ model: '={{ "" }}' }, "'Model' is empty", 'Choose a model'],
	])('%j', async (parameters, message, advice) => {
		const run = await studio.run(prompts(1), parameters);
		expect(run.error?.message).toContain(message);
		expect(run.error?.description).toContain(advice);
		expect(studio.simulator.requests).toHaveLength(0);
	});

	it('for any item of a batch, and then for none of it anything is paid', async () => {
		const run = await studio.run([...prompts(9), { prompt: ' ' }]);
		expect(run.error?.message).toBe("'Prompt' is empty [item 9]");
		expect(run.error?.description).toContain('Nothing was sent.');
		expect(studio.simulator.requests).toHaveLength(0);
	});

	it('for one item only, under continue on fail: the others come out', async () => {
		const items = [{ prompt: 'picture 1' }, { prompt: '' }, { prompt: 'picture 3' }];
		const run = await studio.run(items, {}, { onError: 'continueRegularOutput' });
		expect(run.json(NODE)).toMatchObject([
			{ prompt: 'picture 1' },
			{ error: "'Prompt' is empty [item 1]" },
			{ prompt: 'picture 3' },
		]);
		expect(studio.simulator.ledger).toHaveLength(2);
	});

	it('for an expression that cannot be resolved, too', async () => {
		const items = [{ prompt: 'picture 1' }, { prompt: 'picture 2' }];
		const parameters = { prompt: '={{ $itemIndex === 1 ? $json.a.b.c : $json.prompt }}' };
		const run = await studio.run(items, parameters, { onError: 'continueErrorOutput' });
		expect(run.json(NODE, { output: 0 })).toHaveLength(1);
		expect(run.json(NODE, { output: 1 })).toMatchObject([{ prompt: 'picture 2' }]);
		expect(studio.simulator.ledger).toHaveLength(1);
	});
});

describe('sizes that are odd, and fine', () => {
	it.each(['1254x1254', '1672x941', '941x1672'])('%s, which the service returned', async (size) => {
		const run = await studio.run(prompts(1), { size: `={{ "${size}" }}` });
		expect(run.json(NODE)[0]).toMatchObject({ size, pricing: { step: '1K', multiplier: 1 } });
	});

	it('a custom one on the grid', async () => {
		const run = await studio.run(prompts(1), { size: 'custom', width: 1600, height: 896 });
		expect(run.json(NODE)[0]).toMatchObject({
			size: '1600x896',
			pricing: { step: 'custom', multiplier: 1.5 },
			image: { width: 1600, height: 896 },
		});
	});

	it('automatic', async () => {
		const run = await studio.run(prompts(1), { size: 'auto' });
		expect(run.json(NODE)[0]).toMatchObject({ size: 'auto', pricing: { step: '1K' } });
	});
});

describe('a size that may be refused', () => {
	const tiny = { size: 'custom', width: 512, height: 512 };

	it('is sent, with a hint', async () => {
		const run = await studio.run(prompts(2), tiny);
		expect(run.error).toBeUndefined();
		expect(run.hints(NODE).map(({ message }) => message)).toEqual([
			"'Size' 512x512 has fewer than 655,360 pixels. By its newest guide the service refuses such sizes; 816x816 surely works.",
		]);
		expect(studio.simulator.ledger).toHaveLength(2);
	});

	it('is explained where the service refuses it', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'bad_request' });
		const run = await studio.run(prompts(1), tiny);
		expect(run.error?.description).toMatch(/^'Size' 512x512 has fewer.*816x816 surely works\. /);
	});

	it('is not to blame for anything else', async () => {
		studio.simulator.misbehave({ kind: 'error', code: 'forbidden' });
		const run = await studio.run(prompts(1), tiny);
		expect(run.error?.description).not.toContain('surely works');
	});
});
