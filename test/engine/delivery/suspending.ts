import type { INodeParameters } from 'n8n-workflow';

import { TaskGate } from '../../e2e/support/task-gate';
import { noOp, WebhookServer, type NodeSettings, type RunResult } from '../harness';
import type { Callbacks, DeliverOptions } from '../../simulator';
import { prompts, useStudio, type Studio } from '../image/studio';

export const PAUSE = { delivery: 'pause' };

/** The node under test where it suspends its execution, and the service that wakes it. */
export interface Suspending {
	readonly studio: Studio;
	/** Tasks are worked on until the test says otherwise, however slow the machine is. */
	readonly gate: TaskGate;
	/** Where callbacks arrive. */
	readonly server: WebhookServer;
	readonly callbacks: Callbacks;
	/** Ends all tasks; their callbacks are held. */
	ended(): Promise<void>;
	/** Runs the node until it suspends the execution, with a node behind it. */
	suspended(
		count: number,
		parameters?: INodeParameters,
		settings?: NodeSettings,
	): Promise<RunResult>;
	/** Ends all tasks, delivers their callbacks and gives the execution that went on. */
	awake(waiting: RunResult, options?: DeliverOptions): Promise<RunResult>;
	/** The prompts that were paid for, sorted. */
	billed(): string[];
	/** The images that were fetched. */
	downloads(): unknown[];
}

/** Sets it up for the tests of a file. */
export function useSuspending(): Suspending {
	const gate = new TaskGate();
	const studio = useStudio({ pictures: 'plain', ...gate.options });
	let server: WebhookServer;
	beforeEach(async () => {
		server = await WebhookServer.start();
		studio.simulator.callbacks.hold();
	});
	afterEach(async () => {
		await suspending.ended();
		await server.close();
	});

	const suspending: Suspending = {
		studio,
		gate,
		get server() {
			return server;
		},
		get callbacks() {
			return studio.simulator.callbacks;
		},
		async ended() {
			gate.open();
			await studio.simulator.callbacks.settled();
			gate.close();
		},
		async suspended(count, parameters = {}, settings = {}) {
			const run = await studio
				.image(prompts(count), { ...PAUSE, ...parameters }, settings)
				.node('After', noOp())
				.run({ credentials: studio.credentials(), server });
			expect(run.status).toBe('waiting');
			return run;
		},
		async awake(waiting, options = {}) {
			const resumed = server.resumed(waiting);
			await suspending.ended();
			await studio.simulator.callbacks.deliver('all', options);
			return await resumed;
		},
		billed: () => studio.simulator.ledger.map(({ prompt }) => prompt).sort(),
		downloads: () => studio.simulator.requests.filter(({ method }) => method === 'GET'),
	};
	return suspending;
}
