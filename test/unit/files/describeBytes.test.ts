import { describeBytes as describeHead } from '../../../nodes/XhuoImage/files/describeBytes';

/** All bytes there are. */
const describeBytes = (bytes: Buffer, length = bytes.length) => describeHead(bytes, length);
const latin = (text: string) => Buffer.from(text, 'latin1');

describe('bytes that are no image', () => {
	it.each([
		['<!DOCTYPE html><html></html>', 'a web page'],
		[' \n<!doctype HTML>', 'a web page'],
		['<html lang="en">', 'a web page'],
		['<head>', 'a web page'],
		['<body class="x">', 'a web page'],
		['<svg xmlns="http://www.w3.org/2000/svg">', 'an SVG drawing'],
		['  <SVG>', 'an SVG drawing'],
		['<?xml version="1.0"?>\n<svg>', 'an SVG drawing'],
		['<?xml version="1.0"?><!DOCTYPE svg PUBLIC "x"> <svg>', 'an SVG drawing'],
		[' <?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', 'an XML text'],
		['<?xml?><a><svg>', 'an XML text'],
		[' {"error":1}', 'a JSON text'],
		['\n[1]', 'a JSON text'],
		['not found', 'a text'],
		['a {', 'a text'],
		['a <html>', 'a text'],
		['a <svg>', 'a text'],
		['a <?xml?>', 'a text'],
		['<svgs>', 'a text'],
		['<htmlx>', 'a text'],
		['tab\tline\r\nform\ffeed\u000b', 'a text'],
		['%PDF-1.7', 'a PDF'],
		['PK\u0003\u0004rest', 'a ZIP archive'],
		['\u001f\u008b\u0008rest', 'a gzip archive'],
		['\0\0\0\u0018ftypmp42', 'a video'],
		['\u001aE\u00df\u00a3rest', 'a video'],
		['%PD', 'a text'],
		['ftyp', 'a text'],
		[' %PDF', 'a text'],
	])('%j are said to be %s', (text, kind) => {
		expect(describeBytes(latin(text))).toBe(`${kind} (${text.length} bytes)`);
		expect(describeHead(latin(text), undefined)).toBe(kind);
	});

	it.each([
		['<html>', 'a web page'],
		['{}', 'a JSON text'],
	])('may have a mark of their byte order before %s', (text, kind) => {
		expect(describeBytes(Buffer.from(`\uFEFF${text}`))).toContain(kind);
	});

	it('are shown where nobody knows what they are', () => {
		const shown = (...bytes: number[]) => describeBytes(Buffer.from(bytes));
		const unknown = 'something of an unknown kind that begins with the bytes';
		expect(shown(0, 1, 2, 255)).toBe(`${unknown} 00 01 02 ff (4 bytes)`);
		expect(shown(7)).toBe(`${unknown} 07 (1 bytes)`);
		expect(shown(1, 2, 3, 4, 5, 6, 7, 8, 9)).toBe(`${unknown} 01 02 03 04 05 06 07 08 (9 bytes)`);
		expect(shown(0x41, 0x08)).toContain(unknown);
		expect(shown(0x41, 0x0e)).toContain(unknown);
		expect(shown(0x41, 0x1f)).toContain(unknown);
		expect(shown(0x41, 0x20)).toBe('a text (2 bytes)');
		expect(shown(0x09, 0x0d)).toBe('a text (2 bytes)');
	});

	it('are told by the first 512', () => {
		const long = (at: number) => {
			const bytes = Buffer.alloc(600, 'a');
			bytes[at] = 0;
			return describeBytes(bytes);
		};
		expect(long(511)).toContain('unknown kind');
		expect(long(512)).toBe('a text (600 bytes)');
		expect(describeBytes(latin(`${' '.repeat(511)}{}`))).toContain('a JSON text');
		expect(describeBytes(latin(`${' '.repeat(512)}{}`))).toContain('a text');
	});

	it('are counted, where it is known how many there are', () => {
		expect(describeBytes(latin('{}'), 1_234_567)).toBe('a JSON text (1,234,567 bytes)');
		expect(describeBytes(Buffer.alloc(0))).toBe('nothing at all (0 bytes)');
		expect(describeBytes(latin('{}'), 0)).toBe('nothing at all (0 bytes)');
	});
});
