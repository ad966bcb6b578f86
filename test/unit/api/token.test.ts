import { cleanToken } from '../../../nodes/XhuoImage/api/token';

describe('a token', () => {
	it.each([
		['abc', 'abc'],
		[' abc\n', 'abc'],
		['Bearer abc', 'abc'],
		['bearer \t abc ', 'abc'],
		['Bearerabc', 'Bearerabc'],
		['abc Bearer def', 'abc Bearer def'],
		['Bearer', 'Bearer'],
		['', ''],
	])('%j is sent as %j', (pasted, sent) => {
		expect(cleanToken(pasted)).toBe(sent);
	});
});
