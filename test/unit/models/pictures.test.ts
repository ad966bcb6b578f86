import { modelById, MODELS } from '../../../nodes/XhuoImage/models/catalogue';
import {
	checkPictures,
	isTurned,
	type NamedPicture,
	type PictureFacts,
} from '../../../nodes/XhuoImage/models/pictures';
import { inWords } from './inWords';

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
	return inWords(checked);
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

describe('the words', () => {
	const say = (facts: Partial<PictureFacts>, first: Partial<PictureFacts> = {}) =>
		refusal('gpt-image-2', [photo(first)], mask(facts));

	it('for a wrong number of pictures name the number that is right', () => {
		expect(refusal('dall-e-2', [])).toBe(
			'There is no picture to edit | Give the node an item with a picture, or the URL of one.',
		);
		const many = Array.from({ length: 17 }, () => photo());
		expect(refusal('gpt-image-1', many)).toBe(
			'17 pictures are too many for GPT Image 1 | It takes up to 16 pictures at a time. Name fewer of them.',
		);
		expect(refusal('nano-banana', many)).toBe(
			'17 pictures are too many for Nano Banana | It takes one picture at a time. Name one binary field or one URL, or choose a GPT Image model.',
		);
	});

	it('for a picture name what the model takes', () => {
		expect(refusal('dall-e-2', [photo({ mimeType: 'image/webp' })])).toBe(
			"Picture 'data' is a WebP file, which DALL·E 2 does not edit | It takes PNG. Convert the picture, for example with n8n's Edit Image node, or choose another model.",
		);
		expect(refusal('dall-e-2', [photo({ bytes: 4.26 * MB })])).toBe(
			"Picture 'data' is too large for DALL·E 2: 4.3 MB | A picture may have up to 4 MB. Make it smaller, for example with n8n's Edit Image node.",
		);
		expect(refusal('dall-e-2', [photo({ width: 511 })])).toBe(
			"Picture 'data' is not square, but 511x512 | DALL·E 2 edits square pictures only. Crop it, for example with n8n's Edit Image node, or choose another model.",
		);
		expect(refusal('dall-e-2', [photo(), photo({ width: 511 })])).toContain('too many');
		expect(refusal('gpt-image-2', [photo(), photo({ bytes: 51 * MB })])).toContain('51 MB');
	});

	it('for a mask name what a mask is', () => {
		expect(say({ mimeType: 'image/jpeg' })).toBe(
			'The mask is a JPEG file | A mask is a PNG whose transparent parts show what is to be changed. Save it as PNG with transparency.',
		);
		expect(say({ bytes: 5 * MB })).toBe(
			'The mask is too large: 5 MB | A mask may have up to 4 MB. Large even areas make a PNG small.',
		);
		expect(say({ isTransparent: false })).toBe(
			'Nothing in the mask is transparent | The transparent parts of a mask show what is to be changed. Erase those parts in a picture editor and save it as PNG with transparency.',
		);
		expect(say({ height: 300 })).toBe(
			'The mask has 512x300 pixels, but the first picture has 512x512 | A mask has the size of the first picture. Make it from that very picture.',
		);
		const turned = { mimeType: 'image/jpeg', width: 400, height: 300, orientation: 6 } as const;
		expect(say({ width: 300, height: 400 }, turned)).toBe(
			'The mask has 300x400 pixels, but the first picture has 400x300 | A mask has the size of the first picture. The picture is stored as 400x300 and only shown turned (EXIF rotation): save it turned in a picture editor, then both fit.',
		);
	});

	it('are none where a size or the transparency cannot be read', () => {
		expect(say({ width: null })).toBe('accepted');
		expect(say({ height: null })).toBe('accepted');
		expect(say({ height: 300 }, { width: null })).toBe('accepted');
		expect(say({ isTransparent: undefined })).toBe('accepted');
	});
});

describe('a model that makes no edits', () => {
	it('has nothing to check', () => {
		expect(refusal('dall-e-3', [])).toBe('accepted');
	});
});

describe('a picture that is turned', () => {
	it.each([
		[undefined, false],
		[1, false],
		[2, true],
		[8, true],
	])('is one with the orientation %s: %s', (orientation, turned) => {
		expect(isTurned({ ...photo().facts, orientation })).toBe(turned);
	});
});
