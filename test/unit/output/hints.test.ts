import { sizeHint } from '../../../nodes/XhuoImage/output/sizeHint';

const hint = (model: string | null, size: string | null, width: number | null, height = width) =>
	sizeHint({ model, size }, { width, height });

describe('the hint about the size that came', () => {
	it('tells both sizes where they differ, and what to do about it', () => {
		const said = hint('gpt-image-2', '1024x1024', 1254);
		expect(said).toContain(
			'came as 1254×1254 where 1024x1024 was asked for. The shape is the same',
		);
		expect(said).toContain('2K or 4K');
		expect(hint('gpt-image-2', '1792x1024', 1672, 941)).not.toContain('another one');
	});

	it('says so where the shape is another one', () => {
		expect(hint('gpt-image-2', '1024x1024', 1536, 1024)).toContain('The shape is another one');
	});

	it.each([
		['the size is the one that was asked for', hint('gpt-image-2', '2048x2048', 2048)],
		['the model was to choose', hint('gpt-image-2', 'auto', 1254)],
		['nothing was asked for', hint('gpt-image-2', null, 1254)],
		['the size stands for a ratio only', hint('nano-banana', '1792x1024', 1344, 768)],
		['the image does not tell its size', hint('gpt-image-2', '1024x1024', null)],
	])('says nothing where %s', (_why, said) => expect(said).toBeUndefined());
});
