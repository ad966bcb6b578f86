import type { INodeParameters } from 'n8n-workflow';

import {
	packageName,
	resumeAfterTimeLimit,
	retry,
	workflow,
	type RunResult,
} from '../engine/harness';
import type { DeliveryName } from './expectations';
import { heldError, heldFrom, type Held } from './seen';
import { NODE, type Stage } from './stage';

const TRIGGER = 'Trigger';

/** What came of a run: what its user holds, and the executions that ended with an error. */
export interface Performance {
	readonly held: readonly Held[];
	readonly failed: readonly RunResult[];
	/** Whether the execution was suspended, and so could not fail any more. */
	readonly wasSuspended: boolean;
	/** Everything that n8n stored. */
	readonly runs: readonly RunResult[];
}

/** The first run of a cell: the order, and all that follows from it by itself. */
export async function perform(stage: Stage): Promise<Performance> {
	const parameters = await parametersFor(stage);
	const run = await stage.order(parameters).run(stage.runOptions);
	return await followed(stage, [run]);
}

/** Retry in the list of executions, for each execution that failed. */
export async function performRetries(
	stage: Stage,
	failed: readonly RunResult[],
): Promise<Performance> {
	const runs: RunResult[] = [];
	for (const execution of failed) runs.push(await (await retry(execution)).finished);
	return await followed(stage, runs);
}

async function parametersFor(stage: Stage): Promise<INodeParameters> {
	if (stage.delivery !== 'submit') return { delivery: stage.delivery };
	const type = `${packageName}.xhuoImageTrigger`;
	const spec = { type, typeVersion: 2, parameters: {}, credentials: ['xhuoApi'] };
	const listening = workflow().node(TRIGGER, spec, stage.settings);
	const active = await stage.server.activate(listening, stage.runOptions);
	return { delivery: 'submit', callbackUrl: active.url };
}

/** Lets happen what a run has set going, and gathers what its user holds in the end. */
async function followed(stage: Stage, started: readonly RunResult[]): Promise<Performance> {
	const after = FOLLOWED_BY[stage.delivery];
	return await after(stage, started);
}

type Follow = (stage: Stage, started: readonly RunResult[]) => Promise<Performance>;

const theirOwn: Follow = async (stage, runs) => await gathered(stage, runs, [], false);

const FOLLOWED_BY: Readonly<Record<DeliveryName, Follow>> = {
	wait: theirOwn,
	poll: theirOwn,
	pause: async (stage, runs) => {
		const waiting = runs.filter(({ status }) => status === 'waiting');
		const ended = runs.filter(({ status }) => status !== 'waiting');
		const resumed: RunResult[] = [];
		for (const run of waiting) {
			const find = () =>
				stage.results.findLast(
					(result) => result.executionId === run.executionId && result.status !== 'waiting',
				);
			await stage.called(() => find() !== undefined);
			resumed.push(find() ?? (await (await resumeAfterTimeLimit(run)).finished));
		}
		return await gathered(stage, [...ended, ...resumed], [], waiting.length > 0);
	},
	submit: async (stage, runs) => {
		await stage.settled();
		const own = new Set(runs.map(({ executionId }) => executionId));
		const called = stage.results.filter(
			(result) => !own.has(result.executionId) && result.runs(TRIGGER).length > 0,
		);
		const retriedTrigger = runs.filter((run) => run.runs(TRIGGER).length > 0);
		const submitted = runs.filter((run) => run.runs(TRIGGER).length === 0);
		return await gathered(stage, submitted, [...called, ...retriedTrigger], false);
	},
};

async function gathered(
	stage: Stage,
	runs: readonly RunResult[],
	called: readonly RunResult[],
	wasSuspended: boolean,
): Promise<Performance> {
	const fromNode = (
		await Promise.all(runs.map(async (run) => await heldFrom(stage, run, NODE)))
	).flat();
	const fromTrigger = (
		await Promise.all(called.map(async (run) => await heldFrom(stage, run, TRIGGER)))
	).flat();
	const all = [...runs, ...called];
	const errors = all.flatMap((run) => heldError(run) ?? []);
	const arrived = new Set([...fromTrigger, ...errors].map(({ taskId }) => taskId));
	// A task id that a callback has turned into something else is no end by itself.
	const left = called.length === 0 ? fromNode : fromNode.filter(isLeft);
	return {
		held: [...left, ...fromTrigger, ...errors],
		failed: all.filter(({ error }) => error !== undefined),
		wasSuspended,
		runs: all,
	};

	function isLeft({ end, taskId }: Held): boolean {
		return end !== 'task id' || !arrived.has(taskId);
	}
}
