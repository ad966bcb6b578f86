import fc from 'fast-check';

import { readOrientation } from '../../../nodes/XhuoImage/files/exifRotation';
import { picture } from '../../support/pictures';
import { turnedJpeg } from '../../support/turned';

describe('the orientation of a JPEG', () => {
	it.each([1, 3, 6, 8])('is read from its EXIF data: %d', (orientation) => {
		for (const order of ['II', 'MM'] as const) {
			expect(readOrientation(turnedJpeg(40, 30, orientation, order))).toBe(orientation);
		}
	});

	it('is unknown for a JPEG without EXIF data, and for other files', () => {
		expect(readOrientation(picture('jpeg', 40, 30))).toBeUndefined();
		expect(readOrientation(picture('png', 40, 30))).toBeUndefined();
		expect(readOrientation(Buffer.alloc(0))).toBeUndefined();
	});

	it('is no reason to fall over a damaged file', () => {
		const file = turnedJpeg(40, 30, 6, 'II');
		fc.assert(
			fc.property(fc.nat(80), fc.uint8Array({ minLength: 1, maxLength: 20 }), (at, bytes) => {
				const damaged = Buffer.from(file);
				damaged.set(bytes, at);
				const read = readOrientation(damaged.subarray(0, 90));
				expect(read === undefined || (read >= 1 && read <= 8)).toBe(true);
			}),
			{ numRuns: 2000 },
		);
	});
});
