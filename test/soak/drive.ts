import { listAllExecutions, readExecution } from '../e2e/api/executions';
import { TRIGGER } from '../e2e/callbacks/listener';
import { currentMemory } from '../e2e/support/memory';
import { eventually } from '../e2e/support/eventually';
import { say } from '../e2e/support/progress';
import { IMAGES } from '../e2e/suite/workflows';
import { performance, sleep } from '../support/node';
import type { SoakBench } from './bench';
import { Books } from './books';
import { LANES, ordersOf, type Lane } from './lanes';
import { memoryAtRest, type Memory } from './memory';
import { playRound, retried } from './rounds';

const MINUTE_MS = 60_000;
/** How often the memory of the busy n8n is noted, in minutes. */
const NOTE_EVERY = 0.5;
/** How many minutes of work lie between two rests. */
const REST_EVERY = 10;
const UNFINISHED = ['new', 'running', 'waiting'];

/** A moment of the run: minutes since its start, and bytes. */
export interface CurvePoint {
	readonly minute: number;
	readonly rss: number;
}

/** n8n at rest, after so many minutes of work and so many executions. */
export interface Rest extends Memory {
	readonly worked: number;
	readonly executions: number;
}

/** What is left of a soak for its report. */
export interface Soaked {
	readonly books: Books;
	/** While n8n was busy. */
	readonly curve: readonly CurvePoint[];
	/** At rest: after the first minutes, then every few minutes, and at the end. */
	readonly rests: readonly [Rest, ...Rest[]];
	readonly minutes: number;
	/** Why a lane stopped before the end. */
	readonly stopped: readonly string[];
}

/**
 * Runs all lanes at once, round after round, for a while; takes what the trigger delivered; and measures
 * n8n at rest every few minutes.
 *
 * @param minutes of work; the rests, and what is still on its way at the end, come on top
 * @param settled after how many of these minutes the memory of n8n is what it should stay; it is measured then, and
 *   every few minutes
 */
export async function drive(bench: SoakBench, minutes: number, settled: number): Promise<Soaked> {
	const { n8n, inspector, giveBack, simulator } = bench;
	const books = new Books(n8n.api, simulator);
	const rounds = new Map<Lane, number>(LANES.map((lane) => [lane, 0]));
	const stopped: string[] = [];
	const started = performance.now();
	const minute = () => (performance.now() - started) / MINUTE_MS;

	const play = async (lane: Lane, until: number) => {
		const workflow = bench.workflows.get(lane);
		while (workflow && minute() < until) {
			const round = rounds.get(lane) ?? 0;
			rounds.set(lane, round + 1);
			books.open(lane, ordersOf(lane, round));
			const { executions, orders } = await playRound(n8n.api, lane, workflow, round);
			for (const execution of executions) await books.enter(execution, IMAGES, orders);
		}
	};
	const work = async (until: number) => {
		await Promise.all(
			LANES.map(async (lane) => {
				await play(lane, until).catch((error: unknown) => {
					stopped.push(`${lane.name}: ${error instanceof Error ? error.message : String(error)}`);
				});
			}),
		);
		await simulator.callbacks.settled();
	};

	const curve: CurvePoint[] = [];
	const done = new AbortController();
	const watching = (async () => {
		while (!done.signal.aborted) {
			const rss = await currentMemory(n8n.processId);
			curve.push({ minute: minute(), rss });
			say(`· ${minute().toFixed(1)} min: ${books.images} images, ${(rss / 1e6).toFixed(0)} MB`);
			await sleep(NOTE_EVERY * MINUTE_MS, undefined, { signal: done.signal }).catch(() => {});
		}
	})();
	const rest = async (worked: number): Promise<Rest> => {
		await receiverIsDone(bench);
		const memory = await memoryAtRest(n8n, inspector, giveBack);
		say(`· at rest after ${worked.toFixed(1)} min: ${JSON.stringify(memory)}`);
		return { ...memory, worked, executions: books.executions };
	};
	try {
		await work(settled);
		const rests: [Rest, ...Rest[]] = [await rest(settled)];
		for (let worked = settled; worked < minutes; ) {
			const next = Math.min(REST_EVERY, minutes - worked);
			await work(minute() + next);
			worked += next;
			rests.push(await rest(worked));
		}
		await enterReceived(bench, books);
		return { books, curve, rests, minutes: minute(), stopped };
	} finally {
		done.abort();
		await watching;
	}
}

/** Waits until every callback that came has led to images, or to a failure. */
async function receiverIsDone({ n8n, receiver }: SoakBench): Promise<void> {
	await eventually(
		'the workflow behind the trigger has run for every callback',
		async () => {
			const all = await listAllExecutions(n8n.api, receiver.workflow);
			return !all.some(({ status }) => UNFINISHED.includes(status));
		},
		{ timeoutMs: 300_000, everyMs: 2000 },
	);
}

/** Enters what came out of the trigger; what failed there is retried as its user would. */
async function enterReceived({ n8n, receiver }: SoakBench, books: Books): Promise<void> {
	const all = await listAllExecutions(n8n.api, receiver.workflow);
	for (const { id } of all.reverse()) {
		const execution = await readExecution(n8n.api, id);
		await books.enter(execution, TRIGGER);
		for (const retry of await retried(n8n.api, receiver.workflow, execution)) {
			await books.enter(retry, TRIGGER);
		}
	}
}
