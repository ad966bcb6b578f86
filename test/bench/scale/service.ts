import { z } from 'zod';

import { createInterface } from '../../e2e/support/node';
import { once, process, readFile, spawn } from '../../support/node';
import type { Work } from './works';

/** The simulated service in a process of its own, so that it takes no time from anybody's event loop. */
export interface Service {
	readonly baseUrl: string;
	readonly token: string;
	/** What it has seen and made so far. */
	counts(): Promise<Counts>;
	close(): Promise<void>;
}

export interface Counts {
	/** Of all kinds: calls, questions, and files that were fetched. */
	readonly requests: number;
	readonly images: number;
	/** Time that its process has used of a processor, in milliseconds. */
	readonly cpuMs: number;
}

/** Linux counts the time of a process in hundredths of a second (proc(5), sysconf(_SC_CLK_TCK)). */
const TICK_MS = 10;

/** Starts the service as a work needs it. */
export async function startService(
	work: Pick<Work, 'latencyMs' | 'bytes' | 'perSecond'>,
): Promise<Service> {
	const { latencyMs, bytes, perSecond } = work;
	const flags = ['--port', '0', '--plain', '--latency', latencyMs, '--image-bytes', bytes];
	if (perSecond !== undefined) flags.push('--rate', `${perSecond}/1000`);
	const args = ['--import', 'tsx', 'test/simulator/cli.ts', ...flags.map(String)];
	const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
	const lines = createInterface({ input: child.stdout });
	const told: Record<string, string> = {};
	for await (const line of lines) {
		const [, name, value] = /^(Base URL|Token) +(\S+)$/.exec(line) ?? [];
		if (name && value) told[name] = value;
		if ('Token' in told) break;
	}
	child.stdout.resume();
	const { 'Base URL': baseUrl, Token: token } = z
		.object({ 'Base URL': z.string(), Token: z.string() })
		.parse(told);
	return {
		baseUrl,
		token,
		async counts() {
			const status = await (await fetch(new URL('/', baseUrl))).text();
			return {
				requests: numberIn(status, /^Requests +(\d+)/m),
				images: numberIn(status, /\((\d+) images\)/),
				cpuMs: await cpuTimeOf(child.pid ?? 0),
			};
		},
		async close() {
			child.kill();
			await once(child, 'exit');
		},
	};
}

/** User and system time of a process: fields 14 and 15 of proc(5), stat; the name before may hold blanks. */
async function cpuTimeOf(pid: number): Promise<number> {
	const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
	const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
	return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}

const numberIn = (text: string, pattern: RegExp): number => Number(pattern.exec(text)?.[1] ?? NaN);
