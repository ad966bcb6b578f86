import { WebSocket } from 'undici';
import { z } from 'zod';

import { once, sleep } from './node';

/** Between a collection and the next step, in ms: pages go back to the system in the background. */
const BREATH_MS = 3000;

const targetsSchema = z.array(z.object({ webSocketDebuggerUrl: z.string() })).min(1);

/** The settings with which n8n can be asked from outside, at that port. */
export const inspectable = (port: number) => ({ NODE_OPTIONS: `--inspect=127.0.0.1:${port}` });

/** Asks the inspector of Node.js something; gives its whole answer. */
export type Ask = (method: string, params: object) => Promise<unknown>;

/**
 * Talks to the inspector of Node.js.
 *
 * @param port see `inspectable`
 */
export async function withInspector<T>(port: number, work: (ask: Ask) => Promise<T>): Promise<T> {
	const targets = await fetch(`http://127.0.0.1:${port}/json/list`);
	const [target] = targetsSchema.parse(await targets.json());
	const socket = new WebSocket(target?.webSocketDebuggerUrl ?? '');
	await once(socket, 'open');
	try {
		return await work(async (method, params) => await ask(socket, method, params));
	} finally {
		socket.close();
	}
}

/** Collects the garbage of an n8n, twice, since the first time may set more free. */
export async function collectGarbage(ask: Ask): Promise<void> {
	for (let times = 0; times < 2; times += 1) {
		await ask('HeapProfiler.collectGarbage', {});
		await sleep(BREATH_MS);
	}
}

const usageSchema = z.object({ result: z.object({ result: z.object({ value: z.string() }) }) });
const memorySchema = z.object({ heapUsed: z.number(), external: z.number() });

/** What n8n's objects take, inside and outside of V8's heap, garbage among it; in bytes. */
export async function memoryOfObjects(ask: Ask): Promise<number> {
	const expression = 'JSON.stringify(process.memoryUsage())';
	const answer = await ask('Runtime.evaluate', { expression, returnByValue: true });
	const { value } = usageSchema.parse(answer).result.result;
	const { heapUsed, external } = memorySchema.parse(JSON.parse(value));
	return heapUsed + external;
}

let lastId = 0;

async function ask(socket: WebSocket, method: string, params: object): Promise<unknown> {
	lastId += 1;
	const id = lastId;
	const answered = new Promise<unknown>((resolve) => {
		const hear = ({ data }: { data: unknown }) => {
			const answer: unknown = JSON.parse(String(data));
			if (z.object({ id: z.literal(id) }).safeParse(answer).success) {
				socket.removeEventListener('message', hear);
				resolve(answer);
			}
		};
		socket.addEventListener('message', hear);
	});
	socket.send(JSON.stringify({ id, method, params }));
	return await answered;
}
