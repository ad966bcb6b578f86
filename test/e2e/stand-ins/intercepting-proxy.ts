import { z } from 'zod';

import { npm } from '../install/npm';
import { onlyOnce } from '../install/stamp';
import {
	copyFile,
	createRequire,
	join,
	mkdtemp,
	readFile,
	rm,
	tmpdir,
	writeFile,
} from '../support/node';
import { cacheFolder, projectFolder } from '../support/paths';
import { step } from '../support/progress';

/** What n8n asked of a host on the internet. */
export interface HostRequest {
	readonly method: string;
	readonly url: URL;
	readonly headers: Readonly<Record<string, string | string[] | undefined>>;
	readonly body: Buffer;
}

/** What it is answered. */
export interface HostAnswer {
	readonly status: number;
	readonly headers?: Record<string, string>;
	/** JSON, unless it is bytes. */
	readonly body?: unknown;
}

/** A service that is played: its hosts, and what they answer. */
export interface StandIn {
	readonly hosts: readonly string[];
	answer(request: HostRequest): HostAnswer | Promise<HostAnswer>;
}

/** A proxy that answers in the place of the hosts that n8n's nodes talk to. */
export interface InterceptingProxy {
	/** The settings with which n8n goes through it, and believes its certificates. */
	readonly env: Record<string, string>;
	/** Requests to hosts that nobody plays: `GET https://…`. They were answered with 502. */
	readonly strangers: readonly string[];
	close(): Promise<void>;
}

interface Seen {
	method: string;
	url: string;
	headers: HostRequest['headers'];
	body: { buffer: Buffer };
}
interface Reply {
	statusCode: number;
	headers: Record<string, string>;
	body: Buffer;
}
interface Server {
	readonly port: number;
	start(): Promise<void>;
	stop(): Promise<void>;
	forAnyRequest(): { thenCallback(answer: (seen: Seen) => Promise<Reply>): Promise<unknown> };
}
interface Authority {
	readonly cert: string;
	readonly key: string;
}

const isFunction = (value: unknown) => typeof value === 'function';
const mockttpSchema = z.object({
	generateCACertificate: z.custom<() => Promise<Authority>>(isFunction),
	getLocal: z.custom<(options: { https: Authority }) => Server>(isFunction),
});

/** Starts the proxy on a free port; the first time, it is installed into the cache. */
export async function startInterceptingProxy(
	standIns: readonly StandIn[],
): Promise<InterceptingProxy> {
	const load = createRequire(join(await install(), 'package.json'));
	const { generateCACertificate, getLocal } = mockttpSchema.parse(load('mockttp'));
	const https = await generateCACertificate();
	const folder = await mkdtemp(join(tmpdir(), 'xhuo-e2e-proxy-'));
	const certificate = join(folder, 'authority.pem');
	await writeFile(certificate, https.cert);
	const strangers: string[] = [];
	const server = getLocal({ https });
	await server.start();
	await server.forAnyRequest().thenCallback(async ({ method, url, headers, body }) => {
		const request = { method, url: new URL(url), headers, body: body.buffer };
		const standIn = standIns.find(({ hosts }) => hosts.includes(request.url.hostname));
		if (standIn) return replyOf(await standIn.answer(request));
		strangers.push(`${method} ${url}`);
		return replyOf({ status: 502 });
	});
	const address = `http://127.0.0.1:${server.port}`;
	return {
		env: {
			HTTPS_PROXY: address,
			HTTP_PROXY: address,
			NO_PROXY: '127.0.0.1,localhost',
			NODE_EXTRA_CA_CERTS: certificate,
		},
		strangers,
		async close() {
			await server.stop();
			await rm(folder, { recursive: true, force: true });
		},
	};
}

function replyOf({ status, headers = {}, body = {} }: HostAnswer): Reply {
	const isFile = Buffer.isBuffer(body);
	const type = isFile ? 'application/octet-stream' : 'application/json';
	return {
		statusCode: status,
		headers: { 'content-type': type, ...headers },
		body: isFile ? body : Buffer.from(JSON.stringify(body)),
	};
}

async function install(): Promise<string> {
	const manifests = join(projectFolder, 'test', 'e2e', 'stand-ins');
	const lock = await readFile(join(manifests, 'package-lock.json'), 'utf8');
	const folder = join(cacheFolder, 'stand-ins');
	await onlyOnce(folder, 'stand-ins', lock, async () => {
		for (const file of ['package.json', 'package-lock.json', '.npmrc']) {
			await copyFile(join(manifests, file), join(folder, file));
		}
		await step('installing an intercepting proxy', async () => {
			const args = ['ci', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
			await npm(args, { cwd: folder, log: join(folder, 'npm-ci.log') });
		});
	});
	return folder;
}

/** The parts of a form: texts, and files with their bytes. */
export async function readForm({ headers, body }: HostRequest): Promise<FormData> {
	const type = String(headers['content-type']);
	return await new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

/** The fields of a request, be they sent as JSON, in a form, or in the address. */
export async function readFields(request: HostRequest): Promise<Record<string, unknown>> {
	const type = String(request.headers['content-type'] ?? '');
	const inAddress = Object.fromEntries(request.url.searchParams);
	if (request.body.length === 0) return inAddress;
	if (/^(multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) {
		return { ...inAddress, ...Object.fromEntries(await readForm(request)) };
	}
	return { ...inAddress, ...z.record(z.unknown()).parse(JSON.parse(request.body.toString())) };
}
