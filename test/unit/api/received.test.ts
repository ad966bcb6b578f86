import { showReceived } from '../../../nodes/XhuoImage/api/received';

describe('what was received', () => {
	it('is shown as it came where it is short', () => {
		expect(showReceived(' {"ok":true}\n')).toBe('{"ok":true}');
	});

	it('is cut at 2 kB, at a whole character', () => {
		for (const text of ['x '.repeat(5000), '🦊'.repeat(5000), `a${'é'.repeat(5000)}`]) {
			const shown = showReceived(text);
			expect(Buffer.byteLength(shown)).toBeLessThanOrEqual(2048);
			expect(Buffer.byteLength(shown)).toBeGreaterThan(2040);
			expect(shown).toMatch(/^[^\uFFFD]*…$/);
		}
	});

	it('has Base64 shortened, so that the link behind it can be found', () => {
		const link = 'https://cdn.example.com/1.png';
		const shown = showReceived(JSON.stringify({ b64: 'iVBORw0KGgo'.repeat(100_000), link }));
		expect(shown).toContain(link);
		expect(shown).toContain('(1100000 characters)');
	});

	it('has long links whole: a signed one is the image', () => {
		const link = `https://cdn.example.com/1.png?sig=${'a1B2'.repeat(100)}`;
		expect(showReceived(JSON.stringify({ link }))).toContain(link);
	});

	it.each([
		'{"authorization":"Bearer abc.def-123"}',
		'Authorization: bearer abc.def-123',
		'{"api_key":"abc.def-123"}',
		'{"token": "abc.def-123"}',
		'sk-abc-def-123456789',
		'{"callback_url":"https://n8n.example.com/webhook-waiting/7/xhuo-image?signature=abc.def-123"}',
		'{"callback_url":"https://example.com/hook?a=1&xhuo=abc.def-123"}',
	])('has no secret of %j', (text) => {
		expect(showReceived(text)).not.toMatch(/abc.def-123/);
		expect(showReceived(text)).toContain('[hidden]');
	});
});

describe('a long run of characters', () => {
	it('is shown whole up to 200, and then its first 40', () => {
		expect(showReceived('a'.repeat(200))).toBe('a'.repeat(200));
		expect(showReceived(`x ${'a1+/=_-'.repeat(30)}`)).toBe(
			`x ${'a1+/=_-'.repeat(30).slice(0, 40)}… (210 characters)`,
		);
	});

	it('is whole where it is a link, also in capitals', () => {
		for (const link of [`HTTPS://a.example/${'b'.repeat(300)}`, `http://a/${'b'.repeat(300)}`]) {
			expect(showReceived(`see <${link}>`)).toBe(`see <${link}>`);
		}
	});
});

describe('what is hidden', () => {
	it.each([
		['bearer abcd', 'bearer [hidden]'],
		['bearer abc', 'bearer abc'],
		['BEARER  a.b-c~d+e/f=', 'BEARER  [hidden]'],
		['forbearer abcdef', 'forbearer abcdef'],
		['sk-12345678', '[hidden]'],
		['sk-1234567', 'sk-1234567'],
		['task-12345678', 'task-12345678'],
		['{"apiKey": "a\\"b"}', '{"apiKey": "[hidden]"}'],
		['{"API_TOKEN":"a"}', '{"API_TOKEN":"[hidden]"}'],
		['{"access_token" : "a"}', '{"access_token" : "[hidden]"}'],
		['{"secret":"a","x":"b"}', '{"secret":"[hidden]","x":"b"}'],
		['{"password":""}', '{"password":"[hidden]"}'],
		['{"my_token":"a"}', '{"my_token":"a"}'],
		['https://n8n/webhook/a?b=c d', 'https://n8n/webhook/a?[hidden] d'],
		['https://n8n/WEBHOOK-waiting/7?b', 'https://n8n/WEBHOOK-waiting/7?[hidden]'],
		['https://a.example/hook?a=1', 'https://a.example/hook?a=1'],
		['?xhuo=abc&b=c', '?xhuo=[hidden]&b=c'],
		['{"apitoken":"a","accessToken":"b"}', '{"apitoken":"[hidden]","accessToken":"[hidden]"}'],
		['xhuo=a', 'xhuo=a'],
	])('in %j is %j', (text, shown) => {
		expect(showReceived(text)).toBe(shown);
	});
});

describe('the cut', () => {
	it('leaves 2,048 bytes as they are', () => {
		const words = 'abc '.repeat(512).slice(0, 2047);
		expect(showReceived(`${words}x`)).toBe(`${words}x`);
		expect(showReceived(`${words}xy`)).toBe(`${words.slice(0, 2045)}…`);
		expect(showReceived(`\uFFFD ${words}`)).toMatch(/^\uFFFD abc.*…$/);
	});
});
