import { contentReference, fileNameFor } from '../../../nodes/XhuoImage/files/fileName';

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

	const family = '👨‍👩‍👧‍👦';

	it.each([
		['80 emoji', '🦊'.repeat(80), `${'🦊'.repeat(62)}.png`],
		['many emoji', '🦊'.repeat(500), `${'🦊'.repeat(62)}.png`],
		['a long text', 'a'.repeat(300), `${'a'.repeat(251)}.png`],
		['just as long as it may be', 'a'.repeat(251), `${'a'.repeat(251)}.png`],
		['another script', '夏'.repeat(100), `${'夏'.repeat(83)}.png`],
		['emoji of several parts', family.repeat(20), `${family.repeat(10)}.png`],
		['a character at the very end', `${'a'.repeat(240)}${family}`, `${'a'.repeat(240)}.png`],
		['accents of their own', `a${'e\u0301'.repeat(100)}`, `a${'e\u0301'.repeat(83)}.png`],
	])('has at most 255 bytes and whole characters: %s', (_what, wished, expected) => {
		expect(name({ wished })).toBe(expected);
		expect(Buffer.byteLength(name({ wished }))).toBeLessThanOrEqual(255);
	});

	it('counts the number and the ending among the 255 bytes', () => {
		const long = fileNameFor(
			{ ...parts, imageIndex: 9, imageCount: 10, wished: '🦊'.repeat(80) },
			'webp',
		);
		expect(long).toBe(`${'🦊'.repeat(61)}_10.webp`);
		expect(Buffer.byteLength(long)).toBe(252);
	});

	it('holds no half character, which no file system can write', () => {
		expect(name({ wished: 'fox \ud83e' })).toBe('fox \ufffd.png');
		expect(name({ wished: '\udd8a fox' })).toBe('\ufffd fox.png');
		expect(name({ wished: '🦊'.repeat(80).slice(0, 7) })).toBe('🦊🦊🦊\ufffd.png');
	});

	it.each([
		['a mark of direction', 'invoice\u202egnp.exe', 'invoicegnp.exe.png'],
		['isolates', '\u2066fox\u2069\u200e', 'fox.png'],
		['what has no width', 'f\u200bo\ufeffx\u00ad', 'fox.png'],
		['a line end of Unicode', 'fox\u2028bear', 'fox-bear.png'],
		['only such', '\u200b\u202e\u200d', 'gpt-image-2_ab58.png'],
	])('shows what it is, without %s', (_what, wished, expected) => {
		expect(name({ wished })).toBe(expected);
	});

	it.each(['CON', 'con', 'PRN', 'aux', 'NUL', 'COM1', 'com9', 'LPT1', 'COM¹', 'CONIN$'])(
		'is not the device %s of Windows',
		(wished) => {
			expect(name({ wished })).toBe(`_${wished}.png`);
			expect(name({ wished: `${wished}.png` })).toBe(`_${wished}.png`);
			expect(name({ wished: `${wished}.backup.png` })).toBe(`_${wished}.backup.png`);
		},
	);

	it.each(['CONTROL', 'com', 'COM10', 'auxiliary', 'my con'])('may be %s', (wished) => {
		expect(name({ wished })).toBe(`${wished}.png`);
	});

	it('has no blank and no dot before its ending, also where it was cut there', () => {
		expect(name({ wished: 'fox . .png' })).toBe('fox.png');
		expect(name({ wished: `${'a'.repeat(249)} . b` })).toBe(`${'a'.repeat(249)}.png`);
		expect(name({ wished: 'fox\u3000' })).toBe('fox.png');
	});

	it('is cut within a character where that alone is too long', () => {
		const wished = `e${'\u0301'.repeat(300)}`;
		expect(name({ wished })).toBe(`e${'\u0301'.repeat(125)}.png`);
	});

	it('tells images apart that came beyond the order', () => {
		const extra = { imageIndex: 1, imageCount: 3, wished: 'sale' };
		expect(fileNameFor({ ...parts, ...extra, extraIndex: 1 }, 'png')).toBe('sale_2-2.png');
		expect(fileNameFor({ ...parts, wished: 'sale', extraIndex: 2 }, 'png')).toBe('sale_1-3.png');
	});
});
