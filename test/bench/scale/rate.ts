import { say } from '../../e2e/support/progress';
import { sendAll } from '../../e2e/callbacks/send';
import { startSimulator } from '../../simulator';
import { performance, sleep } from '../../support/node';
import { atLeast, type Part } from '../part';
import { callbackTo, OLD, publishReceivers, type Receiver } from '../receivers';
import { settingsInWords } from '../report';
import { openStage } from './stage';
import { median } from './statistics';

const AT_ONCE = 8;
const CALLS = 350;
const WARM_UP_CALLS = 50;
/** After these, the trigger remembers more tasks than those of the first goal, 2,300. */
const ROUNDS = 7;
const LEAST_SHARE = 0.9;
/** n8n works off what it has accepted, in milliseconds. */
const REST_MS = 3000;

/**
 * How many callbacks a second n8n takes, 8 at a time: the trigger beside n8n's own Webhook node, with the
 * same body, in turns.
 *
 * @param env settings of n8n
 */
export async function measureRate(env: Readonly<Record<string, string>>): Promise<Part> {
	const stage = await openStage();
	const simulator = await startSimulator();
	const n8n = await stage.start(env);
	try {
		const receivers = (await publishReceivers(n8n, simulator)).filter(({ name }) => name !== OLD);
		const rates = new Map<string, number[]>(receivers.map(({ name }) => [name, []]));
		for (let round = 0; round <= ROUNDS; round += 1) {
			for (const receiver of receivers) {
				const rate = await rateOf(receiver, simulator.token, round === 0 ? WARM_UP_CALLS : CALLS);
				await sleep(REST_MS);
				// The first round warms up.
				if (round === 0) continue;
				rates.get(receiver.name)?.push(rate);
				say(`· round ${round}, ${receiver.name}: ${rate.toFixed(1)} a second`);
			}
		}
		return partOf(rates, env);
	} finally {
		await n8n.dispose();
		await simulator.close();
		await stage.close();
	}
}

/** Callbacks a second. */
async function rateOf(receiver: Receiver, token: string, count: number): Promise<number> {
	const calls = Array.from({ length: count }, () => callbackTo(receiver, token));
	const started = performance.now();
	const answers = await sendAll(calls, AT_ONCE);
	const ms = performance.now() - started;
	const refused = answers.find(({ status }) => status !== 200);
	if (refused) throw new Error(`${receiver.name} answered ${refused.status}: ${refused.text}`);
	return (1000 * count) / ms;
}

function partOf(
	rates: ReadonlyMap<string, readonly number[]>,
	env: Readonly<Record<string, string>>,
): Part {
	const names = [...rates.keys()];
	const bare = rates.get(names[0] ?? '') ?? [];
	const rows = names.map((name) => {
		const own = rates.get(name) ?? [];
		const shares = own.map((rate, round) => rate / (bare[round] ?? NaN));
		return [
			name,
			...own.map((rate) => rate.toFixed(0)),
			`${median(shares).toFixed(2)} (${Math.min(...shares).toFixed(2)} to ${Math.max(...shares).toFixed(2)})`,
		];
	});
	const trigger = rates.get(names.at(-1) ?? '') ?? [];
	const share = median(trigger.map((rate, round) => rate / (bare[round] ?? NaN)));
	const last = (trigger.at(-1) ?? NaN) / (bare.at(-1) ?? NaN);
	const settings = settingsInWords(env);
	return {
		tables: [
			{
				title: `Callbacks a second, ${AT_ONCE} at a time, ${CALLS} in each round, n8n with ${settings}`,
				headings: ['', ...bare.map((_, round) => `round ${round + 1}`), 'of the first'],
				rows,
			},
		],
		targets: [
			atLeast(`callbacks a second, of the Webhook node's (${settings})`, share, LEAST_SHARE),
			atLeast(`the same with ${ROUNDS * CALLS} tasks remembered`, last, LEAST_SHARE),
		],
		figures: { env, callsInRound: CALLS, rates: Object.fromEntries(rates) },
	};
}
