import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/XhuoImage/api/clock';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import {
	workflow,
	xhuoImage,
	type NodeSettings,
	type RunOptions,
	type WorkflowBuilder,
} from '../harness';

/** The node under test in its workflow: Manual Trigger → XHuo Image. */
export const NODE = 'XHuo Image';

/** One simulator for a test file, and the node's workflow against it. */
export interface Studio {
	readonly simulator: Simulator;
	/** What the credential holds; `more` replaces parts of it. */
	credentials(more?: { apiToken?: string; baseUrl?: string }): RunOptions['credentials'];
	/** A workflow whose XHuo Image node gets these items; its prompt is the item's `prompt`. */
	image(
		items: Array<INodeExecutionData | INodeExecutionData['json']>,
		parameters?: INodeParameters,
		settings?: NodeSettings,
	): WorkflowBuilder;
	/** Runs such a workflow with the right credential. */
	run(
		items: Array<INodeExecutionData | INodeExecutionData['json']>,
		parameters?: INodeParameters,
		settings?: NodeSettings,
		options?: RunOptions,
	): ReturnType<WorkflowBuilder['run']>;
}

/** Starts a simulator before the tests of a file, empties it between them, and ends it. */
export function useStudio(options: SimulatorOptions = {}): Studio {
	let simulator: Simulator | undefined;
	const running = (): Simulator => {
		if (!simulator) throw new Error('The simulator runs while tests run');
		return simulator;
	};
	beforeAll(async () => {
		simulator = await startSimulator({ seed: 1, ...options });
	});
	afterEach(() => {
		running().reset();
		jest.restoreAllMocks();
	});
	afterAll(async () => await running().close());

	const studio: Studio = {
		get simulator() {
			return running();
		},
		credentials: (more = {}) => ({
			xhuoApi: { apiToken: running().token, baseUrl: running().baseUrl, ...more },
		}),
		image: (items, parameters = {}, settings = {}) =>
			workflow()
				.start(items)
				.node(NODE, xhuoImage({ prompt: '={{ $json.prompt }}', ...parameters }), settings),
		run: async (items, parameters, settings, runOptions = {}) =>
			await studio
				.image(items, parameters, settings)
				.run({ credentials: studio.credentials(), ...runOptions }),
	};
	return studio;
}

/**
 * Lets the node's waits pass at once: its clock jumps ahead instead of sleeping.
 *
 * @returns what was slept, in milliseconds, in order
 */
export function skipWaits(): number[] {
	const slept: number[] = [];
	let ahead = 0;
	jest.spyOn(systemClock, 'now').mockImplementation(() => Date.now() + ahead);
	jest.spyOn(systemClock, 'random').mockReturnValue(0);
	jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
		slept.push(ms);
		ahead += ms;
	});
	return slept;
}

/** Prompts `picture 1` … `picture count`. */
export const prompts = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ prompt: `picture ${index + 1}` }));
