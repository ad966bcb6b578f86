import { modelById, MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import {
	checkPictures,
	type NamedPicture,
	type PictureFacts,
} from '../../../nodes/XhuoImage/models/pictures';

const MB = 1024 * 1024;
const GPT = ['gpt-image-2', 'gpt-image-1.5', 'gpt-image-1'];
const NANO = ['nano-banana', 'nano-banana-2', 'nano-banana-pro'];

const photo = (facts: Partial<PictureFacts> = {}): NamedPicture => ({
	name: "Picture 'data'",
	facts: { mimeType: 'image/png', width: 512, height: 512, bytes: 1000, ...facts },
});
const mask = (facts: Partial<PictureFacts> = {}): NamedPicture => ({
	name: 'The mask',
	facts: { ...photo().facts, isTransparent: true, ...facts },
});

function refusal(model: string, pictures: NamedPicture[], withMask?: NamedPicture): string {
	const checked = checkPictures(modelById(model), pictures, withMask);
	return checked.ok ? 'accepted' : `${checked.problem.message} | ${checked.problem.advice}`;
}

describe('the number of pictures', () => {
	it.each(GPT)('is up to 16 for %s', (model) => {
		expect(
			refusal(
				model,
				Array.from({ length: 16 }, () => photo()),
			),
		).toBe('accepted');
		expect(
			refusal(
				model,
				Array.from({ length: 17 }, () => photo()),
			),
		).toMatch(/^17 pictures are too many for GPT Image/);
	});

	it.each(['dall-e-2', ...NANO])('is one for %s', (model) => {
		expect(refusal(model, [photo()])).toBe('accepted');
		expect(refusal(model, [photo(), photo()])).toContain('It takes one picture at a time');
	});

	it.each(MODELS.flatMap(({ id, edit }) => (edit ? id : [])))('is not none for %s', (model) => {
		expect(refusal(model, [])).toMatch(/^There is no picture to edit/);
	});
});

describe('a picture', () => {
	it.each(GPT)('may have up to 50 MB for %s', (model) => {
		expect(refusal(model, [photo({ bytes: 50 * MB })])).toBe('accepted');
		expect(refusal(model, [photo({ bytes: 50 * MB + 1 })])).toMatch(
			/^Picture 'data' is too large for GPT Image/,
		);
	});

	it.each([...GPT, ...NANO])('may be a PNG, JPEG or WebP for %s', (model) => {
		for (const mimeType of ['image/png', 'image/jpeg', 'image/webp'] as const) {
			expect(refusal(model, [photo({ mimeType, width: 30 })])).toBe('accepted');
		}
	});

	it('is a square PNG of up to 4 MB for dall-e-2', () => {
		const say = (facts: Partial<PictureFacts>) => refusal('dall-e-2', [photo(facts)]);
		expect(say({ bytes: 4 * MB })).toBe('accepted');
		expect(say({ bytes: 4.5 * MB })).toContain('4.5 MB');
		expect(say({ mimeType: 'image/jpeg' })).toMatch(/is a JPEG file, which DALL·E 2 does not edit/);
		expect(say({ height: 300 })).toMatch(/^Picture 'data' is not square, but 512x300/);
	});
});

describe('a mask', () => {
	const say = (facts: Partial<PictureFacts>, first: Partial<PictureFacts> = {}) =>
		refusal('gpt-image-2', [photo(first)], mask(facts));

	it('is a PNG of at most 4 MB and of the size of the first picture', () => {
		expect(say({ bytes: 4 * MB })).toBe('accepted');
		expect(say({ bytes: 4 * MB + 1 })).toMatch(/^The mask is too large/);
		expect(say({ mimeType: 'image/webp' })).toMatch(/^The mask is a WebP file/);
		expect(say({ width: 511 })).toMatch(
			/^The mask has 511x512 pixels, but the first picture has 512x512/,
		);
	});

	it('has something transparent', () => {
		expect(say({ isTransparent: false })).toMatch(/^Nothing in the mask is transparent/);
	});

	it('that fits the picture only as it is shown is explained', () => {
		const turned = { mimeType: 'image/jpeg', width: 400, height: 300, orientation: 6 } as const;
		expect(say({ width: 300, height: 400 }, turned)).toContain('EXIF rotation');
		expect(say({ width: 400, height: 300 }, turned)).toBe('accepted');
	});

	it('is left out where the model takes none', () => {
		expect(refusal('nano-banana', [photo()], mask({ isTransparent: false }))).toBe('accepted');
	});
});
