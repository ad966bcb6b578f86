import { writeForm } from '../../../nodes/XhuoImage/api/multipart';

const file = { facts: { mimeType: 'image/png', bytes: 4 } };

describe('a form', () => {
	it('is written piece by piece, with its length', () => {
		const form = writeForm(
			[
				{ field: 'prompt', value: 'ein Bär' },
				{ field: 'image', fileName: 'a.png', file },
			],
			'B',
		);
		const text = form.pieces
			.map((piece) => ('facts' in piece ? '1234' : piece.toString()))
			.join('');
		expect(text).toBe(
			[
				'--B\r\nContent-Disposition: form-data; name="prompt"\r\n\r\nein Bär\r\n',
				'--B\r\nContent-Disposition: form-data; name="image"; filename="a.png"\r\n',
				'Content-Type: image/png\r\n\r\n1234\r\n--B--\r\n',
			].join(''),
		);
		expect(form.contentType).toBe('multipart/form-data; boundary=B');
		expect(form.contentLength).toBe(Buffer.byteLength(text));
	});

	it('has no name that ends its line', () => {
		const form = writeForm([{ field: 'a"b\r\nc', value: '' }], 'B');
		expect(String(form.pieces[0])).toContain('name="a%22b%0D%0Ac"\r\n');
	});
});
