import { contentReference, fileNameFor } from '../../../nodes/XhuoImage/output/fileName';

const parts = { model: 'gpt-image-2', reference: 'ab58', imageIndex: 0, imageCount: 1, wished: '' };
const name = (more: Partial<typeof parts>) => fileNameFor({ ...parts, ...more }, 'png');

describe('the name of an image file', () => {
	it('is made of model and task', () => {
		expect(name({})).toBe('gpt-image-2_ab58.png');
	});

	it('is another one for every image, also where the service names no task', () => {
		const [one, two] = ['https://cdn/1.png', 'https://cdn/2.png'].map(contentReference);
		expect(one).toMatch(/^[0-9a-f]{10}$/);
		expect(one).not.toBe(two);
		expect(contentReference('https://cdn/1.png')).toBe(one);
	});

	it('counts the images of one item', () => {
		expect(name({ imageIndex: 1, imageCount: 3 })).toBe('gpt-image-2_ab58_2.png');
		expect(name({ imageIndex: 1, imageCount: 3, wished: 'sale.png' })).toBe('sale_2.png');
	});

	it('ends as the bytes ask for, whatever the user wrote', () => {
		expect(name({ wished: 'sale.JPG' })).toBe('sale.png');
		expect(name({ wished: 'v1.2' })).toBe('v1.2.png');
	});

	it.each([
		['../../etc/passwd', '-..-etc-passwd.png'],
		['a/b\\c', 'a-b-c.png'],
		['what? a "name"', 'what- a -name-.png'],
		['line\nbreak', 'line-break.png'],
		['夏のセール', '夏のセール.png'],
		['...', 'gpt-image-2_ab58.png'],
		['   ', 'gpt-image-2_ab58.png'],
	])('of %j is one that every system takes', (wished, expected) => {
		expect(name({ wished })).toBe(expected);
	});

	it('is not endless', () => {
		expect(name({ wished: '🦊'.repeat(500) })).toBe(`${'🦊'.repeat(80)}.png`);
	});
});
