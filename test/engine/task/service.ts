import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { systemClock } from '../../../nodes/XhuoImage/api/clock';
import { sleep } from '../../support/node';
import type { FaultAim, OrderedFault, Simulator, SimulatorOptions } from '../../simulator';
import type { NodeSettings, RunResult } from '../harness';
import { NODE, prompts, useStudio, type Studio } from '../image/studio';

type Item = INodeExecutionData | IDataObject;

/**
 * Time for the node and the service together: what the node sleeps passes at once, and the service's
 * work goes on by as much.
 */
class SharedTime implements NonNullable<SimulatorOptions['clock']> {
	private ahead = 0;

	private readonly sleepers = new Set<{ readonly at: number; readonly wake: () => void }>();

	now = (): number => Date.now() + this.ahead;

	sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
		if (ms <= 0) return;
		await new Promise<void>((resolve, reject) => {
			this.sleepers.add({ at: this.now() + ms, wake: resolve });
			signal.addEventListener('abort', () => reject(new Error('closed')), { once: true });
		});
	};

	/** What the node sleeps from now on passes at once; gives what it slept, in milliseconds. */
	skip(): number[] {
		const slept: number[] = [];
		jest.spyOn(systemClock, 'now').mockImplementation(this.now);
		jest.spyOn(systemClock, 'random').mockReturnValue(0);
		jest.spyOn(systemClock, 'sleep').mockImplementation(async (ms) => {
			slept.push(ms);
			this.pass(ms);
		});
		return slept;
	}

	/** Lets so many milliseconds pass for the service. */
	pass(ms: number): void {
		this.ahead += ms;
		for (const sleeper of this.sleepers) {
			if (sleeper.at > this.now()) continue;
			this.sleepers.delete(sleeper);
			sleeper.wake();
		}
	}
}

/** A service that keeps tasks and whose callbacks are lost, and the node that looks tasks up. */
export interface Service {
	readonly studio: Studio;
	readonly simulator: Simulator;
	readonly time: SharedTime;
	/** Submits an image for each of `picture 1` … `picture count`; gives the task ids in order. */
	submit(count: number, parameters?: INodeParameters): Promise<string[]>;
	/** The same, and waits until all tasks are finished. */
	finish(count: number, parameters?: INodeParameters): Promise<string[]>;
	/** From now on, work takes so many milliseconds. */
	takes(ms: number, aim?: FaultAim): OrderedFault;
	/** The operation Get on items; the task id is the item's `taskId`. */
	get(items: Item[], parameters?: INodeParameters, settings?: NodeSettings): Promise<RunResult>;
	/** The operation Get Many, on one empty item. */
	getMany(parameters?: INodeParameters, settings?: NodeSettings): Promise<RunResult>;
	/** Whether the images of a run are what the service served for their links, one by one. */
	whole(run: RunResult, node?: string): Promise<boolean[]>;
	/** The bodies of the questions that the tasks endpoint was asked. */
	questions(): unknown[];
	/** How long it was between the questions about a task, in milliseconds of the service. */
	gaps(taskId: string): number[];
}

export const GET = { resource: 'task', operation: 'get', taskId: '={{ $json.taskId }}' };
export const GET_MANY = { resource: 'task', operation: 'getMany' };
const SUBMIT = {
	delivery: 'submit',
	callbackUrl: 'https://n8n.example.com/webhook/lost',
	options: { concurrency: 50 },
};

/** Items as they are handed to Get. */
export const asItems = (ids: readonly string[]) => ids.map((taskId) => ({ taskId }));

/** Starts such a service for the tests of a file. */
export function useService(options: SimulatorOptions = {}): Service {
	const time = new SharedTime();
	const studio = useStudio({ clock: time, ...options });
	beforeEach(() => studio.simulator.callbacks.hold());

	const service: Service = {
		studio,
		time,
		get simulator() {
			return studio.simulator;
		},
		submit: async (count, parameters = {}) => {
			const run = await studio.run(prompts(count), { ...SUBMIT, ...parameters });
			// Pictures are drawn while a task takes its time; that is real time, and not to be met.
			const { tasks, images } = studio.simulator;
			const isDrawn = ({ id }: { id: string }) => images.all.some(({ taskId }) => taskId === id);
			while (!tasks.all.every(isDrawn)) await sleep(5);
			return run.json(NODE).map(({ taskId }) => String(taskId));
		},
		finish: async (count, parameters) => {
			const ids = await service.submit(count, parameters);
			await studio.simulator.until(() =>
				studio.simulator.tasks.all.every(({ finishedAt }) => finishedAt !== null),
			);
			return ids;
		},
		takes: (ms, aim = {}) =>
			studio.simulator.misbehave({ kind: 'latency', ms }, { times: 'always', ...aim }),
		get: async (items, parameters = {}, settings = {}) =>
			await studio.run(items, { ...GET, ...parameters }, settings),
		getMany: async (parameters = {}, settings = {}) =>
			await studio.run([{}], { ...GET_MANY, ...parameters }, settings),
		whole: async (run, node = NODE) =>
			await Promise.all(
				run.items(node).map(async (item) => {
					const served = studio.simulator.images.find(String(item.json.url));
					return served?.file.equals(await run.bytes(item)) ?? false;
				}),
			),
		questions: () =>
			studio.simulator.requests
				.filter(({ path }) => path.endsWith('/openai/tasks'))
				.map(({ body }) => body),
		gaps: (taskId) => {
			const lookups = studio.simulator.tasks.find(taskId)?.lookups ?? [];
			return lookups.slice(1).map((at, index) => at - (lookups[index] ?? 0));
		},
	};
	return service;
}
