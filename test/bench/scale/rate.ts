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
/** A round is made of turns, so short that the machine is as quick in all of them; each begins with another. */
const TURNS = 9;
const CALLS_IN_TURN = 40;
const CALLS = TURNS * CALLS_IN_TURN;
/** After these, the trigger remembers more tasks than those of the first goal, 2,300. */
const ROUNDS = 7;
const LEAST_SHARE = 0.9;
/** n8n works off what it has accepted, in milliseconds. */
const REST_MS = 1000;

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
			const times = receivers.map(() => 0);
			for (let turn = 0; turn < (round === 0 ? 1 : TURNS); turn += 1) {
				const ranked = [...receivers.entries()];
				const first = turn % ranked.length;
				for (const [index, receiver] of [...ranked.slice(first), ...ranked.slice(0, first)]) {
					times[index] = (times[index] ?? 0) + (await timeOf(receiver, simulator.token));
					await sleep(REST_MS);
				}
			}
			// The first round warms up.
			if (round === 0) continue;
			for (const [index, { name }] of receivers.entries()) {
				const rate = (1000 * CALLS) / (times[index] ?? NaN);
				rates.get(name)?.push(rate);
				say(`· round ${round}, ${name}: ${rate.toFixed(1)} a second`);
			}
		}
		return partOf(rates, env);
	} finally {
		await n8n.dispose();
		await simulator.close();
		await stage.close();
	}
}

/** How long the calls of a turn take, in milliseconds. */
async function timeOf(receiver: Receiver, token: string): Promise<number> {
	const calls = Array.from({ length: CALLS_IN_TURN }, () => callbackTo(receiver, token));
	const started = performance.now();
	const answers = await sendAll(calls, AT_ONCE);
	const ms = performance.now() - started;
	const refused = answers.find(({ status }) => status !== 200);
	if (refused) throw new Error(`${receiver.name} answered ${refused.status}: ${refused.text}`);
	return ms;
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
