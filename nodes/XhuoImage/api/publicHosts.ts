/**
 * Whether a host is one of the public internet, as far as its name alone can tell.
 *
 * @param hostname as `new URL(…).hostname` gives it, which has already turned decimal, octal, hex
 *   and shortened forms of an IPv4 address into four numbers, and IPv6 into its shortest form
 * @returns false for this machine, private networks, link-local addresses (among them the metadata
 *   services of clouds), and names that only a local network knows
 */
export function isPublicHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.$/, '');
	if (host.startsWith('[')) return isPublicIPv6(host.slice(1, -1));
	const ipv4 = readIPv4(host);
	if (ipv4 !== undefined) return isPublicIPv4(ipv4);
	return host.includes('.') && !LOCAL_NAMES.test(host);
}

const LOCAL_NAMES = /(^|\.)(localhost|local|localdomain|internal|intranet|lan|home|corp|arpa)$/;

/** Address blocks that are not on the public internet (IANA special-purpose registry, IPv4). */
const SPECIAL_IPV4: ReadonlyArray<readonly [string, number]> = [
	['0.0.0.0', 8],
	['10.0.0.0', 8],
	['100.64.0.0', 10],
	['127.0.0.0', 8],
	['169.254.0.0', 16],
	['172.16.0.0', 12],
	['192.0.0.0', 24],
	['192.0.2.0', 24],
	['192.88.99.0', 24],
	['192.168.0.0', 16],
	['198.18.0.0', 15],
	['198.51.100.0', 24],
	['203.0.113.0', 24],
	['224.0.0.0', 4],
	['240.0.0.0', 4],
];

function readIPv4(text: string): number | undefined {
	const parts = text.split('.');
	if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part))) return undefined;
	return parts.reduce((address, part) => address * 256 + Number(part), 0);
}

function isPublicIPv4(address: number): boolean {
	return !SPECIAL_IPV4.some(([block, prefix]) => {
		const size = 2 ** (32 - prefix);
		return Math.floor(address / size) === Math.floor((readIPv4(block) ?? 0) / size);
	});
}

/**
 * Of IPv6 only global unicast (2000::/3) is public, less its special blocks; addresses that carry
 * an IPv4 address inside are judged by that (IANA special-purpose registry, IPv6).
 */
function isPublicIPv6(text: string): boolean {
	const groups = readIPv6(text);
	if (!groups) return false;
	const [first = 0, second = 0] = groups;
	const ipv4At = (index: number) => (groups[index] ?? 0) * 65536 + (groups[index + 1] ?? 0);
	const startsWith = (...prefix: number[]) => prefix.every((group, i) => groups[i] === group);

	if (startsWith(0, 0, 0, 0, 0, 0xffff) || startsWith(0x64, 0xff9b, 0, 0, 0, 0)) {
		return isPublicIPv4(ipv4At(6));
	}
	if (first === 0x2002) return isPublicIPv4(ipv4At(1));
	if (first < 0x2000 || first > 0x3fff) return false;
	const isProtocolBlock = first === 0x2001 && second < 0x0200;
	const isDocumentation =
		(first === 0x2001 && second === 0x0db8) || (first === 0x3fff && second < 0x1000);
	return !isProtocolBlock && !isDocumentation;
}

function readIPv6(text: string): number[] | undefined {
	const [head = '', tail, ...rest] = text.split('::');
	if (rest.length > 0) return undefined;
	const read = (part: string) => (part === '' ? [] : part.split(':').map((g) => parseInt(g, 16)));
	const left = read(head);
	const right = tail === undefined ? [] : read(tail);
	const missing = 8 - left.length - right.length;
	if (missing < 0 || (tail === undefined && missing > 0)) return undefined;
	const groups = [...left, ...Array.from({ length: missing }, () => 0), ...right];
	return groups.every((group) => group >= 0 && group <= 0xffff) ? groups : undefined;
}
