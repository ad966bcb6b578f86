import { typeHint } from '../../../nodes/XhuoImage/files/imageHints';
import type { ImageKind } from '../../../nodes/XhuoImage/files/imageKind';

const hint = (mimeType: ImageKind['mimeType'], extension: string) =>
	typeHint({ mimeType, extension, width: null, height: null, headerBytes: 0 });

describe('the hint of a type', () => {
	it.each([
		['image/gif', 'gif', 'GIF'],
		['image/avif', 'avif', 'AVIF'],
		['image/jp2', 'jp2', 'JPEG 2000'],
		['image/jxl', 'jxl', 'JPEG XL'],
	] as const)('names %s as people know it', (type, extension, name) => {
		expect(hint(type, extension)).toBe(
			`An image came as ${name}, although the service promises PNG, JPEG or WebP. The file is as it came; a program that does not know ${name} cannot open it.`,
		);
	});

	it.each([
		['image/png', 'png'],
		['image/jpeg', 'jpg'],
		['image/webp', 'webp'],
	] as const)('is not there for %s', (type, extension) => {
		expect(hint(type, extension)).toBeUndefined();
	});
});
