import { isPublicHost } from '../../../nodes/XhuoImage/api/publicHosts';

/** First and last address of each special block, and its neighbours (IANA special-purpose registry). */
const IPV4_BLOCKS = [
	['0.0.0.0', '0.255.255.255', undefined, '1.0.0.0'],
	['10.0.0.0', '10.255.255.255', '9.255.255.255', '11.0.0.0'],
	['100.64.0.0', '100.127.255.255', '100.63.255.255', '100.128.0.0'],
	['127.0.0.0', '127.255.255.255', '126.255.255.255', '128.0.0.0'],
	['169.254.0.0', '169.254.255.255', '169.253.255.255', '169.255.0.0'],
	['172.16.0.0', '172.31.255.255', '172.15.255.255', '172.32.0.0'],
	['192.0.0.0', '192.0.0.255', '191.255.255.255', '192.0.1.0'],
	['192.0.2.0', '192.0.2.255', '192.0.1.255', '192.0.3.0'],
	['192.88.99.0', '192.88.99.255', '192.88.98.255', '192.88.100.0'],
	['192.168.0.0', '192.168.255.255', '192.167.255.255', '192.169.0.0'],
	['198.18.0.0', '198.19.255.255', '198.17.255.255', '198.20.0.0'],
	['198.51.100.0', '198.51.100.255', '198.51.99.255', '198.51.101.0'],
	['203.0.113.0', '203.0.113.255', '203.0.112.255', '203.0.114.0'],
	['224.0.0.0', '239.255.255.255', '223.255.255.255', undefined],
	['240.0.0.0', '255.255.255.255', undefined, undefined],
] as const;

describe('an IPv4 address', () => {
	it.each(IPV4_BLOCKS)('is not public from %s to %s', (first, last, before, after) => {
		expect([first, last].map(isPublicHost)).toEqual([false, false]);
		for (const neighbour of [before, after]) {
			if (neighbour) expect(isPublicHost(neighbour)).toBe(true);
		}
	});

	it.each(['1.2.3', '1.2.3.4.5', '1.2.3.four', '1.2.3.4444', '10.0.0.1234', '10.0.0.1x'])(
		'is not %s, which is a name',
		(name) => {
			expect(isPublicHost(name)).toBe(true);
		},
	);
});

describe('an IPv6 address', () => {
	it.each([
		'[::]',
		'[::1]',
		'[::2]',
		'[fe80::1]',
		'[fc00::1]',
		'[fd12:3456::1]',
		'[ff02::1]',
		'[1fff::1]',
		'[4000::1]',
		'[2001::1]',
		'[2001:1ff::1]',
		'[2001:db8::1]',
		'[2001:db8:ffff::]',
		'[3fff::1]',
		'[3fff:fff::1]',
		'[::ffff:127.0.0.1]'.replace('127.0.0.1', '7f00:1'),
		'[::ffff:a00:1]',
		'[64:ff9b::a00:1]',
		'[64:ff9b::c0a8:101]',
		'[2002:a00:1::1]',
		'[2002:c0a8:101::]',
		'[64:ff9b:1::808:808]',
		'[0:0:0:0:0:1:808:808]',
		'[1:2:3]',
		'[1:2:3:4:5:6:7:8:9]',
		'[2606::1::2]',
		'[2606:4700:zz::1]',
		'[2606:4700::12345]',
		'[2606:1:2:3:4:5:6:7:8]',
		'[2606:4700:1]',
		'[2606::-1]',
		'[::ffff:c633:6401]',
	])('is not public: %s', (host) => {
		expect(isPublicHost(host)).toBe(false);
	});

	it.each([
		'[2000::1]',
		'[2606:4700:4700::1111]',
		'[2606:4700:4700:0:0:0:0:1111]',
		'[2606:4700:4700:1:2:3:4:5]',
		'[2001:200::1]',
		'[2001:4860:4860::8888]',
		'[2001:db7::1]',
		'[2606:db8::1]',
		'[2001:db9::1]',
		'[3ffe::1]',
		'[3fff:1000::1]',
		'[::ffff:808:808]',
		'[64:ff9b::808:808]',
		'[2002:808:808::1]',
	])('is public: %s', (host) => {
		expect(isPublicHost(host)).toBe(true);
	});
});

describe('a name', () => {
	it.each([
		'localhost',
		'LOCALHOST',
		'n8n',
		'a.localhost',
		'printer.local',
		'a.localdomain',
		'metadata.google.internal',
		'wiki.intranet',
		'router.lan',
		'nas.home',
		'mail.corp',
		'1.0.168.192.in-addr.arpa',
		'printer.local.',
		'1.2.3.local',
		'internal',
		'Printer.LOCAL',
	])('is that of a local network: %s', (name) => {
		expect(isPublicHost(name)).toBe(false);
	});

	it.each([
		'cdn.example.com',
		'cdn.example.com.',
		'local.example.com',
		'my-home.com',
		'nothome.org',
		'xlocal.dev',
		'homelan.io',
		'a.localhoster',
		'a.mylan',
	])('is public: %s', (name) => {
		expect(isPublicHost(name)).toBe(true);
	});
});
