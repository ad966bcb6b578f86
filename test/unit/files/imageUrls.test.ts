import {
	absoluteImageUrl,
	checkImageUrl,
	readAllowedHosts,
} from '../../../nodes/XhuoImage/files/imageUrls';

const sources = { ownOrigin: 'http://127.0.0.1:8787' };
const isTaken = (url: string, allowedHosts: string[] = []) =>
	'url' in checkImageUrl(url, { ...sources, allowedHosts });

describe('an image address', () => {
	it.each([
		'https://platform.cdn.xhuoapi.ai/gpt-image/1_0.png',
		'https://dalleprodsec.blob.core.windows.net/private/images/1.png?se=2024&sig=a%2Bb',
		'https://8.8.8.8/1.png',
		'https://[2606:4700::1111]/1.png',
		'http://127.0.0.1:8787/cdn/1.png',
	])('%s is fetched', (url) => {
		expect(isTaken(url)).toBe(true);
	});

	it.each([
		'http://platform.cdn.xhuoapi.ai/1.png',
		'ftp://cdn.example.com/1.png',
		'file:///etc/passwd',
		'data:image/png;base64,aGk=',
		'javascript:alert(1)',
		'1.png',
		'',
		'https://user:pass@cdn.example.com/1.png',
	])('%s is not: it is no encrypted public address', (url) => {
		expect(isTaken(url)).toBe(false);
	});

	it.each([
		'https://localhost/1.png',
		'https://LOCALHOST./1.png',
		'https://app.localhost/1.png',
		'https://redis/1.png',
		'https://n8n.internal/1.png',
		'https://printer.local/1.png',
		'https://127.0.0.1/1.png',
		'http://127.0.0.1:8788/1.png',
		'https://127.1/1.png',
		'https://2130706433/1.png',
		'https://0x7f000001/1.png',
		'https://0177.0.0.1/1.png',
		'https://0x7f.1/1.png',
		'https://0/1.png',
		'https://10.1.2.3/1.png',
		'https://172.16.0.1/1.png',
		'https://172.31.255.255/1.png',
		'https://192.168.1.1/1.png',
		'https://169.254.169.254/latest/meta-data/',
		'https://100.100.100.200/latest/meta-data/',
		'https://198.18.0.1/1.png',
		'https://224.0.0.1/1.png',
		'https://255.255.255.255/1.png',
		'https://[::1]/1.png',
		'https://[::]/1.png',
		'https://[::ffff:127.0.0.1]/1.png',
		'https://[::ffff:7f00:1]/1.png',
		'https://[::127.0.0.1]/1.png',
		'https://[fd00:ec2::254]/1.png',
		'https://[fe80::1]/1.png',
		'https://[ff02::1]/1.png',
		'https://[64:ff9b::7f00:1]/1.png',
		'https://[2002:7f00:1::]/1.png',
		'https://[2001:db8::1]/1.png',
		'https://[2001::1]/1.png',
		'https://①②⑦.0.0.1/1.png',
	])('%s is not: it is not of the public internet', (url) => {
		expect(isTaken(url)).toBe(false);
	});

	it.each([
		'https://172.15.0.1/1.png',
		'https://172.32.0.1/1.png',
		'https://11.0.0.1/1.png',
		'https://[::ffff:8.8.8.8]/1.png',
		'https://[2002:808:808::]/1.png',
	])('%s is, being just beside what is not', (url) => {
		expect(isTaken(url)).toBe(true);
	});

	it.each([
		['picture', 'it is not a web address'],
		['ftp://cdn.example.com/1.png', 'it starts with ftp:'],
		['https://user@cdn.example.com/1.png', 'it carries a user name'],
		['https://:pass@cdn.example.com/1.png', 'it carries a user name'],
		['http://cdn.example.com/1.png', 'it is not encrypted (https)'],
		['https://192.168.1.1/1.png', 'it points into a private network'],
	])('%s is not fetched, and the reason is told', (url, refusal) => {
		expect(checkImageUrl(url, sources)).toEqual({ refusal });
	});

	it('may point to a host that the user named, whatever it is', () => {
		expect(isTaken('http://minio:9000/1.png')).toBe(false);
		expect(isTaken('http://minio:9000/1.png', [' MinIO '])).toBe(true);
		expect(isTaken('ftp://minio/1.png', ['minio'])).toBe(false);
		expect(isTaken('http://minio./1.png', ['minio'])).toBe(true);
		expect(isTaken('http://images.example.com:8080/1.png', ['images.example.com'])).toBe(true);
	});
});

describe('an image address that is only a path', () => {
	const ownOrigin = 'https://api.xhuoapi.ai';

	it.each([
		['/files/a.png', 'https://api.xhuoapi.ai/files/a.png'],
		['/files/a.png?sig=1#x', 'https://api.xhuoapi.ai/files/a.png?sig=1#x'],
		['/../a.png', 'https://api.xhuoapi.ai/a.png'],
		['//cdn.example.com/a.png', 'https://cdn.example.com/a.png'],
		['https://cdn.example.com/a.png', 'https://cdn.example.com/a.png'],
		['files/a.png', 'https://api.xhuoapi.ai/files/a.png'],
		['./files/a?sig=1', 'https://api.xhuoapi.ai/files/a?sig=1'],
		['a.webp', 'https://api.xhuoapi.ai/a.webp'],
		['cdn.example.com/a.png', 'https://cdn.example.com/a.png'],
		[' /files/a.png\n', 'https://api.xhuoapi.ai/files/a.png'],
		['/files/my fox.png', 'https://api.xhuoapi.ai/files/my%20fox.png'],
		['files/my fox.png', 'https://api.xhuoapi.ai/files/my%20fox.png'],
		['HTTPS://CDN.example.com/ä.png', 'HTTPS://CDN.example.com/ä.png'],
		['nothing of the kind', 'nothing of the kind'],
		['there is a.png', 'there is a.png'],
		['pending', 'pending'],
	])('belongs to the service: %s', (path, url) => {
		expect(absoluteImageUrl(path, { ownOrigin })).toBe(url);
	});

	it('is checked as any address is', () => {
		const resolved = absoluteImageUrl('//169.254.169.254/latest', { ownOrigin });
		expect('refusal' in checkImageUrl(resolved, { ownOrigin })).toBe(true);
	});

	it('stays as it is where no service is known', () => {
		expect(absoluteImageUrl('/files/a.png', {})).toBe('/files/a.png');
		expect(absoluteImageUrl('files/a.png', {})).toBe('files/a.png');
	});
});

describe('Allowed Image Hosts', () => {
	it.each<[unknown, string[]]>([
		['images.example.com, minio', ['images.example.com', 'minio']],
		[' https://Images.Example.com/path ; minio:9000 ', ['images.example.com', 'minio:9000']],
		[
			['minio', 'images.example.com.'],
			['minio', 'images.example.com'],
		],
		['', []],
		[' , ', []],
		[undefined, []],
		[null, []],
		[42, []],
		[{ host: 'minio' }, []],
	])('is read from %j', (value, hosts) => {
		expect(readAllowedHosts(value)).toEqual(hosts);
	});

	it('allows one port only, where it names one', () => {
		expect(isTaken('http://minio:9000/1.png', ['minio:9000'])).toBe(true);
		expect(isTaken('http://minio:9001/1.png', ['minio:9000'])).toBe(false);
		expect(isTaken('http://minio.example.com/1.png', ['minio'])).toBe(false);
	});
});
