import { readBlockPage } from '../../../nodes/XhuoImage/api/blockPage';

const HTML = '<!doctype html><title>Blocked</title>';
const page = (status: number, body: string, headers: Record<string, unknown> = {}) =>
	readBlockPage({ status, headers, body });

describe('the page of something in between', () => {
	it.each([
		[' \n<!DOCTYPE html><title>Stop</title>'],
		['<html lang="en"><title>Stop</title>'],
		['<head><title>Stop</title>'],
		['<BODY><h1 class="a">Stop</h1>'],
	])('is one by what it looks like: %j', (body) => {
		expect(page(403, body)?.advice).toMatch(/^It answered with a page called "Stop"\. If n8n/);
	});

	it('is one by its type, or by the mark of the firewall', () => {
		expect(page(403, 'no', { 'content-type': 'text/html; charset=utf-8' })).toBeDefined();
		expect(page(403, 'no', { 'cf-ray': '8f1a' })?.advice).toMatch(
			/^It answered with cf-ray 8f1a\. If/,
		);
		expect(page(403, HTML, { 'cf-ray': '8f1a' })?.advice).toMatch(
			/^It answered with a page called "Blocked", cf-ray 8f1a\. If/,
		);
		expect(page(407, '')?.advice).toMatch(/^If n8n has to use a proxy/);
	});

	it('says who blocked it, what n8n offers, and that nothing was billed', () => {
		expect(page(407, '')).toMatchObject({
			kind: 'rejected',
			message: 'A proxy between n8n and the service blocked the request',
		});
		const { message, advice } = page(403, HTML) ?? {};
		expect(message).toBe(
			'Something between n8n and the service blocked the request, such as a firewall',
		);
		expect(advice).toContain('HTTPS_PROXY');
		expect(advice).toContain('NO_PROXY');
		expect(advice).toMatch(/through\. Nothing was billed for this image\.$/);
	});

	it.each([
		[403, 'a few words', {}],
		[403, '{"a":"<html>"}', {}],
		[403, 'see <html>', { 'content-type': 'application/json' }],
		[200, HTML, {}],
		[401, HTML, {}],
		[502, HTML, { 'cf-ray': '8f1a' }],
	])('is not that of status %i: %j', (status, body, headers) => {
		expect(page(status, body, headers)).toBeUndefined();
	});

	it('is called by its title, in one line, whole characters, and not for ever', () => {
		const titled = (title: string) => page(403, `<html><title id="a">${title}</title>`)?.advice;
		expect(titled(' Access\n\t denied ')).toContain('called "Access denied".');
		expect(titled(`half \ud83e`)).toContain('called "half \uFFFD".');
		expect(titled('🦊'.repeat(200))).toContain(`called "${'🦊'.repeat(120)}".`);
		expect(titled('')).toMatch(/^If n8n/);
		expect(page(403, '<html><h1>Heading</h1>')?.advice).toContain('"Heading"');
		expect(page(403, `${HTML}<h1>Heading</h1>`)?.advice).toContain('"Blocked"');
	});
});
