import { storeReason, transferReason } from '../../../nodes/XhuoImage/files/reasons';

const withCode = (code: unknown, message = 'it failed') =>
	Object.assign(new Error(message), { code });

describe('why a transfer did not finish', () => {
	it.each([
		['the code of the connection', withCode('ECONNRESET'), 'ECONNRESET'],
		['the code of anything', { code: 'EPIPE' }, 'EPIPE'],
		['words, where there is no code', new Error(' socket hang up\n'), 'socket hang up'],
		['words, where the code is a number', withCode(7, 'aborted'), 'aborted'],
		['that nothing is said', new Error('  '), 'no reason given'],
		['that nothing is said', 'text', 'no reason given'],
		['that nothing is said', null, 'no reason given'],
		['that nothing is said', undefined, 'no reason given'],
		['that nothing is said', {}, 'no reason given'],
		['200 characters', new Error('a'.repeat(200)), 'a'.repeat(200)],
		['no more than 200 characters', new Error('a'.repeat(201)), `${'a'.repeat(200)}…`],
	])('is told as %s', (_what, thrown, said) => {
		expect(transferReason(thrown)).toBe(`the transfer did not finish (${said})`);
	});
});

describe('why n8n could not store a file', () => {
	it.each([
		['ENOSPC', 'no space is left on its disk'],
		['EDQUOT', 'its disk quota is used up'],
		['EROFS', 'its disk can only be read'],
		['EACCES', 'it may not write to its folder for binary data'],
		['EPERM', 'it may not write to its folder for binary data'],
		['EMFILE', 'it has too many files open'],
	])('is told in words for %s', (code, words) => {
		expect(storeReason(withCode(code))).toBe(`n8n could not store it (${words}, ${code})`);
	});

	it('is told as it was said for anything else', () => {
		expect(storeReason(withCode('EIO'))).toBe('n8n could not store it (EIO)');
		expect(storeReason(new Error('S3 is down'))).toBe('n8n could not store it (S3 is down)');
		expect(storeReason(undefined)).toBe('n8n could not store it (no reason given)');
	});
});
