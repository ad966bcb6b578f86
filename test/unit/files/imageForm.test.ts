import { decodeImage, imageForm } from '../../../nodes/XhuoImage/files/imageForm';
import { picture } from '../../support/pictures';

const sources = { ownOrigin: 'https://api.xhuoapi.ai' };
const LINK = 'https://cdn.example.com/a.png';
const png = picture('png', 8, 8);
const jpeg = picture('jpeg', 8, 8);
const base64 = png.toString('base64');
const dataUrl = `data:image/png;base64,${base64}`;

describe('the form of an image', () => {
	it.each([
		['a link', { url: LINK }, { url: LINK }],
		['a path', { url: '/files/a.png' }, { url: 'https://api.xhuoapi.ai/files/a.png' }],
		['Base64', { base64 }, { base64 }],
		['both', { url: LINK, base64 }, { url: LINK, base64 }],
		['a data URL', { url: dataUrl }, { base64: dataUrl }],
		['a data URL with blanks', { url: ` DATA:,x` }, { base64: ' DATA:,x' }],
		['a data URL as Base64', { base64: dataUrl }, { base64: dataUrl }],
		['Base64 in the place of a link', { url: base64 }, { base64 }],
		[
			'JPEG in Base64, which begins like a path',
			{ url: jpeg.toString('base64') },
			{ base64: jpeg.toString('base64') },
		],
		['a link in the place of Base64', { base64: `\n${LINK} ` }, { url: LINK }],
		[
			'a link in another case',
			{ base64: 'HTTPS://cdn.example.com/a' },
			{ url: 'HTTPS://cdn.example.com/a' },
		],
		[
			'a link over http',
			{ base64: 'http://cdn.example.com/a' },
			{ url: 'http://cdn.example.com/a' },
		],
		['a link in both places', { url: LINK, base64: 'https://other.example.com/b' }, { url: LINK }],
		['a data URL and a link', { url: dataUrl, base64: LINK }, { url: LINK, base64: dataUrl }],
		['Base64 beside a data URL', { url: 'data:,x', base64 }, { base64 }],
		['a text that holds a link', { base64: `see ${LINK}` }, { base64: `see ${LINK}` }],
		['nothing', {}, {}],
	])('of %s', (_what, image, form) => {
		expect(imageForm(image, sources)).toEqual(form);
	});

	it('keeps the prompt that the image was made from', () => {
		const image = { url: LINK, revisedPrompt: 'a fox' };
		expect(imageForm(image, sources)).toEqual(image);
		expect(imageForm({ url: LINK, revisedPrompt: '' })).toEqual({ url: LINK });
	});

	it('needs enough of an image to tell it from a link', () => {
		const isImage = (url: string) => 'base64' in imageForm({ url });
		const unpadded = base64.replace(/=+$/, '');
		expect(isImage(unpadded.slice(0, 24))).toBe(true);
		expect(isImage(unpadded.slice(0, 23))).toBe(false);
		expect(isImage(`${unpadded.slice(0, 24)}==\n`)).toBe(true);
		expect(isImage(`${unpadded.slice(0, 24)}?sig=1`)).toBe(false);
		expect(isImage(`${unpadded.slice(0, 24)}===`)).toBe(false);
		expect(isImage(`${unpadded.slice(0, 24)}= =`)).toBe(false);
		expect(isImage(`?${unpadded.slice(0, 24)}`)).toBe(false);
		expect(isImage(`${unpadded.slice(0, 76)}\n${unpadded.slice(76)}`)).toBe(true);
		expect(isImage('files/of/a/picture/that/is/none')).toBe(false);
		// What comes behind the first 256 characters is not looked at.
		expect(isImage(`${'iVBORw0KGgo'.padEnd(256, 'A')}?`)).toBe(true);
		expect(isImage(`${'iVBORw0KGgo'.padEnd(255, 'A')}?`)).toBe(false);
	});
});

describe('the bytes of an image', () => {
	const latin = (text: string) => Buffer.from(text, 'latin1');

	it.each([
		['Base64', base64, png],
		['Base64 in lines', base64.replace(/.{60}/g, '$&\r\n'), png],
		['Base64 of the web', base64.replace(/\+/g, '-').replace(/\//g, '_'), png],
		['a data URL', dataUrl, png],
		['a data URL with a parameter', dataUrl.replace('png;', 'png;name=a.png;'), png],
		['a data URL with blanks', `\n data:image/png; BASE64 ,${base64}`, png],
		[
			'a data URL of escaped Base64',
			`data:;base64,${base64.replace(/[+/=]/g, encodeURIComponent)}`,
			png,
		],
		['a data URL without a type', `data:,a%20b`, latin('a b')],
		['escaped bytes', 'data:image/gif,GIF%fF%00a', latin('GIF\u00ff\0a')],
		['a text that is no escape', 'data:,%zz%4', latin('%zz%4')],
		['a type that only sounds alike', 'data:x;base64x,YQ==', latin('YQ==')],
		['a type that holds it', 'data:base64,YQ==', latin('YQ==')],
		['a comma in the data', 'data:,a,b', latin('a,b')],
		['a data URL without data', 'data:image/png;base64,', Buffer.alloc(0)],
		['nothing', '', Buffer.alloc(0)],
	])('are read from %s', (_what, content, bytes) => {
		expect(decodeImage(content).equals(bytes)).toBe(true);
	});

	it('are those of Base64 where a data URL does not end', () => {
		const content = 'data:image/png;base64';
		expect(decodeImage(content)).toEqual(Buffer.from(content, 'base64'));
		expect(decodeImage(`x${dataUrl}`)).toEqual(Buffer.from(`x${dataUrl}`, 'base64'));
	});
});
