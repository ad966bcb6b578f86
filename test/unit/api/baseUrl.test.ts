import { hasPriceSteps, readBaseUrl } from '../../../nodes/XhuoImage/api/baseUrl';

describe('the base URL', () => {
	it.each([
		['https://api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai'],
		[' https://api.xhuoapi.ai/v1//\n', 'https://api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai'],
		['\u00a0https://api.xhuoapi.ai/\u3000', 'https://api.xhuoapi.ai', 'https://api.xhuoapi.ai'],
		['https://api.xhuoapi.ai/', 'https://api.xhuoapi.ai', 'https://api.xhuoapi.ai'],
		['http://127.0.0.1:8787/a//b', 'http://127.0.0.1:8787/a//b', 'http://127.0.0.1:8787'],
		['HTTPS://API.xhuoapi.ai:443/v1?x=1#y', 'https://api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai'],
		['https://user:pass@api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai/v1', 'https://api.xhuoapi.ai'],
	])('%j is read', (text, address, origin) => {
		expect(readBaseUrl(text)).toEqual({ address, origin });
	});

	it.each(['', 'api.xhuoapi.ai/v1', 'ftp://api.xhuoapi.ai', 'file:///v1', 'https://'])(
		'%j is none',
		(text) => {
			expect(readBaseUrl(text)).toBeUndefined();
		},
	);
});

describe('the price steps of GPT Image 2', () => {
	it.each([
		[undefined, true],
		['https://api.xhuoapi.ai', true],
		['http://127.0.0.1:8787', true],
		['http://simulator:8787', true],
		['https://api.acedata.cloud', false],
		['https://xhuoapi.ai', false],
	])('are those of %s: %s', (origin, holds) => {
		expect(hasPriceSteps(origin)).toBe(holds);
	});
});
