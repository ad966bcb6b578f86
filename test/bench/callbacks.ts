import { Agent, request } from 'undici';

import { listExecutions } from '../e2e/api/executions';
import type { RunningN8n } from '../e2e/instance/running-n8n';
import { eventually } from '../e2e/support/eventually';
import { startSimulator } from '../simulator';
import { performance, sleep } from '../support/node';
import type { Part } from './part';
import { callbackTo, publishReceivers, type Receiver } from './receivers';
import { settingsInWords, timesTable } from './report';
import { openStage } from './scale/stage';
import { median } from './scale/statistics';

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
export async function measureCallbacks(env: Readonly<Record<string, string>>): Promise<Part> {
	const stage = await openStage();
	const simulator = await startSimulator();
	const n8n = await stage.start(env);
	try {
		const receivers = await publishReceivers(n8n, simulator);
		const times = await takeTurns(n8n, receivers, simulator.token);
		const rows = receivers.map(({ name }, index) => {
			const own = times[index] ?? [];
			return { name, ms: median(own), note: `${own.length} calls` };
		});
		const title = `Callback to 2xx, medians, n8n ${stage.installation.version} with ${settingsInWords(env)}`;
		return { tables: [timesTable(title, rows)], targets: [], figures: rows };
	} finally {
		await n8n.dispose();
		await simulator.close();
		await stage.close();
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

async function timeCallback(receiver: Receiver, token: string, dispatcher: Agent) {
	const { url, ...call } = callbackTo(receiver, token);
	const started = performance.now();
	const response = await request(url, { ...call, dispatcher });
	await response.body.dump();
	const ms = performance.now() - started;
	if (response.statusCode !== 200)
		throw new Error(`${receiver.name} answered ${response.statusCode}`);
	return ms;
}

async function isIdle({ api }: RunningN8n, { name, workflow }: Receiver): Promise<void> {
	await eventually(
		`the execution of ${name} is over`,
		async () => (await listExecutions(api, workflow))[0]?.status === 'success',
		{ everyMs: 20 },
	);
}
