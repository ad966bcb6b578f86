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
