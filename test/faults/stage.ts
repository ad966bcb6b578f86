import type { IDataObject, INodeParameters } from 'n8n-workflow';

import {
	workflow,
	WebhookServer,
	xhuoImage,
	type NodeSettings,
	type RunOptions,
	type RunResult,
	type WorkflowBuilder,
} from '../engine/harness';
import { namedFault, startSimulator, type OrderedFault, type Simulator } from '../simulator';
import { sleep } from '../support/node';
import { aimOf } from './aims';
import { OFFLINE, type DeliveryName, type Row } from './expectations';
import { CellTime, USUAL_STEP_MS } from './time';

/** The node in its workflow, and the trigger in the other. */
export const NODE = 'XHuo Image';

const PROMPTS = ['picture 1', 'picture 2', 'picture 3'];

/** Soon drawn. */
const SMALL = { size: 'custom', width: 256, height: 256 };

/** How long a submitted task takes, longer than handing all of them in; in milliseconds. */
const WORK_MS: Readonly<Record<string, number>> = {
	'picture 1': 20_000,
	'picture 2': 20_200,
	'picture 3': 20_400,
};

/** Faults that are about a request for several images. */
const OF_SEVERAL = new Set<Row['fault']>(['shape-fewer-images', 'shape-partial-success']);

/** What nothing has changed for so long has come to a standstill; in milliseconds of this machine. */
const STANDSTILL_MS = 300;
const LONG_STANDSTILL_MS = 2_000;
const LOOK_EVERY_MS = 10;

/** How much time passes at once while nothing is to be done before the service wakes; in milliseconds. */
const HURRY_MS = 5_000;

/** What the input items carry besides: a failed item leaves by the error output with it. */
export const ownFieldOf = (index: number) => ({ customer: `customer ${index + 1}` });

let cellCount = 0;

/** Where one cell is played: a service, an n8n that it can call, and a time of their own. */
export class Stage {
	private readonly fault: OrderedFault | undefined;
	private isOver = false;
	readonly orderedImages: number;

	private constructor(
		readonly row: Row,
		readonly delivery: DeliveryName,
		readonly settings: NodeSettings,
		readonly time: CellTime,
		readonly simulator: Simulator,
		readonly server: WebhookServer,
		/** Executions that calls from outside have started or resumed. */
		readonly results: RunResult[],
		private readonly started: Set<string>,
	) {
		this.orderedImages = PROMPTS.length * (OF_SEVERAL.has(row.fault) ? 2 : 1);
		this.fault =
			row.fault === OFFLINE
				? undefined
				: simulator.misbehave(row.fault, aimOf(row, row.fault, delivery));
		if (row.fault !== OFFLINE && namedFault(row.fault).isEndless) void this.losePatience();
	}

	static async open(row: Row, delivery: DeliveryName, settings: NodeSettings): Promise<Stage> {
		const time = new CellTime();
		const simulator = await startSimulator({
			// Task ids of its own: the node remembers, for the whole process, which it has seen.
			seed: (cellCount += 1),
			clock: time,
			pictures: 'plain',
			latencyMs: ({ callbackUrl, prompt }) => (callbackUrl === null ? 0 : (WORK_MS[prompt] ?? 0)),
		});
		const server = await WebhookServer.start();
		const results: RunResult[] = [];
		const started = new Set<string>();
		const onResult = server.onResult.bind(server);
		const onStart = server.onStart.bind(server);
		server.onResult = (result) => {
			results.push(result);
			onResult(result);
		};
		server.onStart = (id) => {
			started.add(id);
			onStart(id);
		};
		const stage = new Stage(row, delivery, settings, time, simulator, server, results, started);
		if (row.fault === OFFLINE) await simulator.goOffline();
		return stage;
	}

	/** The workflow of a user who orders three images. */
	order(parameters: INodeParameters): WorkflowBuilder {
		const several = OF_SEVERAL.has(this.row.fault)
			? { model: 'dall-e-2', size: '256x256', numberOfImages: 2 }
			: SMALL;
		const items = PROMPTS.map((prompt, index): IDataObject => ({ prompt, ...ownFieldOf(index) }));
		return workflow()
			.start(items)
			.node(
				NODE,
				xhuoImage({ prompt: '={{ $json.prompt }}', ...several, ...parameters }),
				this.settings,
			);
	}

	get runOptions(): RunOptions {
		const { token: apiToken, baseUrl } = this.simulator;
		return { credentials: { xhuoApi: { apiToken, baseUrl } }, server: this.server };
	}

	/** How many executions of this stage are under way. */
	get running(): number {
		const ended = new Set(this.results.map(({ executionId }) => executionId));
		return [...this.started].filter((id) => !ended.has(id)).length;
	}

	/** Whether the fault has happened. */
	get hasHappened(): boolean {
		return this.row.fault === OFFLINE || (this.fault?.used ?? 0) > 0;
	}

	/** The service is well again. */
	async endFault(): Promise<void> {
		this.fault?.cancel();
		if (this.row.fault === OFFLINE && !this.isOver) await this.simulator.goOnline();
		this.isOver = true;
	}

	/** Until all tasks have ended, all callbacks are delivered and what they have started has ended. */
	async settled(): Promise<void> {
		this.time.hurry(HURRY_MS);
		await this.simulator.callbacks.settled();
		while (this.running > 0) await sleep(LOOK_EVERY_MS);
		this.time.hurry(USUAL_STEP_MS);
	}

	/**
	 * The callbacks come, one after the other, to an execution that is suspended; until something is the
	 * case, or nothing goes on any more that could bring it about.
	 */
	async called(isSo: () => boolean): Promise<void> {
		const unfinished = () =>
			this.simulator.tasks.all.filter(({ finishedAt }) => finishedAt === null).length;
		const before = unfinished();
		this.time.pace(true);
		this.time.hurry(HURRY_MS);
		await this.simulator.until(() => before === 0 || unfinished() < before);
		this.time.hurry(USUAL_STEP_MS);
		await this.simulator.callbacks.settled();
		await this.until(isSo);
		this.time.pace(false);
	}

	/** Until something is the case, or nothing goes on any more that could bring it about. */
	private async until(isSo: () => boolean): Promise<void> {
		let still = 0;
		for (let last = ''; still < LONG_STANDSTILL_MS && !isSo(); ) {
			await sleep(LOOK_EVERY_MS);
			const now = this.state();
			const isStill = now === last && this.running === 0 && this.openRequests.length === 0;
			still = isStill ? still + LOOK_EVERY_MS : 0;
			last = now;
		}
	}

	async close(): Promise<void> {
		this.time.end();
		await this.simulator.close();
		await this.server.close();
	}

	private get openRequests() {
		return this.simulator.requests.filter(({ finishedAt }) => finishedAt === null);
	}

	/** All that changes while anything is under way. */
	private state(): string {
		const { requests, callbacks, ledger } = this.simulator;
		const open = this.openRequests.length;
		return [
			requests.length,
			open,
			callbacks.deliveries.length,
			ledger.length,
			this.results.length,
		].join();
	}

	/** Lets time-outs run out whenever the fault alone holds everything up. */
	private async losePatience(): Promise<void> {
		let still = 0;
		for (let last = ''; !this.time.isOver; ) {
			await sleep(LOOK_EVERY_MS);
			const now = this.state();
			const open = this.openRequests;
			const isHeld = open.length > 0 && open.every(({ faultName }) => faultName === this.row.fault);
			still = now === last && isHeld ? still + LOOK_EVERY_MS : 0;
			last = now;
			if (still < STANDSTILL_MS) continue;
			this.time.loseShortestPatience();
			still = 0;
		}
	}
}
