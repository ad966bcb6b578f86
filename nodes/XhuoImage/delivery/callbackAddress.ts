import { isPublicHost } from '../api/publicHosts';

/** The port at which n8n listens unless it is told otherwise. */
const OWN_PORT_OF_N8N = '5678';

/**
 * Why callbacks to an address will probably not arrive, as the rest of a sentence about it, or
 * `undefined` where nothing speaks against it. Of an address that nobody has called yet, only the
 * plainly unlikely can be told.
 */
export function doubtAbout(address: URL): string | undefined {
	const { hostname, port, protocol } = address;
	if (!isPublicHost(hostname)) {
		return `points to ${hostname}, which the service cannot reach from the internet`;
	}
	if (port === OWN_PORT_OF_N8N) {
		return `points to port ${port} of ${hostname}, where n8n listens in its own network; from the internet n8n is usually reached without a port, through a proxy`;
	}
	if (protocol === 'http:') {
		return `starts with http:// and not https://, and ${hostname} may not answer there; whoever is in between could also read it`;
	}
	return undefined;
}
