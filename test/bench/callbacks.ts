import { Agent, request } from 'undici';

import { signingKey, signUrl } from '../../nodes/XhuoImage/callback/signedUrl';
import { listExecutions } from '../e2e/api/executions';
import { packProject } from '../e2e/install/community-package';
import { installN8n } from '../e2e/install/install-n8n';
import { Keeper } from '../e2e/instance/keeper';
import { N8n } from '../e2e/instance/n8n';
import type { RunningN8n } from '../e2e/instance/running-n8n';
import { eventually } from '../e2e/support/eventually';
import { randomUUID } from '../e2e/support/node';
import { startSimulator } from '../simulator';
import { join, mkdtemp, performance, sleep, tmpdir } from '../support/node';
import { publishReceivers, type Receiver } from './receivers';
import type { Report } from './report';

/** Calls of each receiver that are made before those that count. */
const WARM_UP = 20;
const CALLS = 100;
/** After an execution, n8n replaces what it used up of its expression engine, for 25 to 60 ms. */
const REST_MS = 150;

/**
 * From a callback's arrival to its 2xx in a real n8n: the trigger beside n8n's own Webhook node, with
 * the same body. They take turns, and n8n is idle before each call. Most of the time goes to n8n's
 * expression engine, which n8n makes ready for every node but its own Webhook node, whether the node
 * has expressions or not; so the settings of that engine are part of the question.
 *
 * @param env settings of n8n
 */
export async function measureCallbacks(env: Readonly<Record<string, string>>): Promise<Report> {
	const installation = await installN8n();
	const workspace = await mkdtemp(join(tmpdir(), 'xhuo-bench-'));
	const keeper = new Keeper(workspace);
	const simulator = await startSimulator();
	let n8n: N8n | undefined;
	try {
		const communityPackage = await packProject(workspace);
		n8n = await N8n.start({ name: 'bench', installation, communityPackage, env: { ...env } });
		const receivers = await publishReceivers(n8n, simulator);
		const times = await takeTurns(n8n, receivers, simulator.token);
		return {
			title: `Callback to 2xx, medians, n8n ${installation.version} with ${inWords(env)}`,
			rows: receivers.map(({ name }, index) => {
				const own = times[index] ?? [];
				return { name, ms: median(own), note: `${own.length} calls` };
			}),
		};
	} finally {
		await n8n?.dispose();
		await simulator.close();
		await keeper.close();
	}
}

/** @returns the times of each receiver, in milliseconds */
async function takeTurns(
	n8n: RunningN8n,
	receivers: Receiver[],
	token: string,
): Promise<number[][]> {
	const dispatcher = new Agent({ connections: 1 });
	const times = receivers.map((): number[] => []);
	try {
		for (let call = 0; call < WARM_UP + CALLS; call += 1) {
			for (const [index, receiver] of receivers.entries()) {
				const ms = await timeCallback(receiver, token, dispatcher);
				if (call >= WARM_UP) times[index]?.push(ms);
				await isIdle(n8n, receiver);
				await sleep(REST_MS);
			}
		}
		return times;
	} finally {
		await dispatcher.close();
	}
}

async function timeCallback({ name, url, headers }: Receiver, token: string, dispatcher: Agent) {
	const signed = signUrl(new URL(url), { product: 'A-17' }, Date.now(), signingKey(token));
	const image = { revised_prompt: 'A lighthouse', url: 'https://cdn.example/1.png' };
	const body = JSON.stringify({
		success: true,
		task_id: randomUUID(),
		trace_id: randomUUID(),
		data: { created: 1_777_048_800, data: [image] },
	});
	const sent = { 'content-type': 'application/json', ...headers };
	const started = performance.now();
	const response = await request(signed, { method: 'POST', headers: sent, body, dispatcher });
	await response.body.dump();
	const ms = performance.now() - started;
	if (response.statusCode !== 200) throw new Error(`${name} answered ${response.statusCode}`);
	return ms;
}

async function isIdle({ api }: RunningN8n, { name, workflow }: Receiver): Promise<void> {
	await eventually(
		`the execution of ${name} is over`,
		async () => (await listExecutions(api, workflow))[0]?.status === 'success',
		{ everyMs: 20 },
	);
}

function inWords(env: Readonly<Record<string, string>>): string {
	const settings = Object.entries(env).map(([name, value]) => `${name}=${value}`);
	return settings.join(', ') || 'its default settings';
}

function median(times: readonly number[]): number {
	const sorted = [...times].sort((a, b) => a - b);
	return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
